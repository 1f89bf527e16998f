using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Exports;
using WebhookRelay.Labelbox.Listing;

namespace WebhookRelay.Cli.Exporting;

/// <summary>The exit code and the remedy for each way in which an export fails.</summary>
internal static class ExportFaults
{
    /// <param name="fault">What happened.</param>
    /// <param name="resume">How to resume; null if there is nothing to resume.</param>
    public static CommandException? Of(Exception fault, string? resume) => fault switch
    {
        CommandException known => known,
        InvalidExportRequestException => new CommandException(ExitCode.Usage, fault.Message),
        LabelboxAmbiguousNameException => new CommandException(ExitCode.Usage, fault.Message),
        LabelboxInvalidKeyException => new CommandException(ExitCode.KeyRefused, $"Labelbox does not accept the API key: {fault.Message}", "Check the key: --api-key-file, LABELBOX_API_KEY."),
        LabelboxNotFoundException => new CommandException(ExitCode.Failed, fault.Message, "The key's workspace must contain it, and a task must be of the key's user."),
        LabelboxServerException => new CommandException(ExitCode.NotReachable, $"Labelbox does not respond: {fault.Message}", resume),
        LabelboxApiException => new CommandException(ExitCode.ExportRefused, $"Labelbox refused: {fault.Message}", resume),
        ExportRefusedException => new CommandException(ExitCode.ExportRefused, fault.Message, "Labelbox runs at most 10 exports of a project and 20 of an organization. See: webhook-relay export list"),
        ExportStartLostException => new CommandException(ExitCode.NotReachable, fault.Message, resume),
        ExportTimedOutException => new CommandException(ExitCode.ExportTimedOut, fault.Message, resume),
        ExportContentException or ExportIncompleteException => new CommandException(ExitCode.ExportIncomplete, fault.Message, resume),
        ExportException => new CommandException(ExitCode.Failed, fault.Message, "Start the export again."),
        IOException or UnauthorizedAccessException => new CommandException(ExitCode.Failed, $"The output cannot be written: {fault.Message}", resume),
        _ => null,
    };
}
