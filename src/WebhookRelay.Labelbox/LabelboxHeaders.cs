namespace WebhookRelay.Labelbox;

/// <summary>The request headers of a webhook delivery. Source: Labelbox's webhook reference and its recorded sample.</summary>
public static class LabelboxHeaders
{
    /// <summary><c>sha1=</c> and the hex HMAC-SHA1 of the raw body.</summary>
    public const string Signature = "X-Hub-Signature";

    /// <summary><c>sha256=</c> and the hex HMAC-SHA256 of the raw body. Documented in one sample, but not in the recorded request.</summary>
    public const string Signature256 = "X-Hub-Signature-256";

    /// <summary>The delivery's id. Not covered by the signature.</summary>
    public const string Id = "X-Labelbox-Id";

    /// <summary>The topic, such as <c>LABEL_UPDATED</c>. Not covered by the signature.</summary>
    public const string Event = "X-Labelbox-Event";
}
