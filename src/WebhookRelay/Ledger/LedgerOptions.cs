using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Ledger;

internal sealed class LedgerOptions
{
    public const string Section = "Ledger";

    /// <summary>A folder on a durable volume.</summary>
    public string? Path { get; set; }

    /// <summary>The folder for backups; default: <c>backups</c> in <see cref="Path"/>.</summary>
    public string? BackupPath { get; set; }

    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00", ErrorMessage = "Ledger:RetainFor must be between 00:01:00 and 3650.00:00:00.")]
    public TimeSpan RetainFor { get; set; } = TimeSpan.FromDays(14);

    [Range(0, long.MaxValue, ErrorMessage = "Ledger:RetainBytes must not be negative.")]
    public long RetainBytes { get; set; } = 10_737_418_240;

    /// <summary>Free bytes on the disk below which health is degraded.</summary>
    [Range(0, long.MaxValue, ErrorMessage = "Ledger:WarnAt must not be negative.")]
    public long WarnAt { get; set; } = 2_147_483_648;

    /// <summary>Free bytes on the disk below which nothing new is accepted.</summary>
    [Range(0, long.MaxValue, ErrorMessage = "Ledger:RefuseAt must not be negative.")]
    public long RefuseAt { get; set; } = 536_870_912;
}

[OptionsValidator]
internal sealed partial class LedgerRangeValidator : IValidateOptions<LedgerOptions>;

/// <summary>Sets a default path in Development; requires an explicit path in Production.</summary>
internal sealed class LedgerPathConfiguration(IHostEnvironment environment) : IPostConfigureOptions<LedgerOptions>, IValidateOptions<LedgerOptions>
{
    /// <summary>The default path in Development.</summary>
    public static string DevelopmentPath
    {
        get
        {
            var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return System.IO.Path.Combine(local.Length > 0 ? local : System.IO.Path.GetTempPath(), "WebhookRelay", "ledger");
        }
    }

    public void PostConfigure(string? name, LedgerOptions options)
    {
        if (options.Path is null or "" && environment.IsDevelopment())
        {
            options.Path = DevelopmentPath;
        }

        options.Path = options.Path is { Length: > 0 } path ? System.IO.Path.GetFullPath(path) : null;
        options.BackupPath = options.BackupPath is { Length: > 0 } backups
            ? System.IO.Path.GetFullPath(backups)
            : options.Path is not null ? System.IO.Path.Combine(options.Path, "backups") : null;
    }

    public ValidateOptionsResult Validate(string? name, LedgerOptions options) => options switch
    {
        { Path: null } => ValidateOptionsResult.Fail($"Ledger:Path is required in {environment.EnvironmentName}: a folder on a durable volume."),
        { RefuseAt: var refuse, WarnAt: var warn } when refuse > warn => ValidateOptionsResult.Fail("Ledger:RefuseAt must not be more than Ledger:WarnAt."),
        _ => ValidateOptionsResult.Success,
    };
}
