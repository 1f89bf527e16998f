namespace WebhookRelay.LoadTests.Figures;

/// <summary>The columns of the tables.</summary>
internal static class Column
{
    public const string Acknowledged = "acknowledged/s";
    public const string Confirmed = "confirmed/s";
    public const string Own = "CPU µs";
    public const string Rabbit = "RabbitMQ µs";
    public const string Redis = "Redis µs";
    public const string Peak = "peak MB";
    public const string Allocated = "allocated B";
    public const string LargeObjects = "LOH B";
    public const string P50 = "p50 ms";
    public const string P99 = "p99 ms";
    public const string P999 = "p99.9 ms";
    public const string Unanswered = "not 200";
    public const string Seconds = "s";
    public const string Rate = "MB/s";
    public const string AboveIdle = "MiB above idle";
    public const string Appended = "appended/s";
}
