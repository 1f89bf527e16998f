namespace WebhookRelay.LoadTests.Contestants;

/// <summary>A program that receives deliveries, and how to start it.</summary>
/// <param name="Key">As it is called on the command line.</param>
/// <param name="Name">As it stands in the tables.</param>
/// <param name="Start">The command that starts it.</param>
internal sealed record Contestant(string Key, string Name, Func<RunEnvironment, Launch> Start)
{
    /// <summary>The exchange that the test must bind the queue to; null if the contestant declares its own queue.</summary>
    public (string Name, string Type)? Exchange { get; init; }

    /// <summary>False for a limit that takes deliveries and does nothing with them.</summary>
    public bool Publishes { get; init; } = true;

    /// <summary>The relay itself: it has a management port to ask.</summary>
    public bool IsRelay { get; init; }
}

/// <summary>What a contestant is given, freshly made for one run.</summary>
internal sealed record RunEnvironment(int Port, int ManagementPort, string Folder, string AmqpUri, string RabbitMqManagement, string Redis);

/// <summary>A command and its environment.</summary>
internal sealed record Launch(string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string?> Environment);
