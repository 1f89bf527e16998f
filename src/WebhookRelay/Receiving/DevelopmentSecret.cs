using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using WebhookRelay.Ledger;
using WebhookRelay.Starting;

namespace WebhookRelay.Receiving;

/// <summary>In Development without a configured secret, creates one and stores it beside the ledger, so that it stays the same across runs.</summary>
internal sealed partial class DevelopmentSecret(
    IHostEnvironment environment,
    IOptions<ReceivingOptions> receiving,
    IOptions<LedgerOptions> ledger,
    ILogger<DevelopmentSecret> logger)
{
    private readonly Lazy<byte[]?> _value = new(() => environment.IsDevelopment() && IsNeeded(receiving.Value)
        ? ReadOrCreate(PathIn(ledger.Value), logger)
        : null);

    public byte[]? Value => _value.Value;

    public static string PathIn(LedgerOptions ledger) => Path.Combine(ledger.Path!, "development-secret");

    private static bool IsNeeded(ReceivingOptions options) => options.Secrets.Count + options.SecretFiles.Count is 0;

    private static byte[] ReadOrCreate(string path, ILogger logger)
    {
        if (SecretFile.TryRead(path, out _) is not { } secret)
        {
            secret = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var file = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var stream = new FileStream(path, file);
            stream.Write(secret);
        }

        LogMade(logger, Encoding.ASCII.GetString(secret), path);
        return secret;
    }

    [LoggerMessage(1, LogLevel.Information, "No secret is configured; the secret for Development is {DevelopmentSecret} (stored in {Path})")]
    private static partial void LogMade(ILogger logger, string developmentSecret, string path);
}
