using System.Buffers;
using System.Text.Json;
using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>Collects the attributes of a data row. If a member occurs twice, the last one counts.</summary>
internal struct RowCollector(LabelboxTopic topic)
{
    private JsonTextRange _id;
    private DateTimeOffset? _lastActivityAt;
    private JsonTextRange _assetType;
    private JsonTextRange _mimeType;
    private string? _annotatedMedia;
    private int _projects;
    private JsonTextRange _projectId;
    private JsonTextRange _workflowStatus;
    private NewestWorkflowStep _steps;
    private WorkflowStep _step;
    private LabelSelector _labels = new(topic);
    private RowLabel _label;
    private RowReview _review;

    public bool IsDataRow { get; private set; }

    /// <summary>Whether the next value is an annotation's kind.</summary>
    public bool IsKindNamed { get; private set; }

    public void Enter(RowPath place)
    {
        switch (place)
        {
            case RowPath.DataRow:
                (IsDataRow, _id, _lastActivityAt) = (true, default, null);
                break;
            case RowPath.Projects:
                (_projects, _labels, _steps, _workflowStatus) = (0, new LabelSelector(topic), default, default);
                break;
            case RowPath.WorkflowHistory:
                _steps = default;
                break;
            case RowPath.WorkflowStep:
                _step = default;
                break;
            case RowPath.Label:
                _label = default;
                break;
            case RowPath.Reviews:
                _label.ForgetReviews();
                break;
            case RowPath.Review:
                _review = default;
                break;
        }
    }

    public void Leave(RowPath place)
    {
        switch (place)
        {
            case RowPath.WorkflowStep:
                _steps.Consider(_step);
                break;
            case RowPath.Label:
                _labels.Consider(_label);
                break;
            case RowPath.Review:
                _label.Consider(_review);
                break;
        }
    }

    public void TakeName(RowPath place, ref Utf8JsonReader json)
    {
        if (place is RowPath.Project)
        {
            _projects++;
            _projectId = JsonTextRange.At(ref json);
        }
    }

    public void TakeValue(RowPath place, ref Utf8JsonReader json)
    {
        switch (place)
        {
            case RowPath.DataRowId:
                _id = JsonTextRange.At(ref json);
                break;
            case RowPath.LastActivity:
                _lastActivityAt = json.Time();
                break;
            case RowPath.AssetType:
                _assetType = JsonTextRange.At(ref json);
                break;
            case RowPath.MimeType:
                _mimeType = JsonTextRange.At(ref json);
                break;
            case RowPath.WorkflowStatus:
                _workflowStatus = JsonTextRange.At(ref json);
                break;
            case RowPath.StepAction:
                _step.Action = JsonTextRange.At(ref json);
                break;
            case RowPath.StepTime:
                _step.At = json.Time();
                break;
            case RowPath.ReviewId or RowPath.ReviewCreated or RowPath.ReviewUpdated:
                _review.TakeValue(place, ref json);
                break;
            default:
                _label.TakeValue(place, ref json);
                break;
        }
    }

    /// <param name="json">Inside a label's annotations, at a name or at a named kind.</param>
    public void TakeAnnotation(ref Utf8JsonReader json)
    {
        if (_annotatedMedia is not null)
        {
            return;
        }

        if (IsKindNamed)
        {
            _annotatedMedia = MediaTypes.OfKind(ref json);
        }

        IsKindNamed = json.TokenType is JsonTokenType.PropertyName && json.IsNamed("annotation_kind"u8);
    }

    /// <param name="json">The JSON that the tokens were read from.</param>
    /// <param name="dataRow">The row to publish.</param>
    public readonly PayloadFacts FactsIn(ReadOnlySequence<byte> json, ReadOnlyMemory<byte> dataRow)
    {
        var label = _labels.Chosen;
        var isOfOneProject = _projects is 1;
        var eventTime = EventTime.Of(topic, label, isOfOneProject ? _steps.Newest.At : null, _lastActivityAt);
        return new PayloadFacts
        {
            PayloadVersion = "v2",
            DataRow = dataRow,
            ProjectId = isOfOneProject ? _projectId.In(json) : null,
            DataRowId = _id.In(json),
            LabelId = label.Id.In(json),
            MediaType = MediaTypes.Of(_assetType.In(json), _mimeType.In(json)) ?? _annotatedMedia,
            HappenedAt = eventTime.At,
            LabelUpdatedAt = eventTime.UpdatedAt,
            HasOwnTimes = eventTime.IsExact,
            WorkflowStatus = isOfOneProject ? _workflowStatus.In(json) : null,
            WorkflowAction = isOfOneProject ? _steps.Newest.Action.In(json) : null,
            ReviewId = label.NewestReview.Id.In(json),
        };
    }
}
