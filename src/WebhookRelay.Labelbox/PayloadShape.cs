using System.Text.Json;

namespace WebhookRelay.Labelbox;

/// <summary>What one pass over an object finds of an Export V2 data row.</summary>
internal sealed class PayloadShape
{
    private readonly NewestLabel _label = new();
    private string? _dataRowId;
    private string? _assetType;
    private string? _mimeType;
    private DateTimeOffset? _lastActivityAt;
    private int _projects;
    private string? _projectId;
    private bool _hasV1Row;
    private bool _hasV1Label;

    public bool IsDataRow { get; private set; }

    public bool LooksLikeV1 => _hasV1Row && _hasV1Label;

    /// <param name="json">Stands at the object's start; stands at its end afterwards.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public void Read(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("data_row"u8))
            {
                ReadDataRow(ref json);
            }
            else if (json.ValueTextEquals("media_attributes"u8))
            {
                ReadMediaAttributes(ref json);
            }
            else if (json.ValueTextEquals("projects"u8))
            {
                ReadProjects(ref json);
            }
            else if (json.ValueTextEquals("dataRow"u8))
            {
                json.Read();
                _hasV1Row = json.TokenType is JsonTokenType.StartObject;
                json.Skip();
            }
            else if (json.ValueTextEquals("label"u8))
            {
                json.Read();
                _hasV1Label = json.TokenType is JsonTokenType.String or JsonTokenType.Null;
                json.Skip();
            }
            else
            {
                json.Skip();
            }
        }
    }

    public PayloadFacts FactsOf(ReadOnlyMemory<byte> dataRow) => new()
    {
        PayloadVersion = "v2",
        DataRow = dataRow,
        ProjectId = _projects is 1 ? _projectId : null,
        DataRowId = _dataRowId,
        LabelId = _label.Id,
        MediaType = _assetType ?? _mimeType,
        HappenedAt = _label.ChangedAt ?? _lastActivityAt,
    };

    private void ReadDataRow(ref Utf8JsonReader json)
    {
        if (!json.EntersObject())
        {
            return;
        }

        IsDataRow = true;
        while (json.NextMember())
        {
            if (json.ValueTextEquals("id"u8))
            {
                _dataRowId = json.Attribute();
            }
            else if (json.ValueTextEquals("details"u8))
            {
                ReadDataRowDetails(ref json);
            }
            else
            {
                json.Skip();
            }
        }
    }

    private void ReadDataRowDetails(ref Utf8JsonReader json)
    {
        if (!json.EntersObject())
        {
            return;
        }

        while (json.NextMember())
        {
            if (json.ValueTextEquals("last_activity_at"u8))
            {
                _lastActivityAt = json.Time();
            }
            else
            {
                json.Skip();
            }
        }
    }

    private void ReadMediaAttributes(ref Utf8JsonReader json)
    {
        if (!json.EntersObject())
        {
            return;
        }

        while (json.NextMember())
        {
            if (json.ValueTextEquals("asset_type"u8))
            {
                _assetType = json.Attribute();
            }
            else if (json.ValueTextEquals("mime_type"u8))
            {
                _mimeType = json.Attribute();
            }
            else
            {
                json.Skip();
            }
        }
    }

    private void ReadProjects(ref Utf8JsonReader json)
    {
        if (!json.EntersObject())
        {
            return;
        }

        while (json.NextMember())
        {
            _projects++;
            _projectId = json.Text();
            if (!json.EntersObject())
            {
                continue;
            }

            while (json.NextMember())
            {
                if (json.ValueTextEquals("labels"u8))
                {
                    _label.Read(ref json);
                }
                else
                {
                    json.Skip();
                }
            }
        }
    }
}
