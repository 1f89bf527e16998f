using System.Net.Sockets;
using Serilog.Events;

namespace WebhookRelay.Starting;

internal static class StartFailures
{
    /// <summary>Whether a log line of the host or MassTransit repeats a start failure that is reported here.</summary>
    public static bool IsReportedElsewhere(LogEvent line) => line switch
    {
        { Exception: IOException or SocketException } => line.MessageTemplate.Text is "Hosting failed to start" or "Unable to start Kestrel.",
        _ => line.MessageTemplate.Text is "Failed to stop bus: {Address} ({Reason})"
            && line.Properties.TryGetValue("Reason", out var reason) && reason is ScalarValue { Value: "Not Started" },
    };
}
