using System.Net;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Publishing;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Publishing;

/// <summary>An event that is published per queue, with a fake management API and fake queues.</summary>
public sealed class PerQueuePublicationTests : IDisposable
{
    private readonly Api _api = new();
    private readonly HttpClient _http;
    private readonly FakeTimeProvider _time = new();
    private readonly BrokerReadiness _readiness = new();
    private readonly BoundQueues _bound;
    private readonly Turns _turns = new();
    private readonly List<string> _sent = [];
    private Func<string, PublishResult> _answer = _ => PublishResult.Confirmed;

    public PerQueuePublicationTests()
    {
        _http = new HttpClient(_api);
        _readiness.SetReady();
        _bound = new BoundQueues(
            new BrokerManagement(_http, new FixedOptions<PublishingOptions>(new PublishingOptions { RabbitMq = "amqp://guest:guest@127.0.0.1" })), _time);
        _api.Bind("a", "label.created.*");
        _api.Bind("b", "#");
        _api.Bind("c", "label.updated.*");
    }

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _api.Dispose();
    }

    [Fact]
    public async Task Event_is_published_once_to_each_bound_queue()
    {
        Assert.Equal(PublishResult.Confirmed, await SendAsync());
        Assert.Equal(["a", "b"], _sent);
        Assert.Equal(["a", "b"], _bound.LastKnown("label.created.p"));
    }

    [Fact]
    public async Task Rejection_by_one_queue_is_retried_there_only()
    {
        _answer = queue => queue is "a" ? PublishResult.Refused : PublishResult.Confirmed;
        Assert.Equal(PublishResult.Refused, await SendAsync());
        Assert.Equal(PublishResult.Refused, await SendAsync());
        _answer = _ => PublishResult.Confirmed;

        Assert.Equal(PublishResult.Confirmed, await SendAsync());
        Assert.Equal(["a", "b", "a", "a"], _sent);
        Assert.Equal(["a", "a"], _turns.Refused);
    }

    [Fact]
    public async Task Queue_in_back_off_is_skipped_and_recorded_as_missing()
    {
        _turns.Waits = "b";

        Assert.Equal(PublishResult.Refused, await SendAsync());
        Assert.Equal(["a"], _sent);
    }

    [Fact]
    public async Task Newly_bound_queue_gets_the_event_before_it_is_confirmed()
    {
        _answer = queue =>
        {
            if (queue is "b")
            {
                _api.Bind("late", "label.#");
            }

            return PublishResult.Confirmed;
        };

        Assert.Equal(PublishResult.Confirmed, await SendAsync());
        Assert.Equal(["a", "b", "late"], _sent);
    }

    [Fact]
    public async Task Deleted_queue_is_not_awaited()
    {
        _answer = queue =>
        {
            _api.Unbind("a");
            return queue is "a" ? PublishResult.Unrouted : PublishResult.Confirmed;
        };

        Assert.Equal(PublishResult.Confirmed, await SendAsync());
    }

    [Fact]
    public async Task Event_without_a_bound_queue_is_unrouted()
    {
        _api.Unbind("a");
        _api.Unbind("b");

        Assert.Equal(PublishResult.Unrouted, await SendAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unanswered_publish_ends_it_with_the_confirmed_queues_known(bool wasSent)
    {
        var ending = wasSent ? PublishResult.Lost : PublishResult.NotSent;
        _answer = queue => queue is "b" ? ending : PublishResult.Confirmed;

        Assert.Equal(ending, await SendAsync());
        Assert.True(_turns.HasAccepted("a"));
        Assert.False(_turns.HasAccepted("b"));
    }

    [Fact]
    public async Task Unavailable_API_is_not_asked_each_time()
    {
        _api.Answers = false;
        Assert.Equal(PublishResult.QueuesUnknown, await SendAsync());
        Assert.Equal(PublishResult.QueuesUnknown, await SendAsync());
        Assert.Equal(1, _api.Asked);

        _api.Answers = true;
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(PublishResult.Confirmed, await SendAsync());
    }

    [Fact]
    public async Task Queue_behind_a_fanout_exchange_is_included()
    {
        _api.Bind("service", "label.created.*", kind: "exchange");
        _api.Types["service"] = "fanout";
        _api.Bind("service-queue", string.Empty, from: "service");
        _api.Bind("other-service", "label.updated.*", kind: "exchange");
        _api.Types["other-service"] = "fanout";
        _api.Bind("other-queue", string.Empty, from: "other-service");

        Assert.Equal(PublishResult.Confirmed, await SendAsync());
        Assert.Equal(["a", "b", "service-queue"], _sent);
    }

    [Theory]
    [InlineData("topic")]
    [InlineData("fanout")]
    public async Task Queues_are_unknown_behind_a_selective_or_circular_exchange(string type)
    {
        _api.Bind("elsewhere", "#", kind: "exchange");
        _api.Bind("elsewhere", "#", kind: "exchange", from: "elsewhere");
        _api.Types["elsewhere"] = type;

        Assert.Equal(PublishResult.QueuesUnknown, await SendAsync());
        Assert.Empty(_sent);
    }

    [Fact]
    public async Task Queues_without_permission_are_unknown()
    {
        _answer = _ => PublishResult.NotAllowed;

        Assert.Equal(PublishResult.QueuesUnknown, await SendAsync());
        Assert.Equal(PublishResult.QueuesUnknown, await SendAsync());
        Assert.Equal(["a"], _sent);
    }

    private async Task<PublishResult> SendAsync()
    {
        var outbound = new OutboundEvent("id", Guid.Empty, "type", "label.created.p", DateTimeOffset.UnixEpoch, [], TraceParent: null, TraceState: null);
        using var publication = new PerQueuePublication(outbound, _turns, _bound, queue => new ToOne(queue, this), _readiness, _time);
        await publication.WaitForCapacityAsync(Ending);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        return await publication.SendAsync(() => true, Ending).WaitAsync(TimeSpan.FromSeconds(30), Ending);
    }

    private sealed class ToOne(string queue, PerQueuePublicationTests test) : Publication
    {
        public override ValueTask WaitForCapacityAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override Task<PublishResult> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken)
        {
            test._sent.Add(queue);
            test._time.Advance(TimeSpan.FromMilliseconds(1));
            return Task.FromResult(test._answer(queue));
        }

        public override void Dispose()
        {
        }
    }

    private sealed class Turns : IQueueProgress
    {
        private readonly HashSet<string> _tookIt = new(StringComparer.Ordinal);

        public string? Waits { get; set; }

        public List<string> Refused { get; } = [];

        public bool AnyAccepted => _tookIt.Count > 0;

        public bool HasAccepted(string queue) => _tookIt.Contains(queue);

        public bool MaySend(string queue) => !string.Equals(queue, Waits, StringComparison.Ordinal);

        public void MarkAccepted(string queue) => _tookIt.Add(queue);

        public void MarkRefused(string queue) => Refused.Add(queue);
    }

    private sealed class Api : HttpMessageHandler
    {
        private readonly List<(string Name, string Pattern, string Kind, string From)> _bindings = [];

        public Dictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

        public bool Answers { get; set; } = true;

        public int Asked { get; private set; }

        public void Bind(string name, string pattern, string kind = "queue", string from = "labelbox.events") => _bindings.Add((name, pattern, kind, from));

        public void Unbind(string name) => _bindings.RemoveAll(binding => string.Equals(binding.Name, name, StringComparison.Ordinal));

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            var path = request.RequestUri!.AbsolutePath.Split('/');
            var bindings = _bindings.Where(binding => string.Equals(binding.From, path[4], StringComparison.Ordinal)).Select(binding =>
                $$"""{"destination":"{{binding.Name}}","destination_type":"{{binding.Kind}}","routing_key":"{{binding.Pattern}}"}""");
            var answer = path.Length > 5 ? $"[{string.Join(',', bindings)}]" : $$"""{"type":"{{Types[path[4]]}}"}""";
            return Task.FromResult(Answers
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) }
                : new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        }
    }
}
