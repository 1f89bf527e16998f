using StackExchange.Redis;
using WebhookRelay.Deduplication;

namespace WebhookRelay.Tests.Deduplication;

public sealed class ScriptQueueTests
{
    private static readonly RedisKey[] Keys = ["key"];

    [Fact]
    public async Task One_call_goes_as_it_is()
    {
        var queue = new ScriptQueue("script", (script, keys, arguments) =>
        {
            Assert.Equal(("script", 1, 1), (script, keys.Length, arguments.Length));
            return Answer("done");
        });
        Assert.Equal("done", (string?)await queue.RunAsync(Keys, ["argument"]));
    }

    [Fact]
    public async Task Calls_that_came_meanwhile_go_together_and_each_gets_its_own_answer()
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
            // For each call how many keys and arguments it has, and then those.
            Assert.Equal(["1", "1", "b", "1", "0", "1", "2", "c", "d"], arguments.Select(argument => (string?)argument));
            return Task.FromResult<RedisResult?>(RedisResult.Create([RedisResult.Create((RedisValue)"of b"), RedisResult.Create((RedisValue)"of none"), RedisResult.Create((RedisValue)"of c")]));
        });

        var alone = queue.RunAsync(Keys, ["a"]);
        await begun.Task;
        var together = Task.WhenAll(queue.RunAsync(Keys, ["b"]), queue.RunAsync(Keys, []), queue.RunAsync(Keys, ["c", "d"]));
        first.SetResult(RedisResult.Create((RedisValue)"of a"));

        Assert.Equal("of a", (string?)await alone);
        Assert.Equal(["of b", "of none", "of c"], (await together).Select(answer => (string?)answer));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Who_was_asked_for_and_is_away_is_away_for_all_of_them()
    {
        var queue = new ScriptQueue("script", (_, _, _) => Task.FromResult<RedisResult?>(null));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => queue.RunAsync(Keys, []))), Assert.Null);
    }

    [Fact]
    public async Task A_failure_is_everybodys_and_the_next_call_is_asked_again()
    {
        var fails = true;
        var queue = new ScriptQueue("script", (_, _, _) => fails ? Task.FromException<RedisResult?>(new InvalidOperationException("broken")) : Answer("done"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.RunAsync(Keys, []));
        fails = false;
        Assert.Equal("done", (string?)await queue.RunAsync(Keys, []));
    }

    private static Task<RedisResult?> Answer(string text) => Task.FromResult<RedisResult?>(RedisResult.Create((RedisValue)text));
}
