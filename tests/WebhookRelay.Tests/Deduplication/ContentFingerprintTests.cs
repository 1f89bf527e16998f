using WebhookRelay.Deduplication;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Tests.Deduplication;

public sealed class ContentFingerprintTests
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
        HasOwnTimes = true,
    };

    [Fact]
    public void The_same_content_is_the_same_whatever_the_offset_of_its_time() =>
        Assert.Equal(ContentFingerprint.Of("label.updated", Facts, 1), ContentFingerprint.Of("label.updated", Facts with { HappenedAt = At.ToOffset(TimeSpan.FromHours(3)) }, 1));

    [Fact]
    public void Topic_project_row_label_time_and_content_each_tell_happenings_apart()
    {
        string[] keys =
        [
            ContentFingerprint.Of("label.updated", Facts, 1),
            ContentFingerprint.Of("label.created", Facts, 1),
            ContentFingerprint.Of("label.updated", Facts, 2),
            ContentFingerprint.Of("label.updated", Facts, (UInt128)1 << 64),
            ContentFingerprint.Of("label.updated", Facts with { ProjectId = "other" }, 1),
            ContentFingerprint.Of("label.updated", Facts with { DataRowId = "other" }, 1),
            ContentFingerprint.Of("label.updated", Facts with { LabelId = null }, 1),
            ContentFingerprint.Of("label.updated", Facts with { LabelId = "" }, 1),
            ContentFingerprint.Of("label.updated", Facts with { HappenedAt = At.AddMilliseconds(1) }, 1),
            ContentFingerprint.Of("label.updated", Facts with { LabelUpdatedAt = At }, 1),
            ContentFingerprint.Of("label.updated", Facts with { LabelUpdatedAt = At.AddMilliseconds(1) }, 1),
            ContentFingerprint.Of("label.updated", Facts with { ProjectId = "projectro", DataRowId = "w" }, 1),
        ];

        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Without_a_time_of_its_own_only_the_content_tells(bool hasTime, bool isTold)
    {
        var timeless = Facts with { HappenedAt = hasTime ? At : null, HasOwnTimes = isTold };

        Assert.Equal(ContentFingerprint.Of("label.updated", timeless, 1), ContentFingerprint.Of("label.updated", timeless, 1));
        Assert.NotEqual(ContentFingerprint.Of("label.updated", timeless, 1), ContentFingerprint.Of("label.updated", timeless, 2));
    }
}
