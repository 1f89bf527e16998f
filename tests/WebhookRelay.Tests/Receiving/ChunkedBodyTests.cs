using Microsoft.AspNetCore.Http;
using WebhookRelay.Ledger;
using WebhookRelay.Receiving;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Receiving;

public sealed class ChunkedBodyTests
{
    [Theory]
    [InlineData(100_000)]
    [InlineData(99_999)]
    [InlineData(50_001)]
    [InlineData(1)]
    public async Task Chunked_body_up_to_the_limit_fits_where_the_limit_fits(int length)
    {
        var options = new FixedOptions<ReceivingOptions>(new ReceivingOptions { InFlightBytes = 100_000 });
        var inFlight = new InFlightBytes(options, new SenderNetworks(options), () => long.MaxValue / 4, TimeProvider.System);
        var context = new DefaultHttpContext { Request = { Body = new MemoryStream(new byte[length]) } };
        using var store = new LedgerStore(Path.GetTempPath());
        var disk = new DiskSpace(Path.GetTempPath(), new FixedOptions<LedgerOptions>(new LedgerOptions()), TimeProvider.System);
        using var payloads = new LedgerPayloads(Path.GetTempPath(), store, disk);
        using var check = new SignatureVerifier([], default);
        using var share = inFlight.Begin(address: null);
        using var body = new RawBody(share, payloads, check, TimeProvider.System);

        Assert.Null(await body.ReadAsync(context.Request, limit: 100_000, inFlight));
        Assert.Equal(length, (await body.StoreAsync()).Length);
    }
}
