using System.Text;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Labelbox.Rows;

/// <summary>The label and time that each topic selects; none is guessed.</summary>
public sealed class TopicTests
{
    private const string Created = "2024-04-08T16:21:26.000+00:00";
    private const string Content = "2024-04-08T16:34:00.513+00:00";
    private const string Updated = "2024-04-08T16:34:02.000+00:00";
    private const string Activity = "2024-04-08T16:40:00.000+00:00";
    private const string Step = "2024-04-08T16:39:59.123456+00:00";
    private const string Reviewed = "2024-04-08T16:33:00.000+00:00";
    private const string ReviewedAgain = "2024-04-08T16:35:00.000+00:00";

    private static readonly string Whole = $$$$$$"""
        {"data_row":{"id":"r","details":{"created_at":"2020-01-01T00:00:00Z","updated_at":"2020-01-02T00:00:00Z","last_activity_at":"{{{{{{Activity}}}}}}"}},
         "projects":{"p":{"labels":[{"id":"l","label_details":{"created_at":"{{{{{{Created}}}}}}","updated_at":"{{{{{{Updated}}}}}}","content_last_updated_at":"{{{{{{Content}}}}}}",
            "reviews":[{"id":"old","created_at":"2024-01-01T00:00:00Z"},{"id":"new","created_at":"{{{{{{Reviewed}}}}}}","updated_at":"{{{{{{ReviewedAgain}}}}}}"}]}}],
          "project_details":{"workflow_status":"IN_REVIEW","workflow_history":[{"action":"Approve","created_at":"{{{{{{Step}}}}}}"},{"action":"Send","created_at":"2024-01-01T00:00:00Z"}]}}}}
        """;

    [Theory]
    [InlineData(LabelboxTopic.LabelCreated, "l", Content, true)]
    [InlineData(LabelboxTopic.LabelUpdated, "l", Content, true)]
    [InlineData(LabelboxTopic.LabelDeleted, null, null, false)]
    [InlineData(LabelboxTopic.WorkflowAction, "l", Step, true)]
    [InlineData(LabelboxTopic.ReviewCreated, "l", Reviewed, true)]
    [InlineData(LabelboxTopic.ReviewUpdated, "l", ReviewedAgain, false)]
    [InlineData(LabelboxTopic.ReviewDeleted, "l", Updated, false)]
    [InlineData(LabelboxTopic.Other, "l", null, false)]
    public void Each_topic_has_its_own_time(LabelboxTopic topic, string? labelId, string? happenedAt, bool isTold)
    {
        var facts = Read(Whole, topic);

        Assert.Equal((labelId, TestTimes.Time(happenedAt), isTold), (facts.LabelId, facts.HappenedAt, facts.HasOwnTimes));
        Assert.Equal(("IN_REVIEW", "Approve"), (facts.WorkflowStatus, facts.WorkflowAction));
        Assert.Equal(labelId is null ? null : "new", facts.ReviewId);
    }

    [Fact]
    public void Update_has_the_labels_last_change()
    {
        Assert.Equal(TestTimes.Time(Updated), Read(Whole, LabelboxTopic.LabelUpdated).LabelUpdatedAt);
        Assert.Null(Read(Whole, LabelboxTopic.LabelCreated).LabelUpdatedAt);
    }

    [Theory]
    [InlineData("""{"created_at":"2024-04-08T16:34:01Z","updated_at":"2024-04-08T16:34:02Z"}""", "2024-04-08T16:34:02Z")]
    [InlineData("""{"created_at":"2024-04-08T16:34:01Z"}""", "2024-04-08T16:34:01Z")]
    public void Creation_time_comes_from_any_of_its_times(string details, string happenedAt)
    {
        var facts = Read(OfLabels($$"""{"id":"l","label_details":{{details}}}"""), LabelboxTopic.LabelCreated);

        Assert.Equal((TestTimes.Time(happenedAt), true), (facts.HappenedAt, facts.HasOwnTimes));
    }

    [Theory]
    [InlineData("""{"content_last_updated_at":"2024-04-08T16:34:01Z","updated_at":"2024-04-08T16:34:02Z"}""", "2024-04-08T16:34:01Z")]
    [InlineData("""{"content_last_updated_at":"2024-04-08T16:34:03Z"}""", "2024-04-08T16:34:03Z")]
    [InlineData("""{"updated_at":"2024-04-08T18:34:02+02:00"}""", "2024-04-08T16:34:02Z")]
    [InlineData("""{"updated_at":"2024-04-08T16:34:02"}""", "2024-04-08T16:34:02Z")]
    [InlineData("""{"created_at":"2024-04-08T16:34:02Z"}""", null)]
    [InlineData("""{"updated_at":1712594042}""", null)]
    [InlineData("""{"updated_at":"yesterday"}""", null)]
    [InlineData("""{"updated_at":"10:00"}""", null)]
    [InlineData("""{"updated_at":"0001-01-01T00:00:00+14:00"}""", null)]
    [InlineData("""{"updated_at":"2024-04-08"}""", "2024-04-08T00:00:00Z")]
    [InlineData("""{"updated_at":"\u0032024-04-08T16:34:02Z"}""", null)]
    [InlineData("{}", null)]
    public void An_update_is_the_labels_last_change_and_never_its_creation(string details, string? happenedAt)
    {
        var facts = Read(OfLabels($$"""{"id":"l","label_details":{{details}}}"""), LabelboxTopic.LabelUpdated);

        Assert.Equal((TestTimes.Time(happenedAt), happenedAt is not null), (facts.HappenedAt, facts.HasOwnTimes));
    }

