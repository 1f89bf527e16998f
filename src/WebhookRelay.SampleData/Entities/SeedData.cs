namespace WebhookRelay.SampleData.Entities;

/// <summary>The initial workspace: one organisation, its users, and a project for every kind of data.</summary>
internal sealed record SeedData(Organization Organization, User KeyOwner, IReadOnlyList<User> Annotators, IReadOnlyList<Project> Projects)
{
    private static readonly string[] People = ["Ada Lovelace", "Grace Hopper", "Zoë Müller", "陳 小明"];

    public static SeedData Of(ulong seed, DateTimeOffset at)
    {
        var random = SeededRandom.For(seed, 'f');
        var organization = new Organization(random.Id(), "Labelbox Twin");
        var owner = new User(random.Id(), "owner@example.com", "The key's owner");
        List<User> annotators = [.. People.Select((name, i) => new User(random.Id(), $"annotator-{i + 1}@example.com", name))];
        List<Project> projects = [.. Enum.GetValues<Media>().Select(media => Project(media, random, at))];
        return new SeedData(organization, owner, annotators, projects);
    }

    private static Project Project(Media media, SeededRandom random, DateTimeOffset at)
    {
#pragma warning disable CA1308 // The names are lower case because users type them in lower case.
        var name = media.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        return new Project(random.Id(), name, $"Everything {name}, made by the twin", media, random.Id(), $"{name}-data", random.Uuid().ToString(), at, random.Next());
    }
}
