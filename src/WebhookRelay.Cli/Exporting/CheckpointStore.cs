using System.Text;
using System.Text.Json;

namespace WebhookRelay.Cli.Exporting;

/// <summary>
/// The checkpoints beside their outputs, and where they are: a folder of the user's data has the path of each, so that
/// <c>export resume</c> finds it by the task's id. A checkpoint exists while its export is not finished.
/// </summary>
internal sealed class CheckpointStore(CliContext context)
{
    private const string PathExtension = ".path";

    private string Folder => Path.Combine(context.UserData, "WebhookRelay", "exports");

    /// <summary>Replaces the checkpoint as a whole.</summary>
    public static void Save(ExportCheckpoint checkpoint)
    {
        if (checkpoint.Output.IsStandardOutput)
        {
            return;
        }

        var path = checkpoint.Output.Checkpoint;
        var next = path + ".new";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, checkpoint, ExportJson.Default.ExportCheckpoint);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }

    /// <summary>Saves the first checkpoint of an export, and remembers where it is.</summary>
    public void Add(ExportCheckpoint checkpoint)
    {
        if (checkpoint.Output.IsStandardOutput)
        {
            return;
        }

        Save(checkpoint);
        try
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(PathFile(checkpoint), Path.GetFullPath(checkpoint.Output.Checkpoint), Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The export can still be resumed by the name of its output.
        }
    }

    public void Remove(ExportCheckpoint checkpoint)
    {
        if (checkpoint.Output.IsStandardOutput)
        {
            return;
        }

        File.Delete(checkpoint.Output.Checkpoint);
        try
        {
            File.Delete(PathFile(checkpoint));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A path that leads nowhere is passed over.
        }
    }

    /// <summary>
    /// The current task cannot be read. Tasks that were read before are kept, and the rest can be exported again; a task that
    /// was read in part cannot be continued with the rows of another.
    /// </summary>
    public void ForgetTask(ExportCheckpoint checkpoint)
    {
        if (checkpoint.PartsDone is 0)
        {
            Remove(checkpoint);
        }
        else if (checkpoint.Part.Announced is null)
        {
            Save(checkpoint with { TaskIds = [.. checkpoint.TaskIds.Take(checkpoint.PartsDone)] });
        }
    }

    /// <summary>Every remembered export that is not finished, newest first.</summary>
    public IReadOnlyList<ExportCheckpoint> All() => Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder, "*" + PathExtension)
            .Select(file => File.ReadAllText(file, Encoding.UTF8))
            .Where(File.Exists)
            .Select(Load)
            .OfType<ExportCheckpoint>()
            .OrderByDescending(checkpoint => checkpoint.StartedAt)]
        : [];

    /// <param name="which">The id of a task, the output file, or its checkpoint.</param>
    public ExportCheckpoint? Find(string which) =>
        File.Exists(which + OutputPlan.CheckpointExtension) ? Load(which + OutputPlan.CheckpointExtension)
        : which.EndsWith(OutputPlan.CheckpointExtension, StringComparison.Ordinal) && File.Exists(which) ? Load(which)
        : All().FirstOrDefault(checkpoint => checkpoint.TaskIds.Contains(which, StringComparer.Ordinal));

    private static ExportCheckpoint? Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var checkpoint = JsonSerializer.Deserialize(file, ExportJson.Default.ExportCheckpoint);
            return checkpoint is { Version: ExportCheckpoint.CurrentVersion } ? checkpoint with { Output = checkpoint.Output.Beside(path) } : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string PathFile(ExportCheckpoint checkpoint) => Path.Combine(Folder, checkpoint.StartedAt.ToString("yyyyMMdd'T'HHmmssfff", System.Globalization.CultureInfo.InvariantCulture) + "-" + checkpoint.TaskName[^8..] + PathExtension);
}