    [Fact]
    public void Time_of_a_label_without_id_is_not_its_own()
    {
        var facts = Read(OfLabels("""{"label_details":{"updated_at":"2024-04-08T16:34:02Z"}}"""), LabelboxTopic.LabelUpdated);

        Assert.Equal((TestTimes.Time("2024-04-08T16:34:02Z"), false), (facts.HappenedAt, facts.HasOwnTimes));
    }

    [Fact]
    public void A_workflow_action_without_history_is_the_rows_last_activity()
    {
        var facts = Read($$$$$$"""{"data_row":{"id":"r","details":{"last_activity_at":"{{{{{{Activity}}}}}}"}},"projects":{"p":{"project_details":{"workflow_status":"DONE"}}}}""", LabelboxTopic.WorkflowAction);

        Assert.Equal((TestTimes.Time(Activity), false), (facts.HappenedAt, facts.HasOwnTimes));
        Assert.Equal(("DONE", null), (facts.WorkflowStatus, facts.WorkflowAction));
    }

    [Theory]
    [InlineData("""[{"action":"first"},{"action":"second"}]""", "first", null)]
    [InlineData("""[{"action":"old","created_at":"2024-01-01T00:00:00Z"},{"action":"new","created_at":"2024-02-01T00:00:00Z"}]""", "new", "2024-02-01T00:00:00Z")]
    [InlineData("""[{"created_at":"2024-02-01T00:00:00Z","action":7},"x",[{"action":"no"}]]""", null, "2024-02-01T00:00:00Z")]
    [InlineData("""{"action":"no"}""", null, null)]
    public void The_newest_step_is_the_workflow_action(string history, string? action, string? at)
    {
        var facts = Read($$$$$$"""{"data_row":{"id":"r"},"projects":{"p":{"project_details":{"workflow_history":{{{{{{history}}}}}}}}}}""", LabelboxTopic.WorkflowAction);

        Assert.Equal((action, TestTimes.Time(at)), (facts.WorkflowAction, facts.HappenedAt));
    }

    [Theory]
    [InlineData(LabelboxTopic.LabelCreated, "b")]
    [InlineData(LabelboxTopic.LabelUpdated, "c")]
    [InlineData(LabelboxTopic.LabelDeleted, null)]
    [InlineData(LabelboxTopic.ReviewCreated, "a")]
    [InlineData(LabelboxTopic.WorkflowAction, null)]
    [InlineData(LabelboxTopic.Other, null)]
    public void Newest_label_by_the_topics_time_is_selected(LabelboxTopic topic, string? labelId)
    {
        var row = OfLabels("""
            {"id":"a","label_details":{"created_at":"2024-01-01T00:00:00Z","updated_at":"2024-01-05T00:00:00Z","reviews":[{"id":"x","created_at":"2024-01-09T00:00:00Z"}]}},
            {"id":"b","label_details":{"created_at":"2024-01-03T00:00:00Z","updated_at":"2024-01-04T00:00:00Z","reviews":[{"id":"y","created_at":"2024-01-08T00:00:00Z"}]}},
            {"id":"c","label_details":{"created_at":"2024-01-02T00:00:00Z","updated_at":"2024-01-06T00:00:00Z","reviews":[{"id":"z","created_at":"2024-01-07T00:00:00Z"}]}}
            """);

        Assert.Equal(labelId, Read(row, topic).LabelId);
    }

    [Theory]
    [InlineData("2024-01-05T00:00:00Z", "2024-01-04T23:59:58.207Z", "2024-01-05T00:00:00Z", "2024-01-04T23:59:59.513Z", "b", "2024-01-04T23:59:59.513Z")]
    [InlineData("2024-01-05T00:00:00Z", "2024-01-04T23:59:59.513Z", "2024-01-05T00:00:00+00:00", "2024-01-04T23:59:58.207Z", "a", "2024-01-04T23:59:59.513Z")]
    [InlineData("2024-01-05T00:00:00Z", "2024-01-05T00:00:01.5Z", "2024-01-05T00:00:00Z", "2024-01-05T00:00:01.4Z", "a", "2024-01-05T00:00:01.5Z")]
    [InlineData("2024-01-05T00:00:00Z", "2024-01-04T00:00:00Z", "2024-01-05T00:00:00Z", "2024-01-04T00:00:00Z", null, null)]
    [InlineData("2024-01-05T00:00:00Z", "2024-01-04T00:00:00Z", "2024-01-04T00:00:00Z", "2024-01-05T00:00:00Z", null, null)]
    public void Consensus_label_with_the_newest_content_is_selected(
        string updatedA, string contentA, string updatedB, string contentB, string? labelId, string? happenedAt)
    {
        var facts = Read(
            OfLabels($$$$$$"""
                {"id":"a","label_details":{"updated_at":"{{{{{{updatedA}}}}}}","content_last_updated_at":"{{{{{{contentA}}}}}}"}},
                {"id":"old","label_details":{"updated_at":"2024-01-03T00:00:00Z","content_last_updated_at":"2024-01-03T00:00:00Z"}},
                {"id":"b","label_details":{"updated_at":"{{{{{{updatedB}}}}}}","content_last_updated_at":"{{{{{{contentB}}}}}}"}}
                """),
            LabelboxTopic.LabelUpdated);

        Assert.Equal((labelId, TestTimes.Time(happenedAt), labelId is not null), (facts.LabelId, facts.HappenedAt, facts.HasOwnTimes));
    }

