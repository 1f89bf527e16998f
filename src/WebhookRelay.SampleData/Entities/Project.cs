namespace WebhookRelay.SampleData.Entities;

internal sealed record User(string Id, string Email, string Name);

internal sealed record Organization(string Id, string Name);

/// <summary>A project labels one kind of data, from one dataset, in one batch.</summary>
internal sealed record Project(
    string Id, string Name, string Description, Media Media, string DatasetId, string DatasetName, string BatchId, DateTimeOffset CreatedAt, ulong Seed);
