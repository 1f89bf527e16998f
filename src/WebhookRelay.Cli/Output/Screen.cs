using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace WebhookRelay.Cli.Output;

/// <summary>
/// Writes results to the standard output and everything else to the standard error. A terminal gets tables, and colours
/// unless NO_COLOR is set. Otherwise the output is plain lines with tabs between columns.
/// </summary>
internal sealed class Screen(CliContext context)
{
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonWriterOptions ManyLines = OneLine with { Indented = true };

    private bool HasColours => context.GetVariable("NO_COLOR") is null && !string.Equals(context.Variable("TERM"), "dumb", StringComparison.Ordinal);

    /// <summary>Whether the user can be asked for confirmation.</summary>
    public bool CanPrompt => context.InputIsTerminal && context.ErrorIsTerminal;

    /// <summary>Whether a progress bar would be visible.</summary>
    public bool CanAnimate => context.ErrorIsTerminal;

    public void Line(string text = "", LineStyle style = LineStyle.Plain) => context.Output.WriteLine(Colorize(text, context.OutputIsTerminal ? style : LineStyle.Plain));

    /// <summary>Writes a message that is not part of the result.</summary>
    public void Notice(string text, LineStyle style = LineStyle.Dim) => context.Error.WriteLine(Colorize(text, context.ErrorIsTerminal ? style : LineStyle.Plain));

    public void Fault(CommandException fault)
    {
        Notice($"webhook-relay: {fault.Message}", LineStyle.Error);
        if (fault.Remedy is { } remedy)
        {
            Notice($"  {remedy}", LineStyle.Plain);
        }
    }

    /// <summary>Writes a line of JSON.</summary>
    public void Json(Action<Utf8JsonWriter> write) => context.Output.WriteLine(TerminalSanitizer.Sanitize(Serialize(write, OneLine)));

    /// <summary>Writes a line of JSON that is not part of the result.</summary>
    public void JsonNotice(Action<Utf8JsonWriter> write) => context.Error.WriteLine(TerminalSanitizer.Sanitize(Serialize(write, OneLine)));

    public void Json(JsonElement element) => Json(element.WriteTo);

    /// <summary>Writes indented JSON.</summary>
    /// <param name="element">The element to write.</param>
    /// <param name="longest">The maximum number of characters; the rest is only counted.</param>
    public void IndentedJson(JsonElement element, int longest = int.MaxValue)
    {
        var text = Serialize(element.WriteTo, ManyLines);
        foreach (var line in text[..Math.Min(text.Length, longest)].Split('\n'))
        {
            Line(line);
        }

        if (text.Length > longest)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"... and {text.Length - longest} more characters"), LineStyle.Dim);
        }
    }

    /// <summary>Writes a table. A terminal hides columns that do not fit by rank; if even rank 0 does not fit, each row is a line.</summary>
    public void Table(IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        List<string[]> cells = [.. rows.Select(row => row.Select(cell => TerminalSanitizer.Sanitize(cell ?? "-")).ToArray())];
        if (!context.OutputIsTerminal)
        {
            context.Output.WriteLine(string.Join('\t', columns.Select(column => column.Name)));
            foreach (var row in cells)
            {
                context.Output.WriteLine(string.Join('\t', row));
            }

            return;
        }

        List<int> widths = [.. columns.Select((column, at) => cells.Select(row => row[at]).Append(column.Name).Max(text => Segment.CellCount([new Segment(text)])))];
        if (Column.Fitting(columns, widths, context.Width) is { } shown)
        {
            Grid(columns, cells, shown);
        }
        else
        {
            shown = [.. Enumerable.Range(0, columns.Count).Where(at => columns[at].Rank is 0)];
            foreach (var row in cells)
            {
                context.Output.WriteLine(string.Join("  ", shown.Select(at => row[at])));
            }
        }

        if (shown.Count < columns.Count)
        {
            Notice($"Hidden, because the terminal is {Humanize.Number(context.Width)} characters wide: {string.Join(", ", columns.Where((_, at) => !shown.Contains(at)).Select(column => column.Name))}. --json shows everything.");
        }
    }

    private void Grid(IReadOnlyList<Column> columns, IEnumerable<string[]> cells, IReadOnlyList<int> shown)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns([.. shown.Select(at => new TableColumn(new Text(columns[at].Name)) { NoWrap = !columns[at].IsText })]);
        foreach (var row in cells)
        {
            table.AddRow(shown.Select(at => (IRenderable)new Text(row[at])));
        }

        Terminal(context.Output).Write(table);
    }

    /// <summary>Asks for confirmation. Any answer other than yes is false.</summary>
    public bool Confirm(string question)
    {
        context.Error.Write($"{TerminalSanitizer.Sanitize(question)} [y/N] ");
        context.Error.Flush();
        return context.Input.ReadLine()?.Trim() is "y" or "Y" or "yes" or "Yes" or "YES";
    }

    /// <summary>The console on the standard error, for progress bars.</summary>
    public IAnsiConsole ErrorConsole() => Terminal(context.Error);

    /// <summary>The width of a progress bar.</summary>
    public int BarWidth => Math.Clamp(context.Width - 50, 8, 40);

    private IAnsiConsole Terminal(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = AnsiSupport.Detect,
            ColorSystem = HasColours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        console.Profile.Width = context.Width;
        return console;
    }

    private string Colorize(string text, LineStyle style)
    {
        var code = style switch
        {
            LineStyle.Success => "32",
            LineStyle.Warning => "33",
            LineStyle.Error => "31",
            LineStyle.Dim => "2",
            _ => null,
        };
        var sanitized = TerminalSanitizer.Sanitize(text);
        return code is null || !HasColours ? sanitized : $"\e[{code}m{sanitized}\e[0m";
    }

    private static string Serialize(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            write(json);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
