using StackExchange.Redis;
using WebhookRelay.Deduplication;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.Simulation.Redis;
using WebhookRelay.Simulation.Time;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>The simulated Redis answers random sequences of calls like a real one.</summary>
public sealed class SimulatedRedisTests : IAsyncLifetime
{
    private const int Sequences = 200;
    private const int Steps = 20;

    private static readonly string[] Scripts = [RedisScripts.Claim, RedisScripts.Commit, RedisScripts.Release];

    private RedisServer? _server;
    private ConnectionMultiplexer? _redis;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _redis = await ConnectionMultiplexer.ConnectAsync(_server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _redis!.DisposeAsync();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task Simulated_scripts_answer_like_Redis()
    {
        var random = new Random(1);
        var answers = new HashSet<string>(StringComparer.Ordinal);
        for (var sequence = 0; sequence < Sequences; sequence++)
        {
            await _server!.CommandAsync("FLUSHALL");
            var twin = new Keyspace(new Timeline(random));
            for (var step = 0; step < Steps; step++)
            {
                if (random.Next(8) is 0)
                {
                    var lost = Keys(random)[random.Next(4)];
                    twin.Expire(lost.ToString());
                    await _redis!.GetDatabase().KeyDeleteAsync(lost);
                    continue;
                }

                var (script, keys, arguments) = (Scripts[random.Next(Scripts.Length)], Keys(random), Arguments(random));
                var (simulated, real) = (Said(twin.Run(script, keys, arguments)), Said(await _redis!.GetDatabase().ScriptEvaluateAsync(script, keys, arguments)));
                Assert.True(string.Equals(real, simulated, StringComparison.Ordinal), $"sequence {sequence}, step {step}: Redis says {real}, the simulation {simulated}");
                answers.Add(real.Split(' ')[0]);
            }
        }

        Assert.Equal(["1", "duplicate", "granted", "held", "relayed", "reused", "taken"], answers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Batched_calls_are_answered_as_if_sent_alone()
    {
        const int Calls = 40;
        var random = new Random(2);
        for (var sequence = 0; sequence < Sequences; sequence++)
        {
            await _server!.CommandAsync("FLUSHALL");
            var twin = new Keyspace(new Timeline(random));
            foreach (var script in Scripts)
            {
                var asked = 0;
                var queue = new ScriptQueue(script, async (each, keys, arguments) =>
                {
                    asked++;
                    return await _redis!.GetDatabase().ScriptEvaluateAsync(each, keys, arguments);
                });
                var calls = Enumerable.Range(0, Calls).Select(_ => (Keys: Keys(random), Arguments: Arguments(random))).ToList();
                var answers = await Task.WhenAll(calls.Select(call => queue.RunAsync(call.Keys, call.Arguments, TestContext.Current.CancellationToken)));
                Assert.Equal(calls.Select(call => Said(twin.Run(script, call.Keys, call.Arguments))), answers.Select(answer => Said(answer!)));
                Assert.InRange(asked, 1, Calls / 2);
            }
        }
    }

    private static RedisKey[] Keys(Random random)
    {
        var id = $"{{x}}id:{random.Next(2)}";
        return [random.Next(4) is 0 ? $"{id}.own" : id, $"{{x}}content:{random.Next(2)}", $"{{x}}newest:{random.Next(2)}", id];
    }

    private static RedisValue[] Arguments(Random random) =>
        [$"token-{random.Next(4)}", $"digest-{random.Next(2)}", $"origin-{random.Next(3)}", 600_000, 600_000, random.Next(4) is 0 ? 0 : 600_000, random.Next(3) is 0 ? 0 : 1];

    /// <summary>An answer without the remaining time of a claim, which changes during the test.</summary>
    private static string Said(RedisResult result) => (string[])result! switch
    {
        ["held", _] => "held",
        var answer => string.Join(' ', answer),
    };
}
