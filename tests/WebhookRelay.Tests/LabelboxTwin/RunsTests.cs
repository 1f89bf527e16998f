using Microsoft.Extensions.Time.Testing;
using WebhookRelay.LabelboxTwin.Deliveries;
using WebhookRelay.SampleData;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Tests.LabelboxTwin;

/// <summary>Random events, bursts, and repeatable runs.</summary>
public sealed class RunsTests
{
    [Fact]
    public async Task The_same_seed_and_requests_give_the_same_ids_bodies_and_order()
    {
        var (one, another) = (await RunAsync("--Twin:Seed=42"), await RunAsync("--Twin:Seed=42"));

        Assert.Equal(one.Answers, another.Answers);
        Assert.Equal(one.Arrived.Select(Text), another.Arrived.Select(Text));
        Assert.InRange(one.Arrived.Count, 100, 400);
    }

    [Fact]
    public async Task Another_seed_or_another_start_of_the_clock_gives_another_run()
    {
        var run = (await RunAsync("--Twin:Seed=42")).Arrived.Select(Text).ToList();

        Assert.NotEqual(run, (await RunAsync("--Twin:Seed=43")).Arrived.Select(Text));
        Assert.NotEqual(run, (await RunAsync("--Twin:Seed=42", "--Twin:ClockStart=2030-01-01T00:00:00Z")).Arrived.Select(Text));
    }

    /// <summary>A relay that knows the ids of an earlier run would quarantine the bodies of a later one.</summary>
    [Fact]
    public async Task Unseeded_runs_use_different_delivery_ids()
    {
        static async Task<HashSet<string>> IdsAsync(DateTimeOffset start)
        {
            await using var twin = await Twin.StartAsync(new FakeTimeProvider(start));
            await twin.WebhookAsync();
            await twin.PostAsync("/twin/burst", new { count = 20, project = "image" });
            return [.. (await twin.ArrivedAsync()).Select(delivery => delivery.Id)];
        }

        var start = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var (one, later) = (await IdsAsync(start), await IdsAsync(start.AddSeconds(1)));
        Assert.Equal(20, one.Count);
        Assert.Empty(one.Intersect(later));
    }

    [Fact]
    public async Task Webhooks_do_not_change_the_generated_data()
    {
        static async Task<string> RowsAsync(bool described)
        {
            await using var twin = await Twin.StartAsync("--Twin:Seed=42");
            if (described)
            {
                await twin.WebhookAsync();
                await twin.PostAsync("/twin/faults/deliveries", new { kind = "duplicate" });
            }

            await twin.PostAsync("/twin/burst", new { count = 50 });
            return string.Concat((await twin.DoAsync(HttpMethod.Get, "/twin/rows?project=image&limit=1000")).AsArray().Select(row => $"{row!["id"]} {string.Join(',', row["labels"]!.AsArray().Select(label => label!["id"]))};"));
        }

        Assert.Equal(await RowsAsync(false), await RowsAsync(true));
    }

    [Fact]
    public async Task Events_have_unique_times_on_the_wall_clock()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var twin = await Twin.StartAsync(time);
        List<DateTimeOffset> times = [];
        for (var i = 0; i < 3; i++)
        {
            times.Add((DateTimeOffset)(await twin.PostAsync("/twin/labels", new { project = "image" }))["at"]!);
        }

