using System.Globalization;
using System.Text;

namespace WebhookRelay.Simulation.World;

/// <summary>A text trace of the run. It does nothing if it is disabled.</summary>
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
