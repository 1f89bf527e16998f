using WebhookRelay.Publishing;

namespace WebhookRelay.Tests.Publishing;

/// <summary>As in RabbitMQ's documentation of topic exchanges.</summary>
public sealed class TopicPatternTests
{
    [Theory]
    [InlineData("#", "label.updated.p", true)]
    [InlineData("#", "", true)]
    [InlineData("label.updated.p", "label.updated.p", true)]
    [InlineData("label.updated.p", "label.updated.q", false)]
    [InlineData("label.updated.*", "label.updated.p", true)]
    [InlineData("label.*", "label.updated.p", false)]
    [InlineData("label.#", "label.updated.p", true)]
    [InlineData("label.#", "label", true)]
    [InlineData("*.*.p", "label.updated.p", true)]
    [InlineData("*.*.p", "label.updated.extra.p", false)]
    [InlineData("#.p", "label.updated.p", true)]
    [InlineData("#.updated.#", "label.updated.p", true)]
    [InlineData("#.created.#", "label.updated.p", false)]
    [InlineData("*", "label.updated.p", false)]
    public void Pattern_matches_like_the_broker(string pattern, string key, bool matches) =>
        Assert.Equal(matches, TopicPattern.Matches(pattern, key));
}