        Assert.Equal(3, times.Distinct().Count());
        Assert.All(times, at => Assert.InRange(at, time.Start, time.Start.AddSeconds(1)));
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task Random_events_follow_the_rate()
    {
        var time = new FakeTimeProvider();
        await using var twin = await Twin.StartAsync(time, "--Twin:Concurrency=4");
        await twin.PostAsync("/twin/webhooks", new { url = twin.Receiver.Url, secret = "s" });
        await twin.PostAsync("/twin/burst", new { count = 1 });
        var before = twin.Its<Statistics>().Total().Made;
        await twin.DoAsync(HttpMethod.Put, "/twin/life", new { rate = 20 });

        // Advance in steps, so that no timer is skipped.
        for (var second = 1; second <= 3; second++)
        {
            var seen = before + (second * 20);
            await Eventually.TrueAsync(() =>
            {
                if (twin.Its<Statistics>().Total().Made < seen)
                {
                    time.Advance(TimeSpan.FromMilliseconds(50));
                }

                return twin.Its<Statistics>().Total().Made >= seen;
            });
        }

        Assert.InRange(time.GetUtcNow() - time.Start, TimeSpan.FromSeconds(2.9), TimeSpan.FromSeconds(30));
        await twin.DoAsync(HttpMethod.Put, "/twin/life", new { rate = 0 });
        var (events, total) = ((await twin.ArrivedAsync()).Select(delivery => delivery.Event).ToHashSet(StringComparer.Ordinal), twin.Its<Statistics>().Total());
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "LABEL_CREATED", "LABEL_UPDATED" }, events);
        Assert.Equal(total.Made, total.Acknowledged);
    }

    [Fact]
    public async Task Burst_has_one_topic_and_every_acknowledged_id_arrives()
    {
        await using var twin = await Twin.StartAsync("--Twin:Concurrency=8");
        var webhook = await twin.WebhookAsync();
        var refuse = 0;
        twin.Receiver.Answer = context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref refuse) % 10 is 0 ? 503 : 200;
            return Task.CompletedTask;
        };

        var report = await twin.PostAsync("/twin/burst", new { count = 500, topic = "LABEL_UPDATED", project = "image" });

        Assert.Equal((500, 500, 450, 50, 0, 0), ((int)report["happenings"]!, (int)report["deliveries"]!, (int)report["acknowledged"]!, (int)report["refused"]!, (int)report["failed"]!, (int)report["waiting"]!));
        var arrived = twin.Receiver.All.ToList();
        Assert.All(arrived, delivery => Assert.Equal("LABEL_UPDATED", delivery.Event));
        var acknowledged = (await twin.Client.GetStringAsync($"/twin/acknowledged?webhook={webhook}", TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(450, acknowledged.Distinct(StringComparer.Ordinal).Count());
        Assert.Subset(arrived.Select(delivery => delivery.Id).ToHashSet(StringComparer.Ordinal), acknowledged.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(500, arrived.Select(delivery => delivery.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_burst_keeps_to_its_rate()
    {
        var time = new FakeTimeProvider();
        await using var twin = await Twin.StartAsync(time);
        await twin.WebhookAsync();

        var burst = twin.PostAsync("/twin/burst", new { count = 30, rate = 10, project = "image", topic = "LABEL_CREATED" });
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(25));
            return burst.IsCompleted;
        });

        Assert.True((double)(await burst)["seconds"]! >= 3);
        Assert.Equal(30, twin.Receiver.All.Count);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("3", 3)]
    public async Task Concurrency_limits_posts_per_webhook(string concurrency, int atOnce)
    {
        await using var twin = await Twin.StartAsync($"--Twin:Concurrency={concurrency}");
        await twin.WebhookAsync();
        var gate = new TaskCompletionSource();
        var (now, most) = (0, 0);
        twin.Receiver.Answer = async context =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await gate.Task;
            Interlocked.Decrement(ref now);
        };
        for (var i = 0; i < 9; i++)
        {
            await twin.LabelAsync();
        }

        await Eventually.TrueAsync(() => Volatile.Read(ref now) == atOnce);
        gate.SetResult();

        Assert.Equal(9, (await twin.ArrivedAsync()).Count);
        Assert.InRange(most, 1, atOnce);
    }

    [Fact]
    public async Task Slow_webhook_does_not_delay_others()
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync(path: "/slow");
        await twin.WebhookAsync(path: "/quick");
        var gate = new TaskCompletionSource();
        twin.Receiver.Answer = context => context.Request.Path == "/slow" ? gate.Task : Task.CompletedTask;
        for (var i = 0; i < 5; i++)
        {
            await twin.LabelAsync();
        }

        await Eventually.TrueAsync(() => twin.Receiver.All.Count(delivery => delivery.Path is "/quick") is 5);
        Assert.Equal(1, twin.Receiver.All.Count(delivery => delivery.Path is "/slow"));
        gate.SetResult();
        Assert.Equal(10, (await twin.ArrivedAsync()).Count);
    }

    [Fact]
    public async Task Workspace_can_be_listed()
    {
        await using var twin = await Twin.StartAsync("--Twin:Labels=2", "--Twin:ClockStart=2030-01-02T00:00:00Z");

        var about = await twin.DoAsync(HttpMethod.Get, "/twin");
        var projects = (await twin.DoAsync(HttpMethod.Get, "/twin/projects")).AsArray();
        var rows = (await twin.DoAsync(HttpMethod.Get, "/twin/rows?project=video")).AsArray();

        Assert.Equal(("advanced by events", 2030), ((string)about["clock"]!, ((DateTimeOffset)about["now"]!).Year));
        Assert.Equal(Enum.GetValues<Media>().Length, projects.Select(project => (string)project!["media"]!).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal([1, 1, 0], rows.Select(row => row!["labels"]!.AsArray().Count));
        Assert.Equal(["in-review", "in-review", "to-label"], rows.Select(row => (string)row!["status"]!));
        // The row without a label is the next to be labelled; then it is a consensus of two.
        var first = await twin.PostAsync("/twin/labels", new { project = "video" });
        Assert.Equal((string?)rows[2]!["id"], (string?)first["row"]);
        await twin.PostAsync("/twin/labels", new { project = "video", row = (string?)first["row"] });
        Assert.Equal([1, 1, 2], (await twin.DoAsync(HttpMethod.Get, "/twin/rows?project=video")).AsArray().Select(row => row!["labels"]!.AsArray().Count));
    }

    [Fact]
    public async Task Pacer_releases_due_items_and_catches_up()
    {
        var time = new FakeTimeProvider();
        var pacer = new RatePacer(time, 10);

        var first = pacer.DueAsync(100, TestContext.Current.CancellationToken);
        Assert.False(first.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(1, await first);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(20, await pacer.DueAsync(100, TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(5, await pacer.DueAsync(5, TestContext.Current.CancellationToken));
    }

    private static async Task<(List<string> Answers, IReadOnlyList<Received> Arrived)> RunAsync(params string[] settings)
    {
        await using var twin = await Twin.StartAsync(settings);
        List<string> answers = [];
        async Task<string> DoAsync(HttpMethod method, string path, object? body = null)
        {
            var answer = await twin.DoAsync(method, path, body);
            answers.Add(answer.ToJsonString());
            return (string?)answer["label"] ?? string.Empty;
        }

        // Replace the receiver's address in the responses with one that both runs share.
        await twin.WebhookAsync();
        answers.Add((await twin.DataAsync("""mutation { createWebhook(data:{topics:{set:[LABEL_CREATED LABEL_UPDATED]}, url:"http://127.0.0.1:1/", secret:"s"}){id createdAt} }""")).ToJsonString());
        await DoAsync(HttpMethod.Post, "/twin/faults/deliveries", new { kind = "reorder", count = 5 });
        var label = await DoAsync(HttpMethod.Post, "/twin/labels", new { project = "image" });
        await DoAsync(HttpMethod.Post, $"/twin/labels/{label}/edit");
        await DoAsync(HttpMethod.Post, $"/twin/labels/{label}/review");
        await DoAsync(HttpMethod.Delete, $"/twin/labels/{label}");
        foreach (var topic in Topics.All)
        {
            await twin.PostAsync("/twin/burst", new { count = 15, topic, project = "image" });
        }

        await twin.PostAsync("/twin/burst", new { count = 200 });
        return (answers, await twin.ArrivedAsync());
    }

    private static string Text(Received delivery) => $"{delivery.Id} {delivery.Event} {delivery.Headers["X-Hub-Signature"]} {System.Text.Encoding.UTF8.GetString(delivery.Body)}";
}
