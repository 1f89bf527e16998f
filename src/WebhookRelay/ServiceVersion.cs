using System.Reflection;

namespace WebhookRelay;

internal static class ServiceVersion
{
    /// <summary>Without the commit that it was built from.</summary>
    public static string Text { get; } = typeof(ServiceVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
