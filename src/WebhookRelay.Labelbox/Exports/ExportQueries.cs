namespace WebhookRelay.Labelbox.Exports;

/// <summary>
/// The GraphQL queries of tasks and streams, exactly as Labelbox's own client sends them. That client can build the list by name,
/// but does not send it.
/// </summary>
internal static class ExportQueries
{
    public const int PageSize = 100;

    public const string CurrentUser = "query GetUserPyApi{user{id}}";

    public const string Task =
        "query GetUserCreatedTasksPyApi($userId: ID!, $taskId: ID!){user(where: {id: $userId}){createdTasks(where: {id: $taskId} skip: 0 first: 1){"
        + TaskFields + "}}}";

    public const string TasksByName =
        "query GetUserCreatedTasksPyApi($userId: ID!, $name: String!){user(where: {id: $userId}){createdTasks(where: {name: $name} skip: 0 first: 100 orderBy: createdAt_DESC){"
        + TaskFields + "}}}";

    public const string CancelableTypes = "query GetCancelableTaskTypesPyApi{cancelableTaskTypes}";

    public const string Cancel = "mutation CancelTaskPyApi($id: ID!){cancelBulkOperationJob(id: $id){success}}";

    public const string Header =
        "query GetExportMetadataHeaderPyApi($where: WhereUniqueIdInput, $streamType: TaskStreamType!)"
        + "{task(where: $where){exportMetadataHeader(streamType: $streamType){totalSize totalLines}}}";

    public const string FileFromOffset =
        "query GetExportFileFromOffsetPyApi($where: WhereUniqueIdInput, $streamType: TaskStreamType!, $offset: UInt64!)"
        + "{task(where: $where){exportFileFromOffset(streamType: $streamType, offset: $offset){offsets {start end} lines {start end} file}}}";

    private const string TaskFields = "completionPercentage createdAt errors metadata name result status type id updatedAt";

    public static string Tasks(int skip) =>
        $"query GetUserCreatedTasksPyApi($userId: ID!){{user(where: {{id: $userId}}){{createdTasks(skip: {skip} first: {PageSize}){{{TaskFields}}}}}}}";
}
