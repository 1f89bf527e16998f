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
    public void Fingerprint_ignores_the_time_offset() =>
        Assert.Equal(ContentFingerprint.Of("label.updated", Facts, 1), ContentFingerprint.Of("label.updated", Facts with { HappenedAt = At.ToOffset(TimeSpan.FromHours(3)) }, 1));

    [Fact]
    public void Topic_project_row_label_time_and_content_each_distinguish_changes()
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
    public void Without_an_own_time_only_the_content_distinguishes_changes(bool hasTime, bool isTold)
    {
        var timeless = Facts with { HappenedAt = hasTime ? At : null, HasOwnTimes = isTold };

        Assert.Equal(ContentFingerprint.Of("label.updated", timeless, 1), ContentFingerprint.Of("label.updated", timeless, 1));
        Assert.NotEqual(ContentFingerprint.Of("label.updated", timeless, 1), ContentFingerprint.Of("label.updated", timeless, 2));
    }
}