    [Fact]
    public void Consensus_label_without_content_time_selects_none() =>
        Assert.Null(Read(
            OfLabels("""{"id":"a","label_details":{"updated_at":"2024-01-05T00:00:00Z","content_last_updated_at":"2024-01-04T00:00:00Z"}},{"id":"b","label_details":{"updated_at":"2024-01-05T00:00:00Z"}}"""),
            LabelboxTopic.LabelUpdated).LabelId);

    [Theory]
    [InlineData("""{"id":"a","label_details":{"updated_at":"2024-01-01T00:00:00Z"}},{"id":"b"}""")]
    [InlineData("""{"id":"a","label_details":{"updated_at":"2024-01-01T00:00:00Z"}},{"id":"b","label_details":{"created_at":"2024-02-01T00:00:00Z"}}""")]
    [InlineData("""{"id":"a","label_details":{"updated_at":"2024-01-01T00:00:00Z"}},{"id":"b","label_details":{"updated_at":"2024-01-01T00:00:00Z"}}""")]
    [InlineData("")]
    [InlineData("5")]
    public void Ambiguous_label_is_null(string labels)
    {
        var facts = Read(OfLabels(labels), LabelboxTopic.LabelUpdated);

        Assert.Equal((null, null, null, false), (facts.LabelId, facts.ReviewId, facts.HappenedAt, facts.HasOwnTimes));
    }

    [Fact]
    public void Marked_deleted_label_is_selected()
    {
        var facts = Read(OfLabels("""{"id":"left","label_details":{"updated_at":"2024-01-02T00:00:00Z"}},{"id":"gone","deleted":true,"label_details":{"updated_at":"2024-01-01T00:00:00Z"}}"""), LabelboxTopic.LabelDeleted);

        Assert.Equal(("gone", TestTimes.Time("2024-01-01T00:00:00Z"), true), (facts.LabelId, facts.HappenedAt, facts.HasOwnTimes));
    }

    [Theory]
    [InlineData("""[{"id":"only"}]""", "only")]
    [InlineData("""[{"id":"a"},{"id":"b"}]""", null)]
    [InlineData("""[{"id":"a","createdAt":"2024-01-02T00:00:00Z"},{"id":"b","createdAt":"2024-01-01T00:00:00Z"}]""", "a")]
    [InlineData("""[{"id":"a","created_at":"2024-01-01T00:00:00Z"},{"id":"b","created_at":"2024-01-01T00:00:00Z"}]""", null)]
    [InlineData("""[{"id":"a","created_at":"2024-01-01T00:00:00Z"},{"id":"b","created_at":"2024-01-01T00:00:00Z"},{"id":"c","created_at":"2024-01-02T00:00:00Z"}]""", "c")]
    [InlineData("""[{"score":1}]""", null)]
    [InlineData("[]", null)]
    public void Newest_review_is_selected_if_it_has_an_id(string reviews, string? reviewId) =>
        Assert.Equal(reviewId, Read(OfLabels($$$$$$"""{"id":"l","label_details":{"reviews":{{{{{{reviews}}}}}}}}"""), LabelboxTopic.ReviewCreated).ReviewId);

    [Fact]
    public void Several_projects_have_no_workflow()
    {
        var facts = Read("""{"data_row":{"id":"r"},"projects":{"a":{"project_details":{"workflow_status":"DONE","workflow_history":[{"action":"x","created_at":"2024-01-01T00:00:00Z"}]}},"b":{}}}""", LabelboxTopic.WorkflowAction);

        Assert.Equal((null, null, null), (facts.WorkflowStatus, facts.WorkflowAction, facts.HappenedAt));
    }

    private static string OfLabels(string labels) => $$$$$$"""{"data_row":{"id":"r"},"projects":{"p":{"labels":[{{{{{{labels}}}}}}]}}}""";

    private static PayloadFacts Read(string row, LabelboxTopic topic) =>
        Assert.IsType<PayloadReading.Understood>(DeliveryPayload.Read(Encoding.UTF8.GetBytes(row), topic)).Facts;
}
