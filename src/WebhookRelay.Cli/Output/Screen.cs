using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace WebhookRelay.Cli.Output;

/// <summary>
/// What is told: results on the standard output, everything else on the standard error. On a terminal with colours (unless
/// NO_COLOR is set) and tables; elsewhere plain lines, with tabs between columns.
/// </summary>
internal sealed class Screen(Surroundings around)
{
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonWriterOptions ManyLines = OneLine with { Indented = true };

    private bool HasColours => around.Given("NO_COLOR") is null && !string.Equals(around.Variable("TERM"), "dumb", StringComparison.Ordinal);

    /// <summary>Whether somebody is there to be asked.</summary>
    public bool CanAsk => around.InputIsTerminal && around.ErrorIsTerminal;

    /// <summary>Whether something that moves would be seen.</summary>
    public bool CanMove => around.ErrorIsTerminal;

    public void Line(string text = "", Tone tone = Tone.Plain) => around.Output.WriteLine(Painted(text, around.OutputIsTerminal ? tone : Tone.Plain));

    /// <summary>Something beside the result.</summary>
    public void Notice(string text, Tone tone = Tone.Quiet) => around.Error.WriteLine(Painted(text, around.ErrorIsTerminal ? tone : Tone.Plain));

    public void Fault(CommandFault fault)
    {
        Notice($"webhook-relay: {fault.Message}", Tone.Bad);
        if (fault.Remedy is { } remedy)
        {
            Notice($"  {remedy}", Tone.Plain);
        }
    }

    /// <summary>JSON on a line of its own.</summary>
    public void Json(Action<Utf8JsonWriter> write) => around.Output.WriteLine(Harmless.Text(Serialized(write, OneLine)));

    public void Json(JsonElement element) => Json(element.WriteTo);

    /// <summary>JSON to be read by a person.</summary>
    /// <param name="element">What is shown.</param>
    /// <param name="longest">The number of characters after which the rest is only counted.</param>
    public void IndentedJson(JsonElement element, int longest = int.MaxValue)
    {
        var text = Serialized(element.WriteTo, ManyLines);
        foreach (var line in text[..Math.Min(text.Length, longest)].Split('\n'))
        {
            Line(line);
        }

        if (text.Length > longest)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"... and {text.Length - longest} characters more"), Tone.Quiet);
        }
    }

    /// <summary>On a terminal, columns that do not fit are left out by their rank; where not even those that stay fit, each row is a line.</summary>
    public void Table(IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        List<string[]> cells = [.. rows.Select(row => row.Select(cell => Harmless.Text(cell ?? "-")).ToArray())];
        if (!around.OutputIsTerminal)
        {
            around.Output.WriteLine(string.Join('\t', columns.Select(column => column.Name)));
            foreach (var row in cells)
            {
                around.Output.WriteLine(string.Join('\t', row));
            }

            return;
        }

        List<int> widths = [.. columns.Select((column, at) => cells.Select(row => row[at]).Append(column.Name).Max(text => Segment.CellCount([new Segment(text)])))];
        if (Column.Fitting(columns, widths, around.Width) is { } shown)
        {
            Grid(columns, cells, shown);
        }
        else
        {
            shown = [.. Enumerable.Range(0, columns.Count).Where(at => columns[at].Rank is 0)];
            foreach (var row in cells)
            {
                around.Output.WriteLine(string.Join("  ", shown.Select(at => row[at])));
            }
        }

        if (shown.Count < columns.Count)
        {
            Notice($"Not shown, since the terminal has {Written.Number(around.Width)} columns: {string.Join(", ", columns.Where((_, at) => !shown.Contains(at)).Select(column => column.Name))}. --json shows everything.");
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

        Terminal(around.Output).Write(table);
    }

    /// <summary>False where the answer is anything but yes.</summary>
    public bool Ask(string question)
    {
        around.Error.Write($"{Harmless.Text(question)} [y/N] ");
        around.Error.Flush();
        return around.Input.ReadLine()?.Trim() is "y" or "Y" or "yes" or "Yes" or "YES";
    }

    /// <summary>The terminal of what is told beside the result, for something that moves.</summary>
    public IAnsiConsole Beside() => Terminal(around.Error);

    /// <summary>How wide something that moves may be.</summary>
    public int BarWidth => Math.Clamp(around.Width - 50, 8, 40);

    private IAnsiConsole Terminal(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = AnsiSupport.Detect,
            ColorSystem = HasColours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        console.Profile.Width = around.Width;
        return console;
    }

    private string Painted(string text, Tone tone)
    {
        var code = tone switch
        {
            Tone.Good => "32",
            Tone.Warning => "33",
            Tone.Bad => "31",
            Tone.Quiet => "2",
            _ => null,
        };
        var harmless = Harmless.Text(text);
        return code is null || !HasColours ? harmless : $"\e[{code}m{harmless}\e[0m";
    }

    private static string Serialized(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            write(json);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
