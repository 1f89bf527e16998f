using WebhookRelay.Consumer;
using WebhookRelay.Consumer.Handling;
using WebhookRelay.Consumer.Inboxes;
using WebhookRelay.Contracts;

namespace WebhookRelay.Tests.Consumer;

public sealed class HandlingTests
{
    [Fact]
    public void Delays_double_up_to_the_limit()
    {
        var options = new LabelboxConsumerOptions { RetryAfter = TimeSpan.FromSeconds(1), LongestRetryAfter = TimeSpan.FromSeconds(5), Retries = 4, HandlerTimeout = TimeSpan.FromSeconds(10) };
        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(1, 5).Select(failures => BackOff.DelayAfter(options, failures).TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(5), BackOff.DelayAfter(options, 2000));
        Assert.Equal(TimeSpan.FromSeconds(50 + 1 + 2 + 4 + 5), BackOff.LongestTotal(options));
    }

    [Theory]
    [InlineData(typeof(AnyEvent), "", "#")]
    [InlineData(typeof(AnyEvent), "p1 p2", "*.*.p1 *.*.p2")]
    [InlineData(typeof(LabelUpdated), "", "label.updated.*")]
    [InlineData(typeof(LabelUpdated), "p/1", "label.updated.p-1")]
    [InlineData(typeof(LabelEvent), "", "label.created.* label.updated.* label.deleted.*")]
    [InlineData(typeof(ReviewEvent), "p1", "review.created.p1 review.updated.p1 review.deleted.p1")]
    [InlineData(typeof(WorkflowAction), "", "workflow.action.*")]
    [InlineData(typeof(OtherEvent), "p1", "other.*.p1")]
    public void Queue_is_bound_for_its_handlers_events(Type kind, string projects, string patterns) =>
        Assert.Equal(patterns.Split(' '), EventKinds.Patterns([kind], projects.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Handlers_of_several_kinds_bind_each_topic_once() =>
        Assert.Equal(["label.created.*", "label.updated.*", "label.deleted.*"], EventKinds.Patterns([typeof(LabelEvent), typeof(LabelUpdated)], []));

    [Fact]
    public void Every_topic_has_an_event_type()
    {
        foreach (var topic in Enum.GetValues<LabelboxTopic>())
        {
            var header = topic is LabelboxTopic.Other ? "SOMETHING_NEW" : LabelboxTopics.Words(topic).Replace('.', '_').ToUpperInvariant();
            var kind = AnyEvent.From(new LabelboxEvent { EventHeader = header }).GetType();
            Assert.Equal(topic is LabelboxTopic.Other ? "OtherEvent" : topic.ToString(), kind.Name);
            Assert.NotEmpty(EventKinds.Patterns([kind], []));
        }
    }

    [Fact]
    public void Effect_key_combines_id_and_replay_and_its_Redis_keys_share_a_slot()
    {
        var first = new EventKey("training", "id-1", ReplayId: null);
        var replay = new EventKey("training", "id-1", "replay-1");
        Assert.Equal(("id-1", "id-1 replay-1"), (first.Effect, replay.Effect));
        Assert.NotEqual(first.Redis, replay.Redis);
        Assert.NotEqual(first.Redis, new EventKey("audit", "id-1", ReplayId: null).Redis);
        Assert.All(first.Redis, key => Assert.Contains("{training id-1}", (string)key!, StringComparison.Ordinal));
    }
}
