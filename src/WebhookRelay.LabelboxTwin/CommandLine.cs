using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace WebhookRelay.LabelboxTwin;

/// <summary>What can be said on the command line, and what is said back.</summary>
internal static class CommandLine
{
    private const string Help = """
        A stand-in Labelbox: its GraphQL API, projects of every kind of data whose labels change by themselves,
        and signed deliveries to the webhooks that are registered. On a laptop, without an account.

        Usage: dotnet run --project src/WebhookRelay.LabelboxTwin -- [--Twin:Setting value ...]

          --Twin:Url            where it listens, http only            http://127.0.0.1:3003
          --Twin:ApiKey         the key its API takes                  twin-development-key
          --Twin:Rate           happenings a second by themselves      1      (0: only on request)
          --Twin:Seed           a run that can be repeated             none: the wall clock
          --Twin:ClockStart     where a repeatable run's clock starts  2024-06-05T12:00:00Z
          --Twin:Labels         labels of each project at the start    3
          --Twin:BodyBytes      about the size of a V2 body            4700
          --Twin:Details        optional sections in V2 bodies         true
          --Twin:Envelope       wrap V2 bodies in this member          none: bare
          --Twin:DeletedLabel   a deleted label in its own delivery    Present (or Absent)
          --Twin:WorkflowEvent  X-Labelbox-Event of a workflow step    WORKFLOW_ACTION (or MOVE)
          --Twin:Signature256   send X-Hub-Signature-256 as well       false
          --Twin:OrganizationWebhooks  what the organisation lists     All (or Own)
          --Twin:Concurrency    POSTs at once for one webhook          1: in order
          --Twin:DeliveryTimeout  how long an answer is waited for     00:00:30
          --Twin:KeepNotifications, --Twin:KeepBodyBytes               10000, 65536
          --Logging:LogLevel:Default Warning                           say less
          --help                this text

        The same settings are read from the environment: Twin__Rate=5.

        On request, under /twin (JSON; README.md beside the project has them all):
          GET  /twin  /twin/projects  /twin/rows?project=image  /twin/webhooks  /twin/notifications  /twin/statistics
          POST /twin/webhooks            {"url":"http://localhost:3001/webhook-endpoint","secret":"…","project":"image"}
          POST /twin/labels              {"project":"image","bytes":100000000}
          POST /twin/labels/{id}/edit    /twin/labels/{id}/review    /twin/rows/{id}/move    DELETE /twin/labels/{id}
          POST /twin/burst               {"count":10000,"rate":500,"topic":"LABEL_UPDATED"}
          POST /twin/faults/deliveries   {"kind":"duplicate","count":3}
          POST /twin/faults/api          {"kind":"lost-answer","count":1,"operation":"createWebhook"}
          POST /twin/webhooks/{id}/silence
        """;

    private static readonly HashSet<string> Settings = typeof(TwinOptions).GetProperties()
        .Select(property => $"--{TwinOptions.Section}:{property.Name}")
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    public static bool AsksForHelp(string[] args) => args.Any(arg => arg is "--help" or "-h" or "-?");

    public static async Task<int> PrintHelpAsync(TextWriter output)
    {
        await output.WriteLineAsync(Help);
        return 0;
    }

    /// <summary>The first argument that is no setting; null where all are.</summary>
    public static string? Fault(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i].Split('=')[0];
            if (!Settings.Contains(name) && !name.StartsWith("--Logging:", StringComparison.OrdinalIgnoreCase))
            {
                return $"'{name}' is no setting; --help lists them.";
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
                // Asked for before the host does, which would log the same.
                _ = app.Services.GetRequiredService<IOptions<TwinOptions>>().Value;
                await app.StartAsync();
            }
            catch (OptionsValidationException e)
            {
                return await RefuseAsync(error, string.Join(Environment.NewLine, e.Failures.Select(fault => $"{TwinOptions.Section}:{fault}")));
            }
            catch (InvalidOperationException e)
            {
                // A value that does not convert, or a setting that does not exist; the binder's message names it.
                return await RefuseAsync(error, e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}");
            }
            catch (IOException e) when (e.InnerException is AddressInUseException)
            {
                return await RefuseAsync(error, $"{e.Message} Stop what listens there, or set --Twin:Url to another port.");
            }

            await output.WriteLineAsync(Greeting.Of(app));
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
