using WebhookRelay.Labelbox.Api;
using WebhookRelay.LabelboxTwin.Deliveries;
using TwinStatus = WebhookRelay.LabelboxTwin.Deliveries.WebhookStatus;
using TwinVersion = WebhookRelay.LabelboxTwin.Deliveries.WebhookVersion;
using TwinWebhook = WebhookRelay.LabelboxTwin.Deliveries.Webhook;
using Webhook = WebhookRelay.Labelbox.Api.Webhook;
using WebhookStatus = WebhookRelay.Labelbox.Api.WebhookStatus;

namespace WebhookRelay.Tests.Subscriptions;

internal enum CallFault
{
    None,

    /// <summary>Executed, but the response is lost.</summary>
    LostAnswer,

    /// <summary>Never executed, without a response.</summary>
    LostRequest,

    /// <summary>Without a response, and executed some calls later.</summary>
    Late,

    RateLimited,

    ServerError,

    NotAllowed,

    /// <summary>Executed, and then the relay ends.</summary>
    Crash,
}

/// <summary>The twin's webhooks behind the client interface, with an optional fault per call.</summary>
internal sealed class FlakyLabelbox(WebhookRegistry registry) : ILabelboxWebhooks
{
    private readonly Queue<CallFault> _faults = new();
    private readonly List<(int At, Action Act)> _late = [];
    private readonly Lock _lock = new();
    private int _calls;

    /// <summary>Ids that were created here, even if the response was lost.</summary>
    public HashSet<string> Created { get; } = [];

    /// <summary>Ids that were changed or deactivated here.</summary>
    public HashSet<string> Touched { get; } = [];

    public void Expect(IEnumerable<CallFault> faults)
    {
        lock (_lock)
        {
            foreach (var fault in faults)
            {
                _faults.Enqueue(fault);
            }
        }
    }

    /// <summary>Ends the faults; delayed calls are executed.</summary>
    public void Mend()
    {
        lock (_lock)
        {
            _faults.Clear();
            _late.ForEach(late => late.Act());
            _late.Clear();
        }
    }

    public Task<Webhook> CreateForProjectAsync(string projectId, string url, string secret, IReadOnlyCollection<string> topics, CancellationToken cancellationToken) =>
        CallAsync(() => Create(projectId, url, secret, topics));

    public Task<Webhook> CreateForOrganizationAsync(string url, string secret, IReadOnlyCollection<string> topics, CancellationToken cancellationToken) =>
        CallAsync(() => Create(projectId: null, url, secret, topics));

    public Task<IReadOnlyList<Webhook>> ListForProjectAsync(string projectId, CancellationToken cancellationToken) =>
        CallAsync(() => List(webhook => string.Equals(webhook.ProjectId, projectId, StringComparison.Ordinal)));

    public Task<IReadOnlyList<Webhook>> ListForOrganizationAsync(CancellationToken cancellationToken) => CallAsync(() => List(_ => true));

    public Task<WebhookProject?> GetProjectOfWebhookAsync(string webhookId, CancellationToken cancellationToken) =>
        CallAsync(() => registry.Find(webhookId)!.ProjectId is { } project ? new WebhookProject(project, Name: null) : null);

    public Task UpdateAsync(string webhookId, WebhookPatch patch, CancellationToken cancellationToken) => CallAsync(() => Update(webhookId, webhook => webhook with
    {
        Url = patch.Url ?? webhook.Url,
        Topics = patch.Topics is { } topics ? [.. topics] : webhook.Topics,
        Status = patch.Status switch { null => webhook.Status, WebhookStatus.Active => TwinStatus.Active, _ => TwinStatus.Inactive },
    }));

    public Task DeactivateAsync(string webhookId, CancellationToken cancellationToken) => CallAsync(() => Update(webhookId, webhook => webhook with { Status = TwinStatus.Inactive }));

    private Webhook Create(string? projectId, string url, string secret, IReadOnlyCollection<string> topics)
    {
        var webhook = registry.Add(projectId, url, secret, [.. topics], TwinStatus.Active, TwinVersion.V1, envelope: null);
        Created.Add(webhook.Id);
        return Shown(webhook);
    }

    private TwinWebhook Update(string id, Func<TwinWebhook, TwinWebhook> change)
    {
        Touched.Add(id);
        return registry.Update(id, change) ?? throw new LabelboxNotFoundException("There is no such webhook.");
    }

    private IReadOnlyList<Webhook> List(Func<TwinWebhook, bool> which) => [.. registry.All.Where(which).Select(Shown)];

    private static Webhook Shown(TwinWebhook webhook)
    {
        var status = webhook.Status.ToString().ToUpperInvariant();
        return new Webhook(webhook.Id, webhook.Url, webhook.Topics, Enum.Parse<WebhookStatus>(webhook.Status.ToString()), status, webhook.CreatedAt, webhook.UpdatedAt);
    }

    private async Task<T> CallAsync<T>(Func<T> act)
    {
        // So that two replicas' calls mix.
        await Task.Yield();
        lock (_lock)
        {
            _calls++;
            foreach (var (_, late) in _late.Where(each => each.At <= _calls))
            {
                late();
            }

            _late.RemoveAll(each => each.At <= _calls);
            switch (_faults.TryDequeue(out var fault) ? fault : CallFault.None)
            {
                case CallFault.LostAnswer:
                    _ = act();
                    throw new LabelboxServerException("The connection ended.");
                case CallFault.LostRequest:
                    throw new LabelboxServerException("The connection ended.");
                case CallFault.Late:
                    _late.Add((_calls + 4, () => act()));
                    throw new LabelboxServerException("No answer.");
                case CallFault.RateLimited:
                    throw new LabelboxRateLimitedException("Too many.", TimeSpan.FromSeconds(1));
                case CallFault.ServerError:
                    throw new LabelboxServerException("502.");
                case CallFault.NotAllowed:
                    throw new LabelboxNotAllowedException("No.");
                case CallFault.Crash:
                    _ = act();
                    throw new OperationCanceledException();
                default:
                    return act();
            }
        }
    }
}
