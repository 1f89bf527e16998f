using System.Text.Json;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>The relevant members of one label of a row.</summary>
internal struct RowLabel
{
    private RowReview _newestReview;
    private int _reviews;
    private bool _areReviewsUnordered;
    private bool _areReviewsTied;

    public JsonTextRange Id { get; private set; }

    /// <summary>An assumption based on V1: how a row marks a deleted label is not published.</summary>
    public bool IsDeleted { get; private set; }

    public DateTimeOffset? CreatedAt { get; private set; }

    public DateTimeOffset? UpdatedAt { get; private set; }

    public DateTimeOffset? ContentAt { get; private set; }

    /// <summary>The later of its change times. A change outside the content updates only one of them.</summary>
    public readonly DateTimeOffset? ChangedAt => ContentAt > UpdatedAt ? ContentAt : UpdatedAt ?? ContentAt;

    /// <summary>The newest review; empty if it cannot be determined.</summary>
    public readonly RowReview NewestReview => _areReviewsUnordered || _areReviewsTied ? default : _newestReview;

    public void TakeValue(RowPath place, ref Utf8JsonReader json)
    {
        switch (place)
        {
            case RowPath.LabelId:
                Id = JsonTextRange.At(ref json);
                break;
            case RowPath.LabelDeleted:
                IsDeleted = json.TokenType is JsonTokenType.True;
                break;
            case RowPath.LabelCreated:
                CreatedAt = json.Time();
                break;
            case RowPath.LabelUpdated:
                UpdatedAt = json.Time();
                break;
            case RowPath.LabelContent:
                ContentAt = json.Time();
                break;
        }
    }

    public void ForgetReviews() => (_newestReview, _reviews, _areReviewsUnordered, _areReviewsTied) = (default, 0, false, false);

    public void Consider(in RowReview review)
    {
        _reviews++;
        if (_reviews is 1)
        {
            _newestReview = review;
        }
        else if (review.ChangedAt is null || _newestReview.ChangedAt is null)
        {
            _areReviewsUnordered = true;
        }
        else if (review.ChangedAt == _newestReview.ChangedAt)
        {
            _areReviewsTied = true;
        }
        else if (review.ChangedAt > _newestReview.ChangedAt)
        {
            (_newestReview, _areReviewsTied) = (review, false);
        }
    }
}
