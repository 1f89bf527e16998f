using System.Reflection;
using System.Text.Json.Nodes;
using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Tests.Labelbox.Exports;

/// <summary>Every scope with every parameter and filter sends the request of Labelbox's own client.</summary>
public sealed class ExportRequestTests
{
    private const string Common =
        "\"mediaTypeOverride\":null,\"includeAttachments\":false,\"includeEmbeddings\":false,\"includeMetadata\":false,\"includeDataRowDetails\":false";

    private const string Labels =
        ",\"includeProjectDetails\":false,\"includeLabelDetails\":false,\"includePerformanceDetails\":false,\"includeInterpolatedFrames\":false";

    private const string Shared = ",\"projectIds\":null,\"modelRunIds\":null,\"allProjects\":false,\"allModelRuns\":false";

    private static readonly DateTimeOffset From = new(2024, 5, 1, 2, 30, 0, TimeSpan.FromMinutes(150));
    private static readonly DateTimeOffset To = new(2024, 5, 1, 19, 0, 1, TimeSpan.FromHours(-5));

    private static readonly Scope[] Scopes =
    [
        new(
            "project",
            new ProjectExport("p1"),
            "mutation exportDataRowsInProjectPyApi($input: ExportDataRowsInProjectInput!){exportDataRowsInProject(input: $input){taskId isStreamable}}",
            """{"projectId":"p1","searchQuery":{"scope":null,"query":[]}}""",
            "{" + Common + Labels + "}"),
        new(
            "dataset",
            new DatasetExport("d1"),
            "mutation exportDataRowsInCatalogPyApi($input: ExportDataRowsInCatalogInput!){exportDataRowsInCatalog(input: $input){taskId isStreamable}}",
            """{"searchQuery":{"scope":null,"query":[{"ids":["d1"],"operator":"is","type":"dataset"}]}}""",
            "{" + Common + Labels + Shared + ",\"includePredictions\":false}"),
        new(
            "catalog",
            new CatalogExport(),
            "mutation exportDataRowsInCatalogPyApi($input: ExportDataRowsInCatalogInput!){exportDataRowsInCatalog(input: $input){taskId isStreamable}}",
            """{"searchQuery":{"scope":null,"query":[]}}""",
            "{" + Common + Labels + Shared + ",\"includePredictions\":false}"),
        new(
            "slice",
            new SliceExport("s1"),
            "mutation exportDataRowsInSlicePyApi($input: ExportDataRowsInSliceInput!){exportDataRowsInSlice(input: $input){taskId isStreamable}}",
            """{"sliceId":"s1"}""",
            "{" + Common + Labels + Shared + "}"),
        new(
            "model run",
            new ModelRunExport("m1"),
            "mutation exportDataRowsInModelRunPyApi($input: ExportDataRowsInModelRunInput!){exportDataRowsInModelRun(input: $input){taskId isStreamable}}",
            """{"modelRunId":"m1"}""",
            "{" + Common + ",\"includePredictions\":false,\"includeModelRunDetails\":false}"),
        new(
            "rows by id",
            new DataRowsExport(DataRowSelection.ByIds(["r1", "r2"])),
            "mutation exportDataRowsInCatalogPyApi($input: ExportDataRowsInCatalogInput!){exportDataRowsInCatalog(input: $input){taskId isStreamable}}",
            """{"searchQuery":{"scope":null,"query":[{"ids":["r1","r2"],"operator":"is","type":"data_row_id"}]}}""",
            "{" + Common + Labels + Shared + "}"),
        new(
            "rows by global key",
            new DataRowsExport(DataRowSelection.ByGlobalKeys(["k1"])),
            "mutation exportDataRowsInCatalogPyApi($input: ExportDataRowsInCatalogInput!){exportDataRowsInCatalog(input: $input){taskId isStreamable}}",
            """{"searchQuery":{"scope":null,"query":[{"ids":["k1"],"operator":"is","type":"global_key"}]}}""",
            "{" + Common + Labels + Shared + "}"),
    ];

    /// <summary>Parameters: the property, a value, and the member that it changes.</summary>
    private static readonly (string Property, object Value, string Member)[] Parameters =
    [
        ("MediaTypeOverride", ExportMediaType.LlmPromptResponseCreation, "\"mediaTypeOverride\":\"LLM_PROMPT_RESPONSE_CREATION\""),
        ("MediaTypeOverride", ExportMediaType.TmsGeo, "\"mediaTypeOverride\":\"TMS_GEO\""),
        ("Attachments", true, "\"includeAttachments\":true"),
        ("Embeddings", true, "\"includeEmbeddings\":true"),
        ("MetadataFields", true, "\"includeMetadata\":true"),
        ("DataRowDetails", true, "\"includeDataRowDetails\":true"),
        ("ProjectDetails", true, "\"includeProjectDetails\":true"),
        ("LabelDetails", true, "\"includeLabelDetails\":true"),
        ("PerformanceDetails", true, "\"includePerformanceDetails\":true"),
        ("InterpolatedFrames", true, "\"includeInterpolatedFrames\":true"),
        ("Predictions", true, "\"includePredictions\":true"),
        ("ProjectIds", (string[])["p1", "p2"], "\"projectIds\":[\"p1\",\"p2\"]"),
        ("ModelRunIds", (string[])["m1"], "\"modelRunIds\":[\"m1\"]"),
        ("AllProjects", true, "\"allProjects\":true"),
        ("AllModelRuns", true, "\"allModelRuns\":true"),
        ("ModelRunDetails", true, "\"includeModelRunDetails\":true"),
    ];

