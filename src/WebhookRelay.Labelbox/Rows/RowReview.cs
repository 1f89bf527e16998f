using System.Runtime.InteropServices;
using System.Text.Json;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>What one review of a label tells of itself.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RowReview
{
    private DateTimeOffset? _updatedAt;

    public JsonText Id { get; private set; }

    public DateTimeOffset? CreatedAt { get; private set; }

    public readonly DateTimeOffset? ChangedAt => _updatedAt ?? CreatedAt;

    public void TakeValue(RowPlace place, ref Utf8JsonReader json)
    {
        switch (place)
        {
            case RowPlace.ReviewId:
                Id = JsonText.At(ref json);
                break;
            case RowPlace.ReviewCreated:
                CreatedAt = json.Time();
                break;
            case RowPlace.ReviewUpdated:
                _updatedAt = json.Time();
                break;
        }
    }
}
