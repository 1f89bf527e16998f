using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox;
using WebhookRelay.Ledger;
using WebhookRelay.Receiving;

namespace WebhookRelay.Management;

/// <summary>A delivery as shell commands that send it again with curl. The secret is read from a file, so that it is in no history.</summary>
internal sealed class TrialCommand(IOptionsMonitor<ReceivingOptions> receiving, IOptionsMonitor<LedgerOptions> ledger, DevelopmentSecret development)
{
    /// <summary>Makes a secret wrong.</summary>
    public const string WrongSecretPrefix = "not ";

    private const int LongestShown = 16 * 1024;
    private const string BodyFile = "delivery.json";

    /// <param name="delivery">The delivery.</param>
    /// <param name="address">Where it was sent.</param>
    /// <param name="showsBody">Whether the body may be shown; else the file must exist.</param>
    public string Of(TrialDelivery delivery, Uri address, bool showsBody)
    {
        var command = new StringBuilder();
        if (showsBody && delivery.Body.Length <= LongestShown && Utf8.IsValid(delivery.Body.Span))
        {
            command.Append(CultureInfo.InvariantCulture, $"printf %s {Quoted(Encoding.UTF8.GetString(delivery.Body.Span))} > {BodyFile}\n");
        }
        else
        {
            command.Append(CultureInfo.InvariantCulture, $"# {BodyFile} is the body: {delivery.Body.Length} bytes, which are not shown here.\n");
        }

        var secret = $"$(cat {Quoted(SecretFileOf(delivery.Webhook))})";
        var (key, half) = (delivery.Fault is TrialFault.WrongSecret ? WrongSecretPrefix + secret : secret, delivery.Body.Length / 2);
        var isHalf = delivery.Fault is TrialFault.HalfBody;
        command.Append(isHalf ? string.Create(CultureInfo.InvariantCulture, $"head -c {half} {BodyFile} | ") : string.Empty);
        command.Append(CultureInfo.InvariantCulture, $"curl -sS {Quoted(address.AbsoluteUri)} -H 'Content-Type: application/json' \\\n");
        command.Append(CultureInfo.InvariantCulture, $"  -H {Quoted($"{LabelboxHeaders.Id}: {delivery.Id}")} -H {Quoted($"{LabelboxHeaders.Event}: {delivery.Topic}")} \\\n");
        command.Append(CultureInfo.InvariantCulture, $"  -H \"{LabelboxHeaders.Signature}: sha1=$(openssl dgst -sha1 -hmac \"{key}\" -r {BodyFile} | cut -d' ' -f1)\" \\\n");
        command.Append(CultureInfo.InvariantCulture, $"  --data-binary @{(isHalf ? "-" : BodyFile)}");
        return command.ToString();
    }

    /// <summary>The file with the secret that signs; a name to replace if the secret is in no file.</summary>
    private string SecretFileOf(string webhook)
    {
        var own = receiving.CurrentValue.Webhooks.FirstOrDefault(each => string.Equals(each.Key, webhook, StringComparison.OrdinalIgnoreCase)).Value;
        var (secrets, files) = own is { Secrets.Count: > 0 } or { SecretFiles.Count: > 0 } ? (own.Secrets, own.SecretFiles) : (receiving.CurrentValue.Secrets, receiving.CurrentValue.SecretFiles);
        return secrets.Count is 0 && files.Count > 0 ? files[0] : secrets.Count is 0 && development.Value is not null ? DevelopmentSecret.PathIn(ledger.CurrentValue) : "secret.txt";
    }

    /// <summary>For a POSIX shell.</summary>
    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
