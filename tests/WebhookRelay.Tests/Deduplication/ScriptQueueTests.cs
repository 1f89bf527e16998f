using StackExchange.Redis;
using WebhookRelay.Deduplication;

namespace WebhookRelay.Tests.Deduplication;

public sealed class ScriptQueueTests
{
    private static readonly RedisKey[] Keys = ["key"];
    private static readonly TimeSpan LongestHang = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Single_call_is_sent_unbatched()
    {
        var queue = new ScriptQueue("script", (script, keys, arguments) =>
        {
            Assert.Equal(("script", 1, 1), (script, keys.Length, arguments.Length));
            return Answer("done");
        });
        Assert.Equal("done", (string?)await queue.RunAsync(Keys, ["argument"], CancellationToken.None));
    }

    [Fact]
    public async Task Waiting_calls_are_batched_with_separate_answers()
    {
        var first = new TaskCompletionSource<RedisResult?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = 0;
        var queue = new ScriptQueue("script", (_, keys, arguments) =>
        {
            if (++asked is 1)
            {
                begun.SetResult();
                return first.Task;
            }

            Assert.Equal(3, keys.Length);
            // For each call: the number of keys and arguments, then the values.
            Assert.Equal(["1", "1", "b", "1", "0", "1", "2", "c", "d"], arguments.Select(argument => (string?)argument));
            return Task.FromResult<RedisResult?>(RedisResult.Create([RedisResult.Create((RedisValue)"of b"), RedisResult.Create((RedisValue)"of none"), RedisResult.Create((RedisValue)"of c")]));
        });

        var alone = queue.RunAsync(Keys, ["a"], CancellationToken.None);
        await begun.Task;
        var together = Task.WhenAll(queue.RunAsync(Keys, ["b"], CancellationToken.None), queue.RunAsync(Keys, [], CancellationToken.None), queue.RunAsync(Keys, ["c", "d"], CancellationToken.None));
        first.SetResult(RedisResult.Create((RedisValue)"of a"));

        Assert.Equal("of a", (string?)await alone);
        Assert.Equal(["of b", "of none", "of c"], (await together).Select(answer => (string?)answer));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Outage_fails_every_call_of_a_batch()
    {
        var queue = new ScriptQueue("script", (_, _, _) => Task.FromResult<RedisResult?>(null));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => queue.RunAsync(Keys, [], CancellationToken.None))), Assert.Null);
    }

    [Fact]
    public async Task Failure_affects_the_whole_batch_and_the_next_call_is_sent()
    {
        var fails = true;
        var queue = new ScriptQueue("script", (_, _, _) => fails ? Task.FromException<RedisResult?>(new InvalidOperationException("broken")) : Answer("done"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.RunAsync(Keys, [], CancellationToken.None));
        fails = false;
        Assert.Equal("done", (string?)await queue.RunAsync(Keys, [], CancellationToken.None));
    }

    [Fact]
    public async Task Missing_answers_fail_their_calls_and_the_next_call_is_sent()
    {
        var first = new TaskCompletionSource<RedisResult?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = 0;
        var queue = new ScriptQueue("script", (_, _, _) =>
        {
            begun.TrySetResult();
            return ++asked switch
            {
                1 => first.Task,
                2 => Task.FromResult<RedisResult?>(RedisResult.Create([RedisResult.Create((RedisValue)"of b")])),
                _ => Answer("done"),
            };
        });
        var alone = queue.RunAsync(Keys, ["a"], CancellationToken.None);
        await begun.Task;
        var (answered, without) = (queue.RunAsync(Keys, ["b"], CancellationToken.None), queue.RunAsync(Keys, ["c"], CancellationToken.None));
        first.SetResult(RedisResult.Create((RedisValue)"of a"));

        Assert.Equal("of a", (string?)await alone);
        Assert.Equal("of b", (string?)await answered);
        await Assert.ThrowsAnyAsync<Exception>(() => without.WaitAsync(LongestHang, TestContext.Current.CancellationToken));
        Assert.Equal("done", (string?)await queue.RunAsync(Keys, [], CancellationToken.None).WaitAsync(LongestHang, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Cancelled_waiting_call_is_never_sent()
    {
        var first = new TaskCompletionSource<RedisResult?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new List<string?>();
        var queue = new ScriptQueue("script", (_, _, arguments) =>
        {
            asked.AddRange(arguments.Select(argument => (string?)argument));
            begun.TrySetResult();
            return asked.Count is 1 ? first.Task : Answer("done");
        });
        using var stopping = new CancellationTokenSource();
        var alone = queue.RunAsync(Keys, ["a"], stopping.Token);
        await begun.Task;
        var (givenUp, other) = (queue.RunAsync(Keys, ["b"], stopping.Token), queue.RunAsync(Keys, ["c"], CancellationToken.None));
        await stopping.CancelAsync();
        first.SetResult(RedisResult.Create((RedisValue)"of a"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alone);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        Assert.Equal("done", (string?)await other);
        Assert.Equal(["a", "c"], asked);
    }

    private static Task<RedisResult?> Answer(string text) => Task.FromResult<RedisResult?>(RedisResult.Create((RedisValue)text));
}
