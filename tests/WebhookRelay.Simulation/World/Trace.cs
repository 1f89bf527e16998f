using System.Globalization;
using System.Text;

namespace WebhookRelay.Simulation.World;

/// <summary>What happened, line by line. Off, it costs nothing.</summary>
internal sealed class Trace(bool on)
{
    private readonly StringBuilder _lines = new();

    public bool IsOn => on;

    public string Text => _lines.ToString();

    public void Say(TimeSpan at, string who, string what)
    {
        if (on)
        {
            _lines.Append(CultureInfo.InvariantCulture, $"{at.TotalSeconds,10:F6} {who,-7} {what}\n");
        }
    }
}
