using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.SampleData.Rows;

/// <summary>Calculates how many annotations give a row of a wanted size. It measures each kind of data once.</summary>
internal sealed class LabelSizes
{
    private const int Sample = 12;

    private readonly Dictionary<Media, (double Bare, double Each)> _measured = Enum.GetValues<Media>().ToDictionary(media => media, media => Measure(count => BytesOf(media, count)));

    /// <param name="bytes">Approximate size of the V2 row with this label alone.</param>
    public int CountFor(Media media, long bytes) => CountFor(bytes, _measured[media]);

    /// <summary>The number of annotations that gives a body of about this size.</summary>
    /// <returns>Null if annotations do not make the body longer.</returns>
    public static int? CountFor(long bytes, Func<int, long> bytesOf) => Measure(bytesOf) is { Each: > 0 } measured ? CountFor(bytes, measured) : null;

    private static int CountFor(long bytes, (double Bare, double Each) measured) => (int)Math.Max(0, Math.Round((bytes - measured.Bare) / measured.Each));

    private static (double Bare, double Each) Measure(Func<int, long> bytesOf)
    {
        var (none, some) = (bytesOf(0), bytesOf(Sample));
        return (none, (some - none) / (double)Sample);
    }

    private static long BytesOf(Media media, int count)
    {
        var project = SeedData.Of(0, DateTimeOffset.UnixEpoch).Projects.First(project => project.Media == media);
        var person = new User("", "annotator-1@example.com", "");
        var label = new Label(new string('l', 25), 0, 0, count, DateTimeOffset.UnixEpoch, person, 99.999);
        var row = new DataRow(new string('r', 25), project, 1, DateTimeOffset.UnixEpoch, person);
        return JsonChunks.Run(new RowBody(row, [label], Details: true).Write).Sum(chunk => (long)chunk.Length);
    }
}
