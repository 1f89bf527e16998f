using System.CommandLine;
using System.Diagnostics;
using WebhookRelay.Cli;

namespace WebhookRelay.Tests.Cli;

/// <summary>Help, examples, corrections and completion.</summary>
public sealed class HelpTests
{
    private static readonly RootCommand Root = WebhookRelay.Cli.CommandLine.Build(new CliContext(TextWriter.Null, TextWriter.Null, TextReader.Null, _ => null, TimeProvider.System) { UserData = "/none" });

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static TheoryData<string> Paths() => [.. HelpCommand.PathsOf(Root, []).Select(path => string.Join(' ', path))];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Examples_of_every_command_are_valid(string path)
    {
        var command = path.Length is 0 ? Root : path.Split(' ').Aggregate((Command)Root, (command, word) => command.Subcommands.Single(each => string.Equals(each.Name, word, StringComparison.Ordinal)));
        var examples = HelpWithExamples.ExamplesOf(command);

        Assert.NotEmpty(examples);
        foreach (var example in examples.Select(example => example.Split(" | ")[0].Split(" > ")[0].Replace("source <(", string.Empty, StringComparison.Ordinal).TrimEnd(')')))
        {
            // A placeholder for the reader's own value.
            var parse = Root.Parse(System.Text.RegularExpressions.Regex.Replace(example, "<ledgerhash[^>]*>", new string('0', 64), System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))["webhook-relay".Length..]);
            Assert.True(parse.Errors.Count is 0, $"{example}: {string.Join(' ', parse.Errors.Select(error => error.Message))}");
        }
    }

    [Fact]
    public async Task Whole_help_lists_every_command_and_option()
    {
        var (code, output, error) = await CliRun.OfAsync(new FakeRelay(), "help");

        Assert.Equal((0, string.Empty), (code, error));
        foreach (var path in HelpCommand.PathsOf(Root, []))
        {
            var command = path.Aggregate((Command)Root, (command, word) => command.Subcommands.Single(each => string.Equals(each.Name, word, StringComparison.Ordinal)));
            Assert.Contains(command.Description!.Split(' ')[0], output, StringComparison.Ordinal);
            Assert.All(command.Options.Where(option => !option.Hidden), option => Assert.Contains(option.Name, output, StringComparison.Ordinal));
            Assert.All(HelpWithExamples.ExamplesOf(command), example => Assert.Contains(example, output, StringComparison.Ordinal));
        }

        Assert.Contains("webhook-relay replay list", (await CliRun.OfAsync(new FakeRelay(), "help", "replay", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await CliRun.OfAsync(new FakeRelay(), "help", "nothing")).Code);
    }

    [Theory]
    [InlineData]
    [InlineData("subscriptions")]
    public async Task Missing_subcommand_shows_the_help(params string[] arguments)
    {
        var run = await CliRun.OfAsync(new FakeRelay(), arguments);

        Assert.Equal((0, string.Empty), (run.Code, run.Error));
        Assert.Equal((await CliRun.OfAsync(new FakeRelay(), [.. arguments, "--help"])).Output, run.Output);
    }

    [Theory]
    [InlineData("Did you mean deliveries?", "delivries")]
    [InlineData("Did you mean replay?", "repaly")]
    [InlineData("Did you mean status?", "subscriptions", "staus")]
    [InlineData("Did you mean --project?", "deliveries", "--projcet", "x")]
    [InlineData("Did you mean --admin?", "deliveries", "--amdin", "x")]
    [InlineData("Did you mean --json?", "replay", "list", "--jsno")]
    [InlineData("Did you mean --topic?", "send", "--topc=LABEL_CREATED")]
    public async Task Mistyped_name_gets_a_suggestion(string correction, params string[] arguments)
    {
        var run = await CliRun.OfAsync(new FakeRelay(), arguments);

        Assert.Equal(2, run.Code);
        Assert.Contains(correction, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("webhook-relay ", "deliveries send status completion")]
    [InlineData("webhook-relay del", "deliveries")]
    [InlineData("webhook-relay deliveries --st", "--state")]
    [InlineData("webhook-relay deliveries --state ", "accepted quarantined")]
    [InlineData("webhook-relay send --media ", "Image Video")]
    [InlineData("webhook-relay replay ", "list watch cancel --all")]
    [InlineData("webhook-relay completion ", "bash zsh fish pwsh")]
    public async Task Completion_lists_possible_words(string line, string expected)
    {
        var (code, output, _) = await CliRun.OfAsync(new FakeRelay(), "complete", "--position", line.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), "--", line);

        Assert.Equal(0, code);
        var words = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(expected.Split(' '), word => Assert.Contains(word, words));
        Assert.DoesNotContain("complete", words);
    }

    [Fact]
    public async Task Bash_script_completes_in_bash()
    {
        var script = (await CliRun.OfAsync(new FakeRelay(), "completion", "bash")).Output;
        using var bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-c", $$"""
            webhook-relay() { printf '%s\n' deliveries doctor "$@" >&3; printf '%s\n' deliveries doctor; }
            {{script}}
            COMP_LINE='webhook-relay del' COMP_POINT=17 COMP_WORDS=(webhook-relay del) COMP_CWORD=1
            _webhook_relay 3>/dev/null
            echo "${COMPREPLY[@]}"
            complete -p webhook-relay
            """])
        { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await bash.StandardOutput.ReadToEndAsync(Ending);
        await bash.WaitForExitAsync(Ending);

        Assert.Equal("deliveries\ncomplete -o default -F _webhook_relay webhook-relay\n", output);
    }
}
