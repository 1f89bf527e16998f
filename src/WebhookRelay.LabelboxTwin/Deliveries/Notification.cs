using System.Text;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <summary>The request and response of one POST. Labelbox calls this record a notification.</summary>
internal sealed class Notification(Delivery delivery, Webhook webhook, SignedBody body, DateTimeOffset at)
{
    /// <summary>Its position in the order in which POSTs ended, starting at 1.</summary>
    public long Number { get; set; }

    public Delivery Delivery { get; } = delivery;

    public string Url { get; } = webhook.Url;

    public DateTimeOffset At { get; } = at;

    public TimeSpan Took { get; set; }

    public IReadOnlyDictionary<string, string> RequestHeaders { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The size of the body before any fault was applied.</summary>
    public long RequestBytes { get; } = body.Length;

    /// <summary>The first bytes of the body, up to <see cref="TwinOptions.KeepBodyBytes"/>.</summary>
    public ReadOnlyMemory<byte> RequestBody { get; set; }

    /// <summary>Null if there was no response.</summary>
    public int? Status { get; private set; }

    public IReadOnlyDictionary<string, string> ResponseHeaders { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string ResponseBody { get; private set; } = string.Empty;

    /// <summary>Why there was no response.</summary>
    public string? Error { get; set; }

    public async Task ReadAsync(HttpResponseMessage response, int keep, CancellationToken cancellationToken)
    {
        Status = (int)response.StatusCode;
        ResponseHeaders = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.Ordinal);
        using var kept = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var part = new byte[4096];
        int read;
        while ((read = await stream.ReadAsync(part, cancellationToken)) > 0)
        {
            kept.Write(part, 0, (int)Math.Min(read, Math.Max(0, keep - kept.Length)));
        }

        ResponseBody = Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }
}

/// <summary>The newest notifications, in the order in which the POSTs ended.</summary>
internal sealed class Notifications(Microsoft.Extensions.Options.IOptions<TwinOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Queue<Notification> _newest = new();
    private long _last;

    public void Keep(Notification notification, SignedBody body, int bytes)
    {
        notification.RequestBody = body.Whole is { } whole
            ? whole.AsMemory(0, Math.Min(bytes, whole.Length))
            : body.Parts(bytes).SelectMany(part => part.ToArray()).ToArray();
        lock (_lock)
        {
            notification.Number = ++_last;
            _newest.Enqueue(notification);
            if (_newest.Count > options.Value.KeepNotifications)
            {
                _newest.Dequeue();
            }
        }
    }

    public Notification? Find(long number)
    {
        lock (_lock)
        {
            return _newest.FirstOrDefault(notification => notification.Number == number);
        }
    }

    /// <summary>Notifications after a number, oldest first.</summary>
    public IReadOnlyList<Notification> After(long number, string? webhookId, int limit)
    {
        lock (_lock)
        {
            return [.. _newest
                .Where(notification => notification.Number > number && (webhookId is null || string.Equals(notification.Delivery.WebhookId, webhookId, StringComparison.Ordinal)))
                .Take(limit)];
        }
    }
}
