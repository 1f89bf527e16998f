namespace WebhookRelay.MadeUp.World;

/// <summary>What is there before anything happens: one organisation, its people, and a project of every kind of data.</summary>
internal sealed record Founding(Organization Organization, User KeyOwner, IReadOnlyList<User> Annotators, IReadOnlyList<Project> Projects)
{
    private static readonly string[] People = ["Ada Lovelace", "Grace Hopper", "Zoë Müller", "陳 小明"];

    public static Founding Of(ulong seed, DateTimeOffset at)
    {
        var dice = Dice.For(seed, 'f');
        var organization = new Organization(dice.Id(), "Labelbox Twin");
        var owner = new User(dice.Id(), "owner@example.com", "The key's owner");
        List<User> annotators = [.. People.Select((name, i) => new User(dice.Id(), $"annotator-{i + 1}@example.com", name))];
        List<Project> projects = [.. Enum.GetValues<Media>().Select(media => Project(media, dice, at))];
        return new Founding(organization, owner, annotators, projects);
    }

    private static Project Project(Media media, Dice dice, DateTimeOffset at)
    {
#pragma warning disable CA1308 // The names are lower case because people type them so.
        var name = media.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        return new Project(dice.Id(), name, $"Everything {name}, made by the twin", media, dice.Id(), $"{name}-data", dice.Uuid().ToString(), at, dice.Next());
    }
}