    /// <summary>Filters: the property, a value, and the element that it adds to the query.</summary>
    private static readonly (string Property, object Value, string Element)[] Filters =
    [
        ("LastActivityAt", ExportTimeWindow.Between(From, To),
            """{"type":"data_row_last_activity_at","value":{"operator":"BETWEEN","timezone":"UTC","value":{"min":"2024-05-01T00:00:00+0000","max":"2024-05-02T00:00:01+0000"}}}"""),
        ("LastActivityAt", ExportTimeWindow.Since(From),
            """{"type":"data_row_last_activity_at","value":{"operator":"GREATER_THAN_OR_EQUAL","timezone":"UTC","value":"2024-05-01T00:00:00+0000"}}"""),
        ("LastActivityAt", ExportTimeWindow.Until(To),
            """{"type":"data_row_last_activity_at","value":{"operator":"LESS_THAN_OR_EQUAL","timezone":"UTC","value":"2024-05-02T00:00:01+0000"}}"""),
        ("LabelCreatedAt", ExportTimeWindow.Between(From, To),
            """{"type":"labeled_at","value":{"operator":"BETWEEN","timezone":"UTC","value":{"min":"2024-05-01T00:00:00+0000","max":"2024-05-02T00:00:01+0000"}}}"""),
        ("LabelCreatedAt", ExportTimeWindow.Since(From),
            """{"type":"labeled_at","value":{"operator":"GREATER_THAN_OR_EQUAL","timezone":"UTC","value":"2024-05-01T00:00:00+0000"}}"""),
        ("LabelCreatedAt", ExportTimeWindow.Until(To),
            """{"type":"labeled_at","value":{"operator":"LESS_THAN_OR_EQUAL","timezone":"UTC","value":"2024-05-02T00:00:01+0000"}}"""),
        ("Rows", DataRowSelection.ByIds(["r1", "r2", "r1"]), """{"ids":["r1","r2"],"operator":"is","type":"data_row_id"}"""),
        ("Rows", DataRowSelection.ByGlobalKeys(["k \" 1"]), """{"ids":["k \" 1"],"operator":"is","type":"global_key"}"""),
        ("BatchIds", (string[])["b1"], """{"ids":["b1"],"operator":"is","type":"batch"}"""),
        ("WorkflowStatus", ExportWorkflowStatus.ToLabel, """{"type":"task_queue_not_exist"}"""),
        ("WorkflowStatus", ExportWorkflowStatus.InReview, """{"type":"task_queue_status","status":"InReview"}"""),
        ("WorkflowStatus", ExportWorkflowStatus.InRework, """{"type":"task_queue_status","status":"InRework"}"""),
        ("WorkflowStatus", ExportWorkflowStatus.Done, """{"type":"task_queue_status","status":"Done"}"""),
    ];

    /// <summary>The options of each scope. Other options do not compile.</summary>
    private static readonly Dictionary<string, string> Accepted = new(StringComparer.Ordinal)
    {
        ["project"] = "Attachments BatchIds DataRowDetails Embeddings InterpolatedFrames LabelCreatedAt LabelDetails LastActivityAt MediaTypeOverride MetadataFields PerformanceDetails ProjectDetails Rows WorkflowStatus",
        ["dataset"] = "AllModelRuns AllProjects Attachments DataRowDetails Embeddings InterpolatedFrames LabelCreatedAt LabelDetails LastActivityAt MediaTypeOverride MetadataFields ModelRunIds PerformanceDetails Predictions ProjectDetails ProjectIds Rows",
        ["catalog"] = "AllModelRuns AllProjects Attachments DataRowDetails Embeddings InterpolatedFrames LabelCreatedAt LabelDetails LastActivityAt MediaTypeOverride MetadataFields ModelRunIds PerformanceDetails Predictions ProjectDetails ProjectIds Rows",
        ["slice"] = "AllModelRuns AllProjects Attachments DataRowDetails Embeddings InterpolatedFrames LabelDetails MediaTypeOverride MetadataFields ModelRunIds PerformanceDetails ProjectDetails ProjectIds",
        ["model run"] = "Attachments DataRowDetails Embeddings MediaTypeOverride MetadataFields ModelRunDetails Predictions",
        ["rows by id"] = "AllModelRuns AllProjects Attachments DataRowDetails Embeddings InterpolatedFrames LabelDetails MediaTypeOverride MetadataFields ModelRunIds PerformanceDetails ProjectDetails ProjectIds",
        ["rows by global key"] = "AllModelRuns AllProjects Attachments DataRowDetails Embeddings InterpolatedFrames LabelDetails MediaTypeOverride MetadataFields ModelRunIds PerformanceDetails ProjectDetails ProjectIds",
    };

