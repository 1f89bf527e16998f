using System.Text;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Consumer.Ordering;

namespace WebhookRelay.Tests.Consumer;

public sealed class OrderingTests
{
    private static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(30);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Same_row_waits_in_order_and_other_rows_do_not()
    {
        var sequencer = new DataRowSequencer();
        var first = sequencer.Enter("row-1");
        using var second = sequencer.Enter("row-1");
        using var other = sequencer.Enter("row-2");
        await first.WaitForTurnAsync(Ending);
        await other.WaitForTurnAsync(Ending);
        Assert.False(second.WaitForTurnAsync(Ending).IsCompleted);

        first.Dispose();
        await second.WaitForTurnAsync(Ending).WaitAsync(Ceiling, Ending);
    }

    [Fact]
    public async Task Leaving_before_its_turn_lets_no_later_entry_overtake()
    {
        var sequencer = new DataRowSequencer();
        var first = sequencer.Enter("row-1");
        var second = sequencer.Enter("row-1");
        using var third = sequencer.Enter("row-1");
        second.Dispose();
        Assert.False(third.WaitForTurnAsync(Ending).IsCompleted);

        first.Dispose();
        await third.WaitForTurnAsync(Ending).WaitAsync(Ceiling, Ending);
    }

    [Fact]
    public async Task Messages_pass_in_order_of_their_numbers()
    {
        var sequencer = new DeliveryTagSequencer(TimeProvider.System);
        var passed = new List<ulong>();
        Task PassAsync(ulong number) => sequencer.PassAsync(number, () => { passed.Add(number); return 0; }, Ending).AsTask();

        var late = new[] { 4ul, 2ul, 3ul }.Select(PassAsync).ToList();
        Assert.Empty(passed);
        await PassAsync(1);
        await Task.WhenAll(late).WaitAsync(Ceiling, Ending);
        Assert.Equal([1ul, 2ul, 3ul, 4ul], passed);
    }

    [Fact]
    public async Task Numbers_from_many_threads_pass_in_order()
    {
        const int Numbers = 20_000;
        var sequencer = new DeliveryTagSequencer(TimeProvider.System);
        var passed = new List<ulong>();
        var next = 0;
        async Task DrainAsync()
        {
            while (Interlocked.Increment(ref next) is <= Numbers and var number)
            {
                await sequencer.PassAsync((ulong)number, () => { passed.Add((ulong)number); return 0; }, Ending);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(DrainAsync, Ending))).WaitAsync(Ceiling, Ending);
        Assert.Equal(Enumerable.Range(1, Numbers).Select(number => (ulong)number), passed);
    }

    [Fact]
    public async Task Missing_number_delays_the_others_by_a_second_only()
    {
        var time = new FakeTimeProvider();
        var sequencer = new DeliveryTagSequencer(time);
        var second = sequencer.PassAsync(2, () => 2, Ending).AsTask();
        Assert.False(second.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, await second.WaitAsync(Ceiling, Ending));
        Assert.Equal(3, await sequencer.PassAsync(3, () => 3, Ending));
    }

    [Theory]
    [InlineData("""{"specversion":"1.0","id":"1","subject":"row-1","data":{"subject":"not this"}}""", "row-1")]
    [InlineData("""{"data":{"subject":"not this"},"subject":"row-2"}""", "row-2")]
    [InlineData("""{"sub\u006aect":"row-3"}""", "row-3")]
    [InlineData("""{"id":"1","data":{"subject":"not this"}}""", null)]
    [InlineData("""{"subject":null}""", null)]
    [InlineData("""{"subject":7}""", null)]
    [InlineData("""{"subject":"\ud800"}""", null)]
    [InlineData("""["subject"]""", null)]
    [InlineData("""{"id":""", null)]
    [InlineData("not json", null)]
    [InlineData("", null)]
    public void Data_row_is_read_from_the_attributes(string body, string? row) => Assert.Equal(row, EventSubject.Of(Encoding.UTF8.GetBytes(body)));
}
