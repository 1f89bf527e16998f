using Microsoft.AspNetCore.Http;
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
    public async Task A_body_of_no_declared_length_up_to_the_limit_fits_where_the_limit_fits(int length)
    {
        var inFlight = new InFlightBytes(new FixedOptions<ReceivingOptions>(new ReceivingOptions { InFlightBytes = 100_000 }));
        var context = new DefaultHttpContext { Request = { Body = new MemoryStream(new byte[length]) } };
        using var body = new RawBody(inFlight);

        Assert.Equal(BodyReading.Whole, await body.ReadAsync(context.Request, limit: 100_000));
        Assert.Equal(length, body.Bytes.Length);
    }
}
