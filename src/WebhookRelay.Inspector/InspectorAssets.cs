using System.Security.Cryptography;
using System.Text;
using WebhookRelay.Inspector.Layout;

namespace WebhookRelay.Inspector;

/// <summary>The style sheet, the script and the icon, each under a name that contains its digest, so that browsers keep it for good.</summary>
public static class InspectorAssets
{
    /// <summary>The folder of their addresses.</summary>
    public const string Path = "/inspect/assets/";

    /// <summary>The parts of the one script, in order. They share its scope.</summary>
    private static readonly string[] Scripts = ["shared.js", "times.js", "copy.js", "live.js", "refresh.js", "fields.js", "keys.js"];

    private static readonly Asset Style = Make("inspector", "css", "text/css; charset=utf-8", Read("inspector.css"));
    private static readonly Asset Script = Make("inspector", "js", "text/javascript; charset=utf-8", string.Concat(Scripts.Select(Read)));
    private static readonly Asset Icon = Make("icon", "svg", "image/svg+xml", Read("icon.svg"));

    public static AssetAddresses Addresses { get; } = new(Path + Style.Name, Path + Script.Name, Path + Icon.Name);

    /// <summary>Null if there is none of this name.</summary>
    public static Asset? Find(string name) => new[] { Style, Script, Icon }.FirstOrDefault(asset => string.Equals(asset.Name, name, StringComparison.Ordinal));

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(InspectorAssets).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static Asset Make(string name, string extension, string contentType, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new Asset($"{name}.{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 6))}.{extension}", contentType, bytes);
    }
}

/// <param name="Name">The file name, with the digest.</param>
/// <param name="ContentType">The content type.</param>
/// <param name="Bytes">The content.</param>
public sealed record Asset(string Name, string ContentType, ReadOnlyMemory<byte> Bytes);