    public static TheoryData<string> ScopeNames => [.. Scopes.Select(scope => scope.Name)];

    [Theory]
    [MemberData(nameof(ScopeNames))]
    public void Without_options_a_request_is_the_recorded_one(string name)
    {
        var scope = Find(name);

        Assert.Equal(scope.Mutation, scope.Request.Mutation.Text);
        AssertSent(scope.Filters, scope.Params, scope.Request);
    }

    [Theory]
    [MemberData(nameof(ScopeNames))]
    public void A_scope_accepts_only_its_own_parameters_and_filters(string name)
    {
        string[] always = [nameof(ExportRequest.TaskName), "ProjectId", "DatasetId", "SliceId", "ModelRunId"];
        var scope = Find(name);
        var settable = scope.Request.GetType().GetProperties().Where(property => property.CanWrite && !always.Contains(property.Name));

        Assert.Equal(
            Accepted[name],
            string.Join(' ', settable.Select(property => property.Name).Where(option => scope.Request is not DataRowsExport || option is not "Rows").Order(StringComparer.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(ScopeNames))]
    public void Each_parameter_changes_one_member(string name)
    {
        var scope = Find(name);
        foreach (var (property, value, member) in Parameters.Where(parameter => Accepts(name, parameter.Property)))
        {
            var wire = member[..(member.IndexOf(':', StringComparison.Ordinal) + 1)];
            var expected = scope.Params.Replace(wire + "null", member, StringComparison.Ordinal).Replace(wire + "false", member, StringComparison.Ordinal);
            Assert.Contains(member, expected, StringComparison.Ordinal);

            AssertSent(scope.Filters, expected, With(scope.Request, property, value));
        }
    }

    [Theory]
    [MemberData(nameof(ScopeNames))]
    public void Each_filter_adds_one_element_before_the_dataset(string name)
    {
        var scope = Find(name);
        foreach (var (property, value, element) in Filters.Where(filter => Accepts(name, filter.Property)))
        {
            var expected = scope.Filters.Replace("\"query\":[", "\"query\":[" + element + (scope.Request is DatasetExport ? "," : ""), StringComparison.Ordinal);

            AssertSent(expected, scope.Params, With(scope.Request, property, value));
        }
    }

    [Fact]
    public void Filters_are_combined_in_one_query() => AssertSent(
        """
        {"projectId":"p1","searchQuery":{"scope":null,"query":[
          {"type":"data_row_last_activity_at","value":{"operator":"GREATER_THAN_OR_EQUAL","timezone":"UTC","value":"2024-05-01T00:00:00+0000"}},
          {"type":"labeled_at","value":{"operator":"LESS_THAN_OR_EQUAL","timezone":"UTC","value":"2024-05-02T00:00:01+0000"}},
          {"ids":["r1"],"operator":"is","type":"data_row_id"},
          {"ids":["b1","b2"],"operator":"is","type":"batch"},
          {"type":"task_queue_status","status":"Done"}]}}
        """,
        "{" + Common + Labels + "}",
        new ProjectExport("p1")
        {
            LastActivityAt = ExportTimeWindow.Since(From),
            LabelCreatedAt = ExportTimeWindow.Until(To),
            Rows = DataRowSelection.ByIds(["r1"]),
            BatchIds = ["b1", "b2"],
            WorkflowStatus = ExportWorkflowStatus.Done,
        });

    [Fact]
    public void Every_media_type_has_its_API_name() => Assert.Equal(
        ["AUDIO", "CONVERSATIONAL", "DICOM", "PDF", "TMS_GEO", "TMS_SIMPLE", "HTML", "IMAGE", "LLM", "LLM_PROMPT_CREATION", "LLM_PROMPT_RESPONSE_CREATION", "POINT_CLOUD", "TEXT", "VIDEO"],
        Enum.GetValues<ExportMediaType>().Select(ExportNames.Of));

    private static Scope Find(string name) => Scopes.First(scope => string.Equals(scope.Name, name, StringComparison.Ordinal));

    private static bool Accepts(string scope, string property) => Accepted[scope].Split(' ').Contains(property);

    private static ExportRequest With(ExportRequest request, string property, object value)
    {
        var copy = (ExportRequest)request.GetType().GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance)!.Invoke(request, null)!;
        copy.GetType().GetProperty(property)!.SetValue(copy, value);
        copy.Validate();
        return copy;
    }

    private static void AssertSent(string filters, string parameters, ExportRequest request)
    {
        var expected = JsonNode.Parse(
            $$"""{"input":{"taskName":"t","isStreamableReady":true,"streamable":true,"filters":{{filters}},"params":{{parameters}} } }""");
        var actual = request.Variables("t");
        Assert.True(JsonNode.DeepEquals(expected, actual), $"Expected {expected!.ToJsonString()}\nbut got {actual.ToJsonString()}");
    }

    private sealed record Scope(string Name, ExportRequest Request, string Mutation, string Filters, string Params);
}
