using System.Buffers;
using System.Text.Json;
using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>What a data row was found to tell so far. Of a member that comes twice, the last one counts.</summary>
internal struct RowFinds(LabelboxTopic topic)
{
    private JsonText _id;
    private DateTimeOffset? _lastActivityAt;
    private JsonText _assetType;
    private JsonText _mimeType;
    private string? _annotatedMedia;
    private int _projects;
    private JsonText _projectId;
    private JsonText _workflowStatus;
    private WorkflowSteps _steps;
    private WorkflowStep _step;
    private LabelChoice _labels = new(topic);
    private RowLabel _label;
    private RowReview _review;

    public bool IsDataRow { get; private set; }

    /// <summary>Whether an annotation's kind comes next.</summary>
    public bool IsKindNamed { get; private set; }

    public void Enter(RowPlace place)
    {
        switch (place)
        {
            case RowPlace.DataRow:
                (IsDataRow, _id, _lastActivityAt) = (true, default, null);
                break;
            case RowPlace.Projects:
                (_projects, _labels, _steps, _workflowStatus) = (0, new LabelChoice(topic), default, default);
                break;
            case RowPlace.WorkflowHistory:
                _steps = default;
                break;
            case RowPlace.WorkflowStep:
                _step = default;
                break;
            case RowPlace.Label:
                _label = default;
                break;
            case RowPlace.Reviews:
                _label.ForgetReviews();
                break;
            case RowPlace.Review:
                _review = default;
                break;
        }
    }

    public void Leave(RowPlace place)
    {
        switch (place)
        {
            case RowPlace.WorkflowStep:
                _steps.Consider(_step);
                break;
            case RowPlace.Label:
                _labels.Consider(_label);
                break;
            case RowPlace.Review:
                _label.Consider(_review);
                break;
        }
    }

    public void TakeName(RowPlace place, ref Utf8JsonReader json)
    {
        if (place is RowPlace.Project)
        {
            _projects++;
            _projectId = JsonText.At(ref json);
        }
    }

    public void TakeValue(RowPlace place, ref Utf8JsonReader json)
    {
        switch (place)
        {
            case RowPlace.DataRowId:
                _id = JsonText.At(ref json);
                break;
            case RowPlace.LastActivity:
                _lastActivityAt = json.Time();
                break;
            case RowPlace.AssetType:
                _assetType = JsonText.At(ref json);
                break;
            case RowPlace.MimeType:
                _mimeType = JsonText.At(ref json);
                break;
            case RowPlace.WorkflowStatus:
                _workflowStatus = JsonText.At(ref json);
                break;
            case RowPlace.StepAction:
                _step.Action = JsonText.At(ref json);
                break;
            case RowPlace.StepTime:
                _step.At = json.Time();
                break;
            case RowPlace.ReviewId or RowPlace.ReviewCreated or RowPlace.ReviewUpdated:
                _review.TakeValue(place, ref json);
                break;
            default:
                _label.TakeValue(place, ref json);
                break;
        }
    }

    /// <param name="json">Stands inside a label's annotations, at a name or at a named kind.</param>
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

    /// <param name="json">What the tokens were read from.</param>
    /// <param name="dataRow">The row to be published.</param>
    public readonly PayloadFacts FactsIn(ReadOnlySequence<byte> json, ReadOnlyMemory<byte> dataRow)
    {
        var label = _labels.Chosen;
        var isOfOneProject = _projects is 1;
        var happening = HappeningTime.Of(topic, label, isOfOneProject ? _steps.Newest.At : null, _lastActivityAt);
        return new PayloadFacts
        {
            PayloadVersion = "v2",
            DataRow = dataRow,
            ProjectId = isOfOneProject ? _projectId.In(json) : null,
            DataRowId = _id.In(json),
            LabelId = label.Id.In(json),
            MediaType = MediaTypes.Of(_assetType.In(json), _mimeType.In(json)) ?? _annotatedMedia,
            HappenedAt = happening.At,
            LabelUpdatedAt = happening.UpdatedAt,
            IsHappeningTold = happening.IsTold,
            WorkflowStatus = isOfOneProject ? _workflowStatus.In(json) : null,
            WorkflowAction = isOfOneProject ? _steps.Newest.Action.In(json) : null,
            ReviewId = label.NewestReview.Id.In(json),
        };
    }
}
