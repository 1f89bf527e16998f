using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Receiving;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Receiving;

/// <summary>Which connection is closed at the connection limit.</summary>
public sealed class OpenConnectionsTests
{
    private const int Limit = 8;

    private readonly FakeTimeProvider _time = new();
    private readonly List<IPAddress?> _closed = [];
    private readonly OpenConnections _open;
    private Func<IPAddress?, bool> _cut = _ => false;

    public OpenConnectionsTests()
    {
        var networks = new SenderNetworks(new FixedOptions<ReceivingOptions>(new ReceivingOptions { TrustedProxies = ["10.0.0.0/8"] }));
        _open = new OpenConnections(() => Limit, networks.LimitedSender, sender => _cut(sender), _closed.Add, _time);
    }

    [Fact]
    public async Task Longest_idle_connection_is_closed_first()
    {
        var (first, firstPlace) = await EnterAsync("127.0.0.1");
        var others = await EnterAsync("127.0.0.1", Limit - 1);

        Assert.NotNull((await EnterAsync("127.0.0.1")).Place);
        Assert.True(first.ConnectionClosed.IsCancellationRequested);
        Assert.False(firstPlace!.IsWaiting);
        Assert.DoesNotContain(others, other => other.ConnectionClosed.IsCancellationRequested);
        Assert.Equal([IPAddress.Loopback], _closed);
    }

    [Fact]
    public async Task Active_connection_stays_and_a_verified_one_is_closed_last()
    {
        var (serving, servingPlace) = await EnterAsync("127.0.0.1");
        var (delivered, deliveredPlace) = await EnterAsync("127.0.0.1");
        var unending = new TaskCompletionSource();
        var request = OpenConnection.ServeAsync(Request(servingPlace!, StatusCodes.Status200OK), _ => unending.Task);
        await OpenConnection.ServeAsync(Request(deliveredPlace!, StatusCodes.Status200OK), _ => Task.CompletedTask);
        for (var i = 0; i < (2 * Limit) - 4; i++)
        {
            Assert.NotNull((await EnterAsync("127.0.0.1")).Place);
        }

        Assert.False(serving.ConnectionClosed.IsCancellationRequested);
        Assert.False(delivered.ConnectionClosed.IsCancellationRequested);
        unending.SetResult();
        await request;
    }

    [Fact]
    public async Task Sender_is_limited_to_half_of_the_connections()
    {
        var other = await EnterAsync("203.0.113.9");
        var strangers = await EnterAsync("2001:db8::1", Limit / 2);
        for (var i = 0; i < 20; i++)
        {
            // Another address of its network counts as the same sender.
            Assert.NotNull((await EnterAsync($"2001:db8::{i:x}")).Place);
        }

        Assert.All(strangers, stranger => Assert.True(stranger.ConnectionClosed.IsCancellationRequested));
        Assert.False(other.Connection.ConnectionClosed.IsCancellationRequested);
        Assert.Equal(20, _closed.Count);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("10.1.2.3")]
    public async Task Shared_proxy_has_no_limit(string proxy)
    {
        var connections = await EnterAsync(proxy, Limit);

        Assert.DoesNotContain(connections, connection => connection.ConnectionClosed.IsCancellationRequested);
        Assert.Empty(_closed);
    }

    [Fact]
    public async Task Sender_with_most_connections_loses_one_first()
    {
        var few = await EnterAsync("203.0.113.1", 2);
        await EnterAsync("203.0.113.2", 2);
        var most = await EnterAsync("203.0.113.3", Limit - 4);

        Assert.NotNull((await EnterAsync("203.0.113.4")).Place);
        Assert.True(most[0].ConnectionClosed.IsCancellationRequested);
        Assert.DoesNotContain(few, connection => connection.ConnectionClosed.IsCancellationRequested);
    }

    [Fact]
    public async Task If_all_are_busy_a_slow_body_or_the_new_connection_is_closed()
    {
        List<OpenConnection> places = [];
        List<Task> requests = [];
        var unending = new TaskCompletionSource();
        for (var i = 0; i < Limit; i++)
        {
            places.Add((await EnterAsync("127.0.0.1")).Place!);
            requests.Add(OpenConnection.ServeAsync(Request(places[i], StatusCodes.Status200OK), _ => unending.Task));
        }

        Assert.Null((await EnterAsync("127.0.0.1")).Place);
        Assert.Single(_closed);

        _cut = _ =>
        {
            places[3].Dispose();
            return true;
        };
        Assert.NotNull((await EnterAsync("127.0.0.1")).Place);
        Assert.Single(_closed);
        unending.SetResult();
        await Task.WhenAll(requests);
    }

    [Fact]
    public async Task New_connection_is_closed_if_no_room_is_made_in_time()
    {
        for (var i = 0; i < Limit; i++)
        {
            Assert.NotNull(await _open.EnterAsync(new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 1) }));
        }

        var entering = _open.EnterAsync(new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 1) });
        Assert.False(entering.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await entering);
    }

    [Theory]
    [InlineData("Max open files            512                  1024                 files     ", 512)]
    [InlineData("Max open files            unlimited            unlimited            files     ", 65_536)]
    [InlineData("Max cpu time              1                    1                    seconds   ", 65_536)]
    public void The_limit_of_open_files_is_the_soft_one(string row, long limit) =>
        Assert.Equal(limit, OpenFiles.Parse(["Limit                     Soft Limit           Hard Limit           Units     ", row]));

    [Theory]
    [InlineData(64, 16, 16)]
    [InlineData(512, 37, 18)]
    [InlineData(1_048_576, 4096, 256)]
    public void Connection_limits_reserve_files(long files, int open, int management) =>
        Assert.Equal((open, management), (ConnectionLimit.ForPublic(files), ConnectionLimit.ForManagement(files)));

    private async Task<List<DefaultConnectionContext>> EnterAsync(string address, int count)
    {
        List<DefaultConnectionContext> entered = [];
        for (var i = 0; i < count; i++)
        {
            entered.Add((await EnterAsync(address)).Connection);
        }

        return entered;
    }

    /// <summary>A connection that ends when it is aborted, like Kestrel's.</summary>
    private async Task<(DefaultConnectionContext Connection, OpenConnection? Place)> EnterAsync(string address)
    {
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var connection = new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 1) };
        var place = await _open.EnterAsync(connection);
        connection.ConnectionClosed.Register(() => place?.Dispose());
        return (connection, place);
    }

    private static DefaultHttpContext Request(OpenConnection place, int status)
    {
        var context = new DefaultHttpContext { Response = { StatusCode = status } };
        context.Features.Set(place);
        return context;
    }
}
