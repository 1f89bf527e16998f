using System.Runtime.InteropServices;
using System.Text.Json;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>The relevant members of one review of a label.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RowReview
{
    private DateTimeOffset? _updatedAt;

    public JsonTextRange Id { get; private set; }

    public DateTimeOffset? CreatedAt { get; private set; }

    public readonly DateTimeOffset? ChangedAt => _updatedAt ?? CreatedAt;

    public void TakeValue(RowPath place, ref Utf8JsonReader json)
    {
        switch (place)
        {
            case RowPath.ReviewId:
                Id = JsonTextRange.At(ref json);
                break;
            case RowPath.ReviewCreated:
                CreatedAt = json.Time();
                break;
            case RowPath.ReviewUpdated:
                _updatedAt = json.Time();
                break;
        }
    }
}
