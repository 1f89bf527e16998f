using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Relaying;

/// <summary>Data of an earlier version in Redis suppresses no event.</summary>
public sealed class UpgradeTests(SharedServers servers)
{
    private const string Prefix = "webhookrelay:{labelbox}:";

    private static readonly (string, string)[] Webhooks = [("Receiving__Webhooks__one__Secrets__0", Sender.Secret), ("Receiving__Webhooks__two__Secrets__0", Sender.Secret)];

    [Fact]
    public async Task Change_recorded_by_an_earlier_version_does_not_suppress_another_in_the_same_second()
    {
        await using var line = await servers.OpenAsync(Webhooks);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(line.Setting("Deduplication__Redis"));
        var at = new DateTimeOffset(2021, 3, 17, 13, 51, 59, TimeSpan.Zero);
        await redis.GetDatabase().HashSetAsync(
            $"{Prefix}content:{FormerKey("label.updated", "project-1", "row-1", "label-1", at)}",
            [new("state", "done"), new("token", "former/1"), new("digest", "0"), new("webhook", "one"), new("mark", "0")]);

        Assert.Equal((200, "accepted"), await line.Relay.SendAsync(SamplePayloads.V1("row-1", top: 20), "second", path: "/webhook-endpoint/two"));

        Assert.Equal("second", Assert.Single(await line.Queue.ReadAsync(1)).Id);
    }

    [Fact]
    public async Task Id_relayed_by_an_earlier_version_does_not_suppress_a_different_body()
    {
        await using var line = await servers.OpenAsync(Webhooks);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(line.Setting("Deduplication__Redis"));
        await redis.GetDatabase().HashSetAsync($"{Prefix}id:shared", [new("state", "done"), new("token", "former/1"), new("digest", "0")]);
        await redis.GetDatabase().HashSetAsync(
            $"{Prefix}id:known", [new("state", "done"), new("token", "former/2"), new("digest", Convert.ToHexStringLower(SHA256.HashData(SamplePayloads.V2("row-2"))))]);

        Assert.Equal((200, "accepted"), await line.Relay.SendAsync(SamplePayloads.V2("row-1"), "shared", path: "/webhook-endpoint/two"));
        Assert.Equal((200, "accepted"), await line.Relay.SendAsync(SamplePayloads.V2("row-2"), "known", path: "/webhook-endpoint/two"));

        Assert.StartsWith("shared.", Assert.Single(await line.Queue.ReadAsync(1)).Id, StringComparison.Ordinal);
        await line.Relay.EndsAsync("known", "Duplicate", "former/2");
        await line.NothingMoreArrivesAsync();
    }

    /// <summary>The fingerprint before content was compared: topic, project, data row, label and time.</summary>
    private static string FormerKey(string topic, string project, string row, string label, DateTimeOffset at)
    {
        var fields = new List<byte>();
        foreach (var field in (string?[])[topic, project, row, label, at.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture), null])
        {
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(length, field is null ? -1 : Encoding.UTF8.GetByteCount(field));
            fields.AddRange([.. length, .. Encoding.UTF8.GetBytes(field ?? string.Empty)]);
        }

        return Convert.ToHexStringLower(SHA256.HashData(fields.ToArray()));
    }
}
