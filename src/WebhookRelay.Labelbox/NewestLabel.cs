using System.Text.Json;

namespace WebhookRelay.Labelbox;

/// <summary>Which of a row's labels an event is about: the only one, or the one changed last where that can be told.</summary>
internal sealed class NewestLabel
{
    private int _labels;
    private bool _ambiguous;
    private (string? Id, DateTimeOffset? ChangedAt) _newest;

    public string? Id => _ambiguous ? null : _newest.Id;

    public DateTimeOffset? ChangedAt => _ambiguous ? null : _newest.ChangedAt;

    /// <param name="json">Stands at the name <c>labels</c>; stands past its value afterwards.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public void Read(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is not JsonTokenType.StartArray)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType is not JsonTokenType.EndArray)
        {
            if (json.TokenType is JsonTokenType.StartObject)
            {
                ReadLabel(ref json);
            }
            else
            {
                json.Skip();
            }
        }
    }

    private void ReadLabel(ref Utf8JsonReader json)
    {
        string? id = null;
        LabelTimes? times = null;
        while (json.NextMember())
        {
            if (json.ValueTextEquals("id"u8))
            {
                id = json.Attribute();
            }
            else if (json.ValueTextEquals("label_details"u8))
            {
                times = LabelTimes.Read(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        Consider(id, times?.Change);
    }

    /// <summary>Of several labels the newest is meant, if every one says when it changed and one of them is the newest.</summary>
    private void Consider(string? id, DateTimeOffset? changedAt)
    {
        _labels++;
        if (_labels is 1)
        {
            _newest = (id, changedAt);
            return;
        }

        if (changedAt is null || _newest.ChangedAt is null)
        {
            _ambiguous = true;
        }
        else if (changedAt == _newest.ChangedAt)
        {
            _newest.Id = null;
        }
        else if (changedAt > _newest.ChangedAt)
        {
            _newest = (id, changedAt);
        }
    }

    /// <summary>The times a label tells of itself.</summary>
    private sealed record LabelTimes(DateTimeOffset? Content, DateTimeOffset? Updated, DateTimeOffset? Created)
    {
        public DateTimeOffset? Change => Content ?? Updated ?? Created;

        public static LabelTimes Read(ref Utf8JsonReader json)
        {
            var times = new LabelTimes(null, null, null);
            if (!json.EntersObject())
            {
                return times;
            }

            while (json.NextMember())
            {
                if (json.ValueTextEquals("content_last_updated_at"u8))
                {
                    times = times with { Content = json.Time() };
                }
                else if (json.ValueTextEquals("updated_at"u8))
                {
                    times = times with { Updated = json.Time() };
                }
                else if (json.ValueTextEquals("created_at"u8))
                {
                    times = times with { Created = json.Time() };
                }
                else
                {
                    json.Skip();
                }
            }

            return times;
        }
    }
}
