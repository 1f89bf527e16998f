using System.Text.RegularExpressions;
using WebhookRelay.Labelbox.Exports;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Labelbox.Exports;

/// <summary>The queries of tasks and streams are those of Labelbox's own client.</summary>
public sealed partial class ExportQueriesTests
{
    [Fact]
    public void Each_text_is_the_recorded_one()
    {
        Assert.Equal("query GetUserPyApi{user{id}}", ExportQueries.CurrentUser);
        Assert.Equal(
            "query GetUserCreatedTasksPyApi($userId: ID!, $taskId: ID!){user(where: {id: $userId}){createdTasks(where: {id: $taskId} skip: 0 first: 1){completionPercentage createdAt errors metadata name result status type id updatedAt}}}",
            ExportQueries.Task);
        Assert.Equal(
            "query GetUserCreatedTasksPyApi($userId: ID!, $name: String!){user(where: {id: $userId}){createdTasks(where: {name: $name} skip: 0 first: 100 orderBy: createdAt_DESC){completionPercentage createdAt errors metadata name result status type id updatedAt}}}",
            ExportQueries.TasksByName);
        Assert.Equal("query GetCancelableTaskTypesPyApi{cancelableTaskTypes}", ExportQueries.CancelableTypes);
        Assert.Equal("mutation CancelTaskPyApi($id: ID!){cancelBulkOperationJob(id: $id){success}}", ExportQueries.Cancel);
        Assert.Equal(
            "query GetExportMetadataHeaderPyApi($where: WhereUniqueIdInput, $streamType: TaskStreamType!){task(where: $where){exportMetadataHeader(streamType: $streamType){totalSize totalLines}}}",
            ExportQueries.Header);
        Assert.Equal(
            "query GetExportFileFromOffsetPyApi($where: WhereUniqueIdInput, $streamType: TaskStreamType!, $offset: UInt64!){task(where: $where){exportFileFromOffset(streamType: $streamType, offset: $offset){offsets {start end} lines {start end} file}}}",
            ExportQueries.FileFromOffset);
    }

    /// <summary>Compares with the list of verified texts, if it is available.</summary>
    [Fact]
    public async Task The_verified_texts_of_exports_are_sent_word_for_word()
    {
        SampleDeliveries.SkipWhenAbsent();
        var facts = await File.ReadAllTextAsync(Path.Combine(SampleDeliveries.Folder!, "..", "facts.md"), TestContext.Current.CancellationToken);
        var verified = Verified().Matches(facts).Select(text => text.Value).ToHashSet(StringComparer.Ordinal);
        string[] sent = [ExportQueries.Header, ExportQueries.FileFromOffset, ExportMutation.Project.Text, ExportMutation.Catalog.Text, ExportMutation.Slice.Text, ExportMutation.ModelRun.Text];

        Assert.All(sent, text => Assert.Contains(text, verified));
    }

    [GeneratedRegex(@"(?:query|mutation) (?:GetExport|exportDataRows)[^\r\n`]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Verified();
}
