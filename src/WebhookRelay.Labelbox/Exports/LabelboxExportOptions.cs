using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>Settings of exports. They are read for every step, so a change applies without a restart.</summary>
public sealed class LabelboxExportOptions
{
    /// <summary>How long Labelbox may take to answer the start of an export: 1 second to 1 hour. Labelbox collects the row ids before it answers.</summary>
    public TimeSpan StartDeadline { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long Labelbox may take to list a task that it created: 1 second to 1 hour.</summary>
    public TimeSpan LostTaskDeadline { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How often an export is started if the answer to each start is lost: 1 to 5. Before another start, the task is looked for by
    /// its unique name until <see cref="StartDeadline"/> after the start and <see cref="LostTaskDeadline"/> after the loss have passed:
    /// Labelbox may still be creating it. With 1, there is no second start.
    /// </summary>
    public int StartAttempts { get; set; } = 2;

    /// <summary>The pause after the first poll of a task: 2 seconds to 1 minute. Labelbox's client polls at most every 2 seconds. The pauses grow by half up to <see cref="LongestPoll"/>.</summary>
    public TimeSpan FirstPoll { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause between two polls of a task: <see cref="FirstPoll"/> to 10 minutes.</summary>
    public TimeSpan LongestPoll { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a task may run: 1 minute to 7 days. Labelbox's own client waits 2 hours.</summary>
    public TimeSpan TaskDeadline { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a temporarily refused start is repeated: up to 24 hours.</summary>
    public TimeSpan RefusalDeadline { get; set; } = TimeSpan.FromHours(2);

    /// <summary>
    /// Whether a refusal of a start is temporary. By default every refusal is that does not concern the key, rights, an unknown id
    /// or the request itself, because Labelbox's answer to too many running exports is not published.
    /// </summary>
    public Func<LabelboxApiException, bool>? IsTemporaryRefusal { get; set; }

    /// <summary>
    /// Whether <see cref="ILabelboxExports.ExportAsync"/> cancels the running task at Labelbox when its caller gives up, so that the
    /// task does not occupy the quota. With false, the task continues and can be opened by its id.
    /// </summary>
    public bool CancelAbandonedTasks { get; set; } = true;

    /// <summary>How long canceling an abandoned task may take: 1 second to 1 minute.</summary>
    public TimeSpan CancelDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most exports of one project that this process runs at once, 1 to 10. Labelbox's limit is 10; the rest is left for people.</summary>
    public int RunningPerProject { get; set; } = 8;

    /// <summary>The most exports that this process runs at once, 1 to 20. Labelbox's limit for an organization is 20.</summary>
    public int RunningPerOrganization { get; set; } = 16;

    /// <summary>How long a file may send nothing before the download is resumed: 1 second to 1 hour. The whole download has no limit.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How many attempts to read a file, to poll a task, or to connect for a start may fail in a row: 1 to 100.</summary>
    public int Attempts { get; set; } = 5;

    /// <summary>The size in bytes from which a row is passed as a stream: 1 byte to 256 MiB, 16 MiB by default.</summary>
    public int LargestHeldRow { get; set; } = 16 * 1024 * 1024;
}

/// <summary>Reports every invalid setting, not only the first.</summary>
internal sealed class LabelboxExportOptionsValidator : IValidateOptions<LabelboxExportOptions>
{
    public ValidateOptionsResult Validate(string? name, LabelboxExportOptions options)
    {
        List<string> errors = [];
        Require(options.StartDeadline, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(options.StartDeadline));
        Require(options.LostTaskDeadline, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(options.LostTaskDeadline));
        Require(options.StartAttempts, 1, 5, nameof(options.StartAttempts));
        Require(options.CancelDeadline, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), nameof(options.CancelDeadline));
        Require(options.FirstPoll, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1), nameof(options.FirstPoll));
        Require(options.LongestPoll, options.FirstPoll, TimeSpan.FromMinutes(10), nameof(options.LongestPoll));
        Require(options.TaskDeadline, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7), nameof(options.TaskDeadline));
        Require(options.RefusalDeadline, TimeSpan.Zero, TimeSpan.FromHours(24), nameof(options.RefusalDeadline));
        Require(options.IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(options.IdleTimeout));
        Require(options.RunningPerProject, 1, 10, nameof(options.RunningPerProject));
        Require(options.RunningPerOrganization, 1, 20, nameof(options.RunningPerOrganization));
        Require(options.Attempts, 1, 100, nameof(options.Attempts));
        Require(options.LargestHeldRow, 1, 256 * 1024 * 1024, nameof(options.LargestHeldRow));
        return errors.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Require<T>(T value, T least, T most, string setting)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            {
                errors.Add($"{nameof(LabelboxExportOptions)}.{setting} must be between {least} and {most}.");
            }
        }
    }
}
