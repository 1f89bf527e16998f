using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace WebhookRelay.LabelboxTwin;

/// <summary>Parses the twin's arguments, prints its help and errors, and runs it.</summary>
internal static class CommandLine
{
    private const string Help = """
        A stand-in for Labelbox: its GraphQL API, projects for every kind of data, labels that change at random,
        and signed deliveries to the registered webhooks. It needs no Labelbox account.

        Usage: dotnet run --project src/WebhookRelay.LabelboxTwin -- [--Twin:Setting value ...]

          --Twin:Url            address to listen on (http)            http://127.0.0.1:3003
          --Twin:ApiKey         API key to accept                      twin-development-key
          --Twin:Rate           random events a second                 1      (0: on request only)
          --Twin:Seed           seed of a repeatable run               none: the wall clock
          --Twin:ClockStart     clock start of a repeatable run        2024-06-05T12:00:00Z
          --Twin:Labels         labels per project at the start        3
          --Twin:BodyBytes      approximate size of a V2 body          4700
          --Twin:Details        optional sections in V2 bodies         true
          --Twin:Envelope       wrap V2 bodies in this member          none: bare
          --Twin:DeletedLabel   the label in its deletion's delivery   Present (or Absent)
          --Twin:DeletionIsActivity  a deletion moves last_activity_at  true
          --Twin:WorkflowEvent  X-Labelbox-Event of workflow steps     WORKFLOW_ACTION (or MOVE)
          --Twin:Signature256   send X-Hub-Signature-256 as well       false
          --Twin:OrganizationWebhooks  webhooks the organisation lists  All (or Own)
          --Twin:Concurrency    concurrent POSTs per webhook           1: in order
          --Twin:DeliveryTimeout  time to wait for a response          00:00:30
          --Twin:KeepNotifications, --Twin:KeepBodyBytes               10000, 65536
          --Logging:LogLevel:Default Warning                           log less
          --help                show this help

        The environment sets them too: Twin__Rate=5.

        Control API under /twin (JSON; the project's README.md lists every endpoint):
          GET  /twin  /twin/projects  /twin/rows?project=image  /twin/webhooks  /twin/notifications  /twin/statistics
          POST /twin/webhooks            {"url":"http://localhost:3001/webhook-endpoint","secret":"…","project":"image"}
          POST /twin/labels              {"project":"image","bytes":100000000}
          POST /twin/labels/{id}/edit    /twin/labels/{id}/review    /twin/rows/{id}/move    DELETE /twin/labels/{id}
          POST /twin/burst               {"count":10000,"rate":500,"topic":"LABEL_UPDATED"}
          POST /twin/faults/deliveries   {"kind":"duplicate","count":3}
          POST /twin/faults/api          {"kind":"lost-answer","count":1,"operation":"createWebhook"}
          PUT  /twin/exports             {"chunkBytes":1000,"faults":["none","broken"]}
          POST /twin/webhooks/{id}/silence
        """;

    private static readonly HashSet<string> Settings = typeof(TwinOptions).GetProperties()
        .Select(property => $"--{TwinOptions.Section}:{property.Name}")
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    public static bool IsHelpRequested(string[] args) => args.Any(arg => arg is "--help" or "-h" or "-?");

    public static async Task<int> PrintHelpAsync(TextWriter output)
    {
        await output.WriteLineAsync(Help);
        return 0;
    }

    /// <summary>Describes the first invalid argument; null if all are valid.</summary>
    public static string? FindError(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i].Split('=')[0];
            if (!Settings.Contains(name) && !name.StartsWith("--Logging:", StringComparison.OrdinalIgnoreCase))
            {
                return $"'{name}' is not a setting; --help lists them.";
            }

            if (!args[i].Contains('=', StringComparison.Ordinal) && ++i == args.Length)
            {
                return $"'{name}' needs a value.";
            }
        }

        return null;
    }

    public static async Task<int> RunAsync(WebApplication app, TextWriter output, TextWriter error)
    {
        await using (app)
        {
            try
            {
                // Validate before the host does, because the host would also log the failure.
                _ = app.Services.GetRequiredService<IOptions<TwinOptions>>().Value;
                await app.StartAsync();
            }
            catch (OptionsValidationException e)
            {
                return await RefuseAsync(error, string.Join(Environment.NewLine, e.Failures.Select(fault => $"{TwinOptions.Section}:{fault}")));
            }
            catch (InvalidOperationException e)
            {
                // A value that does not convert, or an unknown setting. The binder's message names it.
                return await RefuseAsync(error, e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}");
            }
            catch (IOException e) when (e.InnerException is AddressInUseException)
            {
                return await RefuseAsync(error, $"{e.Message} Stop the program that uses the port, or set --Twin:Url to another port.");
            }

            await output.WriteLineAsync(StartupMessage.Of(app));
            await app.WaitForShutdownAsync();
            return 0;
        }
    }

    public static async Task<int> RefuseAsync(TextWriter error, string reason)
    {
        await error.WriteLineAsync($"The twin cannot start. {reason}");
        return 1;
    }
}
