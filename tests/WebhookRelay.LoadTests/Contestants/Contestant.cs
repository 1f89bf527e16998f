namespace WebhookRelay.LoadTests.Contestants;

/// <summary>A program that receives deliveries, and how to start it.</summary>
/// <param name="Key">Its name on the command line.</param>
/// <param name="Name">Its name in the tables.</param>
/// <param name="Start">The command that starts it.</param>
internal sealed record Contestant(string Key, string Name, Func<RunEnvironment, Launch> Start)
{
    /// <summary>The exchange to bind the queue to; null if the contestant declares its own queue.</summary>
    public (string Name, string Type)? Exchange { get; init; }

    /// <summary>False for a baseline that only acknowledges deliveries.</summary>
    public bool Publishes { get; init; } = true;

    /// <summary>True for the relay, which has a management port.</summary>
    public bool IsRelay { get; init; }
}

/// <summary>The resources of a contestant, created for one run.</summary>
internal sealed record RunEnvironment(int Port, int ManagementPort, string Folder, string AmqpUri, string RabbitMqManagement, string Redis);

/// <summary>A command and its environment.</summary>
internal sealed record Launch(string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string?> Environment);
