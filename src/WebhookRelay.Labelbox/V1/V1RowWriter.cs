using System.Text;
using WebhookRelay.Labelbox.Rows;

namespace WebhookRelay.Labelbox.V1;

/// <summary>Writes the row of a V1 delivery: the data row, its one project with its one label, and the remaining members.</summary>
internal sealed class V1RowWriter(JsonBuilder row, JsonObjectParts delivery, JsonObjectParts project, V1Label label) : IDisposable
{
    private readonly JsonObjectParts _dataset = new(delivery["dataset"], "id", "name");
    private readonly JsonObjectParts _user = new(delivery["user"], "email");

    /// <summary>With <c>"epsg":"Simple"</c>, objects are in pixels and do not identify the medium.</summary>
    private bool _isTiled;

    private bool _isSkip;

    public JsonObjectParts DataRow { get; } = new(delivery["dataRow"], "id", "externalId", "globalKey", "rowData", "createdAt", "updatedAt");

    /// <summary>The media type, if the annotations identify one or the asset consists of tiles.</summary>
    public string? MediaType { get; private set; }

    public void Write()
    {
        var rowData = DataRow["rowData"].Span;
        _isTiled = rowData is [(byte)'{', ..] or [(byte)'"', (byte)'{', ..] && rowData.IndexOf("tileLayerUrl"u8) >= 0;
        row.Open((byte)'{');
        WriteDataRow();
        row.Name("projects"u8);
        row.Open((byte)'{');
        row.RawName(project["id"].Span);
        row.Open((byte)'{');
        project.MoveText("name", row, "name"u8);
        row.Name("labels"u8);
        row.Open((byte)'[');
        row.Open((byte)'{');
        WriteLabel();
        row.Close((byte)'}');
        row.Close((byte)']');
        row.Close((byte)'}');
        row.Close((byte)'}');
        WriteRest();
        row.Close((byte)'}');
    }

    public void Dispose()
    {
        DataRow.Dispose();
        _dataset.Dispose();
        _user.Dispose();
    }

    private void WriteDataRow()
    {
        row.Name("data_row"u8);
        row.Open((byte)'{');
        DataRow.MoveText("id", row, "id"u8);
        DataRow.MoveText("globalKey", row, "global_key"u8);
        DataRow.MoveText("externalId", row, "external_id"u8);
        DataRow.MoveText("rowData", row, "row_data"u8);
        var details = row.OpenOptional("details"u8);
        _dataset.MoveText("id", row, "dataset_id"u8);
        _dataset.MoveText("name", row, "dataset_name"u8);
        DataRow.MoveText("createdAt", row, "created_at"u8);
        DataRow.MoveText("updatedAt", row, "updated_at"u8);
        row.CloseOptional(details);
        row.Close((byte)'}');
    }

    private void WriteLabel()
    {
        delivery.MoveText("id", row, "id"u8);
        WriteAnnotations();
        var details = row.OpenOptional("label_details"u8);
        delivery.MoveText("createdAt", row, "created_at"u8);
        delivery.MoveText("updatedAt", row, "updated_at"u8);
        _user.MoveText("email", row, "created_by"u8);
        row.CloseOptional(details);
        var performance = row.OpenOptional("performance_details"u8);
        delivery.MoveNumber("secondsToLabel", row, "seconds_to_create"u8);
        WriteSkipped();
        delivery.MoveNumber("agreement", row, "consensus_score"u8);
        delivery.MoveNumber("benchmarkAgreement", row, "benchmark_score"u8);
        row.CloseOptional(performance);
    }

    private void WriteAnnotations()
    {
        using var annotations = new V1AnnotationWriter(row, label.In(delivery["label"]));
        if (!annotations.TryWrite())
        {
            delivery.Leave("label");
            _isSkip = label.IsSkip;
        }

        MediaType = _isTiled ? MediaTypes.Geospatial : annotations.MediaType;
    }

    /// <summary>A skipped label has a member for that, or is the word <c>Skip</c> in the oldest deliveries.</summary>
    private void WriteSkipped()
    {
        if (delivery["skipped"].Span is [(byte)'t' or (byte)'f', ..] skipped)
        {
            row.Member("skipped"u8, skipped);
            return;
        }

        delivery.Leave("skipped");
        if (_isSkip)
        {
            row.Member("skipped"u8, "true"u8);
        }
    }

    /// <summary>Everything that has no V2 equivalent, with its V1 names.</summary>
    private void WriteRest()
    {
        var v1 = row.OpenOptional("v1"u8);
        WriteRest("project", project);
        WriteRest("dataRow", DataRow);
        WriteRest("dataset", _dataset);
        WriteRest("user", _user);
        delivery.WriteRest(row);
        row.CloseOptional(v1);
    }

    private void WriteRest(string name, JsonObjectParts parts)
    {
        if (!parts.IsObject)
        {
            delivery.Leave(name);
            return;
        }

        var rest = row.OpenOptional(Encoding.UTF8.GetBytes(name));
        parts.WriteRest(row);
        row.CloseOptional(rest);
    }
}
