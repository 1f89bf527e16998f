using WebhookRelay.Labelbox.Exports;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Labelbox.Exports;

public sealed class ExportQuotaTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_ninth_export_of_a_project_waits_and_then_runs()
    {
        var quota = new ExportQuota(new FixedOptions<LabelboxExportOptions>(new()));
        var running = await AcquireAsync(quota, "p1", 8);

        var ninth = quota.AcquireAsync("p1", Cancelled);
        var other = quota.AcquireAsync("p2", Cancelled);
        var catalog = quota.AcquireAsync(null, Cancelled);

        Assert.Equal((false, true, true), (ninth.IsCompleted, other.IsCompleted, catalog.IsCompleted));
        running[3].Dispose();
        running[3].Dispose();
        await ninth;
        Assert.False(quota.AcquireAsync("p1", Cancelled).IsCompleted);
    }

    [Fact]
    public async Task Sixteen_run_in_an_organization_and_the_rest_in_order()
    {
        var quota = new ExportQuota(new FixedOptions<LabelboxExportOptions>(new()));
        List<ExportSlot> running = [.. await AcquireAsync(quota, "p1", 8), .. await AcquireAsync(quota, "p2", 8)];
        List<Task<ExportSlot>> waiting = [.. Enumerable.Range(0, 20).Select(i => quota.AcquireAsync($"q{i % 3}", Cancelled))];
        Assert.DoesNotContain(waiting, each => each.IsCompleted);

        for (var i = 0; i < waiting.Count; i++)
        {
            running[0].Dispose();
            running.RemoveAt(0);
            running.Add(await waiting[i]);
            Assert.DoesNotContain(waiting.Skip(i + 1), each => each.IsCompleted);
        }
    }

    [Fact]
    public async Task A_canceled_caller_does_not_block_the_queue()
    {
        var options = new LabelboxExportOptions { RunningPerOrganization = 1 };
        var quota = new ExportQuota(new FixedOptions<LabelboxExportOptions>(options));
        var running = await quota.AcquireAsync(null, Cancelled);
        using var leaving = new CancellationTokenSource();
        var first = quota.AcquireAsync(null, leaving.Token);
        var second = quota.AcquireAsync("p1", Cancelled);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        running.Dispose();

        await second;
    }

    [Fact]
    public async Task No_more_run_than_allowed_and_all_run()
    {
        var quota = new ExportQuota(new FixedOptions<LabelboxExportOptions>(new() { RunningPerProject = 2, RunningPerOrganization = 5 }));
        var (running, most) = (0, 0);
        var ofProject = new int[4];
        var gate = new Lock();

        await Task.WhenAll(Enumerable.Range(0, 400).Select(async i =>
        {
            var project = i % 4;
            using var slot = await quota.AcquireAsync(project is 3 ? null : $"p{project}", Cancelled);
            lock (gate)
            {
                most = Math.Max(most, ++running);
                Assert.True(++ofProject[project] <= (project is 3 ? 5 : 2));
            }

            await Task.Yield();
            lock (gate)
            {
                running--;
                ofProject[project]--;
            }
        }));

        Assert.Equal(5, most);
    }

    private static async Task<List<ExportSlot>> AcquireAsync(ExportQuota quota, string project, int count)
    {
        List<ExportSlot> slots = [];
        for (var i = 0; i < count; i++)
        {
            slots.Add(await quota.AcquireAsync(project, Cancelled));
        }

        return slots;
    }
}
