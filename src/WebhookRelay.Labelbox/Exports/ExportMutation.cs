namespace WebhookRelay.Labelbox.Exports;

/// <summary>A mutation that starts exports, exactly as Labelbox's own client sends it.</summary>
/// <param name="Name">Its field, which is also the member of the response.</param>
internal sealed record ExportMutation(string Name)
{
    public static readonly ExportMutation Project = new("exportDataRowsInProject");
    public static readonly ExportMutation Catalog = new("exportDataRowsInCatalog");
    public static readonly ExportMutation Slice = new("exportDataRowsInSlice");
    public static readonly ExportMutation ModelRun = new("exportDataRowsInModelRun");

    public string Text { get; } =
        $"mutation {Name}PyApi($input: {char.ToUpperInvariant(Name[0])}{Name[1..]}Input!){{{Name}(input: $input){{taskId isStreamable}}}}";
}
