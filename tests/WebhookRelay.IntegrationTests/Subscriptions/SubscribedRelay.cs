using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Subscriptions;

/// <summary>Reads a relay's subscriptions from its admin API.</summary>
internal static class SubscribedRelay
{
    private static readonly TimeSpan HappensWithin = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(60) };

    public static bool Is(this JsonNode? node, string? text) => string.Equals((string?)node, text, StringComparison.Ordinal);

    extension(RelayProcess relay)
    {
        public async Task<JsonNode> SubscriptionsAsync() =>
            JsonNode.Parse(await Client.GetStringAsync(new Uri(relay.ManagementUrl, "/subscriptions"), TestContext.Current.CancellationToken))!;

        public async Task<(int Status, JsonNode Answer)> AskAsync(string path)
        {
            using var content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await Client.PostAsync(new Uri(relay.ManagementUrl, path), content, TestContext.Current.CancellationToken);
            return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
        }

        /// <summary>Waits until a condition of a subscription has a status and a reason.</summary>
        public Task ConditionAsync(string subscription, string type, string status, string? reason = null)
        {
            JsonNode? seen = null;
            return Eventually.TrueAsync(
                async () =>
                {
                    seen = await relay.SubscriptionsAsync();
                    var condition = seen["subscriptions"]!.AsArray().First(each => each!["name"].Is(subscription))!["conditions"]!.AsArray().First(each => each!["type"].Is(type))!;
                    return condition["status"].Is(status) && (reason is null || condition["reason"].Is(reason));
                },
                HappensWithin,
                $"{subscription}: {type} is {status} {reason}",
                () => $"{seen}\n{string.Join('\n', relay.Output.TakeLast(40))}");
        }
    }
}
