using System.Reflection;

namespace WebhookRelay.Starting;

internal static class ServiceVersion
{
    /// <summary>The version without the commit.</summary>
    public static string Text { get; } = typeof(ServiceVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
