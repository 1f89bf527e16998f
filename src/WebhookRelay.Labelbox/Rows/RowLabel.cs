using System.Text.Json;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>What one label of a row tells of itself.</summary>
internal struct RowLabel
{
    private DateTimeOffset? _updatedAt;
    private RowReview _newestReview;
    private int _reviews;
    private bool _areReviewsUnordered;
    private bool _areReviewsTied;

    public JsonText Id { get; private set; }

    /// <summary>A member of our expectation, as V1 has it: nothing is published on how a row tells a deletion.</summary>
    public bool IsDeleted { get; private set; }

    public DateTimeOffset? CreatedAt { get; private set; }

    public DateTimeOffset? ContentAt { get; private set; }

    /// <summary>The later of its times of change: a change that is not of its content moves only the other.</summary>
    public readonly DateTimeOffset? ChangedAt => ContentAt > _updatedAt ? ContentAt : _updatedAt ?? ContentAt;

    /// <summary>The newest review; none where that cannot be told.</summary>
    public readonly RowReview NewestReview => _areReviewsUnordered || _areReviewsTied ? default : _newestReview;

    public void TakeValue(RowPlace place, ref Utf8JsonReader json)
    {
        switch (place)
        {
            case RowPlace.LabelId:
                Id = JsonText.At(ref json);
                break;
            case RowPlace.LabelDeleted:
                IsDeleted = json.TokenType is JsonTokenType.True;
                break;
            case RowPlace.LabelCreated:
                CreatedAt = json.Time();
                break;
            case RowPlace.LabelUpdated:
                _updatedAt = json.Time();
                break;
            case RowPlace.LabelContent:
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
