using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MassTransit;
using PlainDotnet;
using StackExchange.Redis;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.WebHost.UseUrls($"http://127.0.0.1:{builder.Configuration["PEER_PORT"]}");
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 256 * 1024 * 1024);
builder.Services.AddSingleton<IConnectionMultiplexer>(await ConnectionMultiplexer.ConnectAsync(builder.Configuration["PEER_REDIS"]!));
builder.Services.AddMassTransit(bus => bus.UsingRabbitMq((_, rabbit) => rabbit.Host(new Uri(builder.Configuration["PEER_AMQP"]!))));
var secret = Encoding.UTF8.GetBytes(builder.Configuration["PEER_SECRET"]!);
var window = TimeSpan.FromDays(7);
var app = builder.Build();

app.MapPost("/webhook-endpoint", async (HttpContext context, IPublishEndpoint bus, IConnectionMultiplexer redis) =>
{
    var headers = context.Request.Headers;
    using var body = new MemoryStream();
    await context.Request.Body.CopyToAsync(body, context.RequestAborted);
    var raw = body.ToArray();
#pragma warning disable CA5350 // Labelbox signs with HMAC-SHA1.
    var expected = $"sha1={Convert.ToHexStringLower(HMACSHA1.HashData(secret, raw))}";
#pragma warning restore CA5350
    if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(headers["X-Hub-Signature"].ToString())))
    {
        return Results.Unauthorized();
    }

    var id = headers["X-Labelbox-Id"].ToString();
    var keys = redis.GetDatabase();
    if (!await keys.StringSetAsync($"delivery:{id}", "1", window, when: When.NotExists))
    {
        return Results.Ok(new { id, status = "duplicate" });
    }

    try
    {
        using var payload = JsonDocument.Parse(raw);
        await bus.Publish(new LabelboxDelivery(id, headers["X-Labelbox-Event"].ToString(), payload.RootElement), context.RequestAborted);
    }
    catch
    {
        await keys.KeyDeleteAsync($"delivery:{id}");
        throw;
    }

    return Results.Ok(new { id, status = "accepted" });
});

await app.RunAsync();
