using System.Collections.Immutable;

namespace WebhookRelay.SampleData.Entities;

/// <summary>The state of a label at one moment. Its annotations are not stored: they follow from its seed, revision and count.</summary>
internal sealed record Label(string Id, ulong Seed, int Revision, int Count, DateTimeOffset CreatedAt, User CreatedBy, double SecondsToCreate)
{
    public DateTimeOffset UpdatedAt { get; init; } = CreatedAt;

    public ImmutableArray<Review> Reviews { get; init; } = [];
}

internal sealed record Review(string Id, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, User By, int Score);
