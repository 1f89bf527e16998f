namespace WebhookRelay.Cli.Output;

/// <summary>Text that came from outside, as it may be shown: what would steer a terminal is taken out of it.</summary>
internal static class Harmless
{
    public static string Text(string text) => text.Any(char.IsControl)
        ? string.Create(text.Length, text, static (shown, text) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                shown[i] = char.IsControl(text[i]) ? '\uFFFD' : text[i];
            }
        })
        : text;
}
