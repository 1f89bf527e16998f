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
    public void Json(Action<Utf8JsonWriter> write) => around.Output.WriteLine(Harmless.Text(Written(write, OneLine)));

    public void Json(JsonElement element) => Json(element.WriteTo);

    /// <summary>JSON to be read by a person.</summary>
    /// <param name="element">What is shown.</param>
    /// <param name="longest">The number of characters after which the rest is only counted.</param>
    public void IndentedJson(JsonElement element, int longest = int.MaxValue)
    {
        var text = Written(element.WriteTo, ManyLines);
        foreach (var line in text[..Math.Min(text.Length, longest)].Split('\n'))
        {
            Line(line);
        }

        if (text.Length > longest)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"... and {text.Length - longest} characters more"), Tone.Quiet);
        }
    }

    public void Table(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        if (!around.OutputIsTerminal)
        {
            around.Output.WriteLine(string.Join('\t', columns));
            foreach (var row in rows)
            {
                around.Output.WriteLine(string.Join('\t', row.Select(cell => Harmless.Text(cell ?? "-"))));
            }

            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        // An id that is broken over two lines cannot be copied; the last column is words.
        table.AddColumns([.. columns.Select((column, index) => new TableColumn(new Text(column)) { NoWrap = index < columns.Count - 1 })]);
        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => (IRenderable)new Text(Harmless.Text(cell ?? "-"))));
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

    private IAnsiConsole Terminal(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = AnsiSupport.Detect,
        ColorSystem = HasColours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
    });

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

    private static string Written(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            write(json);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
