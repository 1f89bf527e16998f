using WebhookRelay.Deduplication;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Tests.Deduplication;

public sealed class ContentKeyTests
{
    private static readonly DateTimeOffset At = new(2024, 6, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly PayloadFacts Facts = new()
    {
        PayloadVersion = "v1",
        DataRow = default,
        ProjectId = "project",
        DataRowId = "row",
        LabelId = "label",
        HappenedAt = At,
        IsHappeningTold = true,
    };
    private static readonly byte[] Digest = new byte[32];
    private static readonly byte[] OtherDigest = [.. Enumerable.Repeat((byte)1, 32)];

    [Fact]
    public void A_happening_with_a_time_is_the_same_whatever_its_body_or_version() =>
        Assert.Equal(
            ContentKey.Of("label.updated", Facts, Digest),
            ContentKey.Of("label.updated", Facts with { PayloadVersion = "v2", HappenedAt = At.ToOffset(TimeSpan.FromHours(3)) }, OtherDigest));

    [Fact]
    public void Topic_project_row_label_and_time_each_tell_happenings_apart()
    {
        string[] keys =
        [
            ContentKey.Of("label.updated", Facts, Digest),
            ContentKey.Of("label.created", Facts, Digest),
            ContentKey.Of("label.updated", Facts with { ProjectId = "other" }, Digest),
            ContentKey.Of("label.updated", Facts with { DataRowId = "other" }, Digest),
            ContentKey.Of("label.updated", Facts with { LabelId = null }, Digest),
            ContentKey.Of("label.updated", Facts with { LabelId = "" }, Digest),
            ContentKey.Of("label.updated", Facts with { HappenedAt = At.AddMilliseconds(1) }, Digest),
            ContentKey.Of("label.updated", Facts with { ContentChangedAt = At }, Digest),
            ContentKey.Of("label.updated", Facts with { ContentChangedAt = At.AddMilliseconds(1) }, Digest),
            ContentKey.Of("label.updated", Facts with { ProjectId = "projectro", DataRowId = "w" }, Digest),
        ];

        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Without_a_time_of_its_own_only_the_body_tells(bool hasTime, bool isTold)
    {
        var timeless = Facts with { HappenedAt = hasTime ? At : null, IsHappeningTold = isTold };

        Assert.Equal(ContentKey.Of("label.updated", timeless, Digest), ContentKey.Of("label.updated", timeless, Digest));
        Assert.NotEqual(ContentKey.Of("label.updated", timeless, Digest), ContentKey.Of("label.updated", timeless, OtherDigest));
    }
}
