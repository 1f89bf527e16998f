using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using WebhookRelay.Deduplication;
using WebhookRelay.Labelbox;
using WebhookRelay.Ledger;
using WebhookRelay.Telemetry;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Deduplication;

public sealed class RedisClaimTests
{
    [Fact]
    public async Task Shutdown_ends_the_wait_for_a_commit_but_not_the_call()
    {
        await using var ledger = new DeliveryLedger(new FixedOptions<LedgerOptions>(new LedgerOptions { Path = Path.GetTempPath() }), TimeProvider.System, NullLoggerFactory.Instance);
        await using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var redis = new Granting();
        var deduplication = new RedisDeduplication(
            redis, new FixedOptions<DeduplicationOptions>(new DeduplicationOptions()), new RelayMetrics(meters.GetRequiredService<IMeterFactory>()), TimeProvider.System);
        var granted = Assert.IsType<ClaimResult.Granted>(
            await deduplication.ClaimAsync(new ClaimRequest("id", "id", "token", "digest", "label.updated", new PayloadFacts { PayloadVersion = "v2", DataRow = "{}"u8.ToArray() }, "webhook mark"), TestContext.Current.CancellationToken));
        using var cut = new CancellationTokenSource();

        var committing = granted.Claim.CommitAsync(cut.Token).AsTask();
        await cut.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => committing);
        Assert.False(redis.CommitIsGivenUp, "A commit that waits its turn at Redis would not be made.");
    }

    /// <summary>Grants every claim, and leaves commits unanswered.</summary>
    private sealed class Granting : IScriptRunner
    {
        private CancellationToken _commit;

        public bool CommitIsGivenUp => _commit.IsCancellationRequested;

        public DependencyState State { get; } = new(DependencyHealth.Up, Reason: null, TimeProvider.System.GetUtcNow());

        public ValueTask<RedisResult?> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
        {
            if (string.Equals(script, RedisScripts.Claim, StringComparison.Ordinal))
            {
                return ValueTask.FromResult<RedisResult?>(RedisResult.Create([(RedisValue)"granted"]));
            }

            _commit = cancellationToken;
            return new(new TaskCompletionSource<RedisResult?>().Task.WaitAsync(cancellationToken));
        }
    }
}
