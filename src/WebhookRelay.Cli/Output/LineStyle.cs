namespace WebhookRelay.Cli.Output;

/// <summary>The meaning of a line, shown as a colour on terminals that support it.</summary>
internal enum LineStyle
{
    Plain,
    Success,
    Warning,
    Error,
    Dim,
}
