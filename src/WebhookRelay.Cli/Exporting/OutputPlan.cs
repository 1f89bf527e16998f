using System.Globalization;

namespace WebhookRelay.Cli.Exporting;

/// <summary>Where the rows go, and which of them. Kept in the checkpoint.</summary>
internal sealed record OutputPlan
{
    public const string StandardOutput = "-";

    public const string CheckpointExtension = ".checkpoint";

    private const string Extension = ".ndjson";
    private const string GzipExtension = ".gz";

    /// <summary>The file as the user named it, or <see cref="StandardOutput"/>.</summary>
    public required string Path { get; init; }

    /// <summary>The name that the files of errors and missing ids start with.</summary>
    public required string Stem { get; init; }

    public bool Gzip { get; init; }

    /// <summary>The bytes of rows in one file, before compression; null: one file.</summary>
    public long? SplitSize { get; init; }

    public IReadOnlyList<string> Where { get; init; } = [];

    public bool SkipSkipped { get; init; }

    public bool IsStandardOutput => Path is StandardOutput;

    public string Errors => Stem + ".errors.ndjson";

    /// <summary>The requested ids without a row.</summary>
    public string Missing => Stem + ".missing.txt";

    public string Checkpoint => Path + CheckpointExtension;

    public static OutputPlan Of(string? path, ExportPlan plan, bool gzip)
    {
        var stem = string.Concat(plan.Title.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' ? letter : '-'));
        path ??= stem + Extension;
        if (path is StandardOutput)
        {
            return new OutputPlan { Path = path, Stem = stem, Gzip = gzip };
        }

        gzip |= path.EndsWith(GzipExtension, StringComparison.OrdinalIgnoreCase);
        path = gzip && !path.EndsWith(GzipExtension, StringComparison.OrdinalIgnoreCase) ? path + GzipExtension : path;
        return new OutputPlan { Path = path, Stem = Split(path).Stem, Gzip = gzip };
    }

    /// <summary>The same output beside a checkpoint, which may have been moved with it.</summary>
    public OutputPlan Beside(string checkpoint)
    {
        var path = checkpoint[..^CheckpointExtension.Length];
        return this with { Path = path, Stem = Split(path).Stem };
    }

    /// <summary>The name of a file: <c>rows.ndjson</c>, or <c>rows-00001.ndjson</c> where the output is split.</summary>
    public string File(int index)
    {
        var (stem, extension) = Split(Path);
        return SplitSize is null ? Path : string.Create(CultureInfo.InvariantCulture, $"{stem}-{index + 1:D5}{extension}");
    }

    private static (string Stem, string Extension) Split(string path)
    {
        var gzip = path.EndsWith(GzipExtension, StringComparison.OrdinalIgnoreCase) ? path[^GzipExtension.Length..] : string.Empty;
        var rest = path[..^gzip.Length];
        var extension = System.IO.Path.GetExtension(rest);
        return (rest[..^extension.Length], extension + gzip);
    }
}
