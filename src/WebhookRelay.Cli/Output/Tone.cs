namespace WebhookRelay.Cli.Output;

/// <summary>How a line is meant. Where there are colours it has one; the words say it as well.</summary>
internal enum Tone
{
    Plain,
    Good,
    Warning,
    Bad,
    Quiet,
}
