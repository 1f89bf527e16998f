using CsCheck;

namespace WebhookRelay.Tests.Contracts;

/// <summary>Generates complete data rows of every media type, with unknown members at every level.</summary>
internal sealed class RowGen(bool whole, bool published = false) : AnnotationGen(whole, published)
{
    public static readonly string[] Media =
        ["image", "video", "text", "document", "geospatial", "audio", "conversational", "html", "dicom", "llm"];

    /// <summary>Rows with any of the members.</summary>
    public static Gen<string> Rows(string media) => new RowGen(whole: false).Row(media);

    /// <summary>Rows with every member.</summary>
    public static Gen<string> WholeRows(string media) => new RowGen(whole: true).Row(media);

    /// <summary>Rows of both kinds, as the relay publishes them.</summary>
    public static Gen<string> PublishedRows(string media) =>
        Gen.OneOf(new RowGen(whole: false, published: true).Row(media), new RowGen(whole: true, published: true).Row(media));

    private Gen<string> Row(string media) => ObjectOf(
        always: [("data_row", DataRow)],
        ("media_attributes", MediaAttributes),
        ("attachments", ListOf(ObjectOf(("type", Text), ("value", Text), ("name", Text)))),
        ("metadata_fields", ListOf(ObjectOf(("schema_id", Id), ("schema_name", Text), ("name", Text), ("value", Anything)))),
        ("embeddings", ListOf(Embedding)),
        ("projects", MapOf(Id, Project(media))),
        ("experiments", MapOf(Id, ObjectOf(("runs", MapOf(Id, ObjectOf(("labels", Labels(media)), ("predictions", Labels(media)))))))),
        ("v1", Anything));

    private Gen<string> DataRow => ObjectOf(
        always: [("id", Id)],
        ("global_key", Text), ("external_id", Text), ("row_data", Text),
        ("details", ObjectOf(
            ("dataset_id", Id), ("dataset_name", Text), ("created_at", Time), ("updated_at", Time), ("last_activity_at", Time), ("created_by", Text))));

    private Gen<string> MediaAttributes => ObjectOf(
        ("asset_type", Text), ("mime_type", Text), ("height", Number), ("width", Number), ("exif_rotation", Gen.OneOf(Text, Number)), ("text_layer_url", Text),
        ("frame_rate", Number), ("frame_count", Whole), ("labelable_ids", ListOf(Id)), ("message_count", Whole));

    private Gen<string> Embedding => ObjectOf(
        ("id", Id), ("name", Text), ("dimensions", Whole), ("is_custom", Flag),
        ("values", ListOf(ObjectOf(("value", Number.Array[0, 8].Select(vector => $"[{string.Join(',', vector)}]"))))));

    private Gen<string> Project(string media) => ObjectOf(
        ("name", Text), ("labels", Labels(media)), ("project_tags", ListOf(ObjectOf(
            ("id", Id), ("organization_id", Id), ("text", Text), ("color", Text), ("created_at", Time), ("updated_at", Time), ("created_by_id", Id), ("type", Anything)))),
        ("project_details", ObjectOf(
            ("batch_id", Id), ("batch_name", Text), ("priority", Whole), ("consensus_expected_label_count", Whole), ("workflow_status", Text),
            ("ontology_id", Id), ("task_id", Id), ("task_name", Text), ("selected_label_id", Id),
            ("workflow_history", ListOf(ObjectOf(
                ("action", Text), ("created_at", Time), ("created_by", Text), ("next_task_id", Id), ("next_task_name", Text),
                ("previous_task_id", Id), ("previous_task_name", Text)))))));

    private Gen<string> Labels(string media) => ListOf(ObjectOf(
        ("id", Id), ("label_kind", Text), ("version", Text), ("annotations", Annotations(media)),
        ("label_details", ObjectOf(
            ("created_at", Time), ("updated_at", Time), ("created_by", Text), ("content_last_updated_at", Time),
            ("reviews", ListOf(ObjectOf(("id", Id), ("reviewed_at", Time)))))),
        ("performance_details_v2", Anything),
        ("performance_details", ObjectOf(
            ("seconds_to_create", Number), ("seconds_to_review", Number), ("skipped", Flag),
            ("benchmark_score", Number), ("consensus_score", Number)))));
}
