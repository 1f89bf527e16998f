using System.Globalization;

namespace WebhookRelay.LoadTests.Sending;

/// <summary>The job of the publisher process.</summary>
internal sealed record DirectPublishArguments(string AmqpUri, string File, int Length, int BodyOffset, int First, int Count, TimeSpan Duration, string Answers)
{
    public const string Command = "publish-directly";

    public string[] ToArguments() =>
        [Command, AmqpUri, File, Text(Length), Text(BodyOffset), Text(First), Text(Count), Duration.ToString("c", CultureInfo.InvariantCulture), Answers];

    public static DirectPublishArguments Parse(IReadOnlyList<string> arguments) => new(
        arguments[0], arguments[1], Number(arguments[2]), Number(arguments[3]), Number(arguments[4]), Number(arguments[5]),
        TimeSpan.ParseExact(arguments[6], "c", CultureInfo.InvariantCulture), arguments[7]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
