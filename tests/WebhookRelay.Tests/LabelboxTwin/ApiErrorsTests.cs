using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.LabelboxTwin.Deliveries;

namespace WebhookRelay.Tests.LabelboxTwin;

/// <summary>Errors have Labelbox's formats, both genuine and injected ones.</summary>
public sealed class ApiErrorsTests
{
    private const string AnyQuery = "{user{id}}";

    [Theory]
    [InlineData("{ user( }", 400, "GRAPHQL_PARSE_FAILED", "Syntax Error: ")]
    [InlineData("{ nonsense }", 400, "GRAPHQL_VALIDATION_FAILED", "nonsense")]
    [InlineData("mutation { createWebhook(data:{topics:{set:[NONSENSE]}, url:\"u\", secret:\"s\"}){id} }", 400, "GRAPHQL_VALIDATION_FAILED", "WebhookTopic")]
    [InlineData("mutation { createWebhook(data:{topics:{set:[LABEL_CREATED]}, url:\"u\"}){id} }", 400, "GRAPHQL_VALIDATION_FAILED", "secret")]
    [InlineData("mutation { updateWebhook(where:{id:\"x\"} data:{secret:\"new\"}){id} }", 400, "GRAPHQL_VALIDATION_FAILED", "secret")]
    [InlineData("{project(where:{id:\"none\"}){id}}", 200, "RESOURCE_NOT_FOUND", "none")]
    [InlineData("{webhook(where:{id:\"none\"}){id}}", 200, "RESOURCE_NOT_FOUND", "none")]
    [InlineData("mutation { updateWebhook(where:{id:\"none\"} data:{status:INACTIVE}){id} }", 200, "RESOURCE_NOT_FOUND", "none")]
    [InlineData("mutation { createWebhook(data:{project:{id:\"none\"} topics:{set:[LABEL_CREATED]}, url:\"u\", secret:\"s\"}){id} }", 200, "RESOURCE_NOT_FOUND", "none")]
    [InlineData("mutation { createWebhook(data:{topics:{set:[LABEL_CREATED]}, url:\"u\", secret:\"\"}){id} }", 200, "MALFORMED_REQUEST", "Secret must be a non-empty string.")]
    [InlineData("mutation { createWebhook(data:{topics:{set:[LABEL_CREATED]}, url:\"\", secret:\"s\"}){id} }", 200, "MALFORMED_REQUEST", "URL must be a non-empty string.")]
    [InlineData("mutation { createWebhook(data:{topics:{set:[]}, url:\"u\", secret:\"s\"}){id} }", 200, "MALFORMED_REQUEST", "Topics must be a non-empty list.")]
    public async Task Invalid_query_gets_an_error(string query, int status, string code, string message)
    {
        await using var twin = await Twin.StartAsync();

        using var response = await twin.AskAsync(query);

        var error = (await Twin.ReadAsync(response))["errors"]![0]!;
        Assert.Equal((status, code), ((int)response.StatusCode, (string?)error["extensions"]!["code"]));
        Assert.Contains(message, (string?)error["message"], StringComparison.Ordinal);
        Assert.Empty(twin.Its<WebhookRegistry>().All);
    }

    [Fact]
    public async Task A_validation_error_carries_the_inner_status()
    {
        await using var twin = await Twin.StartAsync();

        using var response = await twin.AskAsync("{ nonsense }");

        Assert.Equal(400, (int?)(await Twin.ReadAsync(response))["errors"]![0]!["extensions"]!["exception"]!["status"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Basic twin-development-key")]
    public async Task Nothing_is_executed_without_the_key(string? authorization)
    {
        await using var twin = await Twin.StartAsync();
        twin.Client.DefaultRequestHeaders.Authorization = authorization is null ? null : AuthenticationHeaderValue.Parse(authorization);

        using var response = await twin.AskAsync("""mutation { createWebhook(data:{topics:{set:[LABEL_CREATED]}, url:"u", secret:"s"}){id} }""");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("AUTHENTICATION_ERROR", (string?)(await Twin.ReadAsync(response))["errors"]![0]!["extensions"]!["code"]);
        Assert.Empty(twin.Its<WebhookRegistry>().All);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{\"variables\":{}}")]
    public async Task A_body_without_a_query_is_malformed(string body)
    {
        await using var twin = await Twin.StartAsync();

        using var response = await twin.Client.PostAsync("/graphql", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("MALFORMED_REQUEST", (string?)(await Twin.ReadAsync(response))["errors"]![0]!["extensions"]!["code"]);
    }

    [Theory]
    [InlineData("unauthenticated", 401, """{"errors":[{"message":"Invalid API key","extensions":{"code":"AUTHENTICATION_ERROR"}}]}""")]
    [InlineData("free-tier", 401, """{"message":"API access disabled for free tier"}""")]
    [InlineData("forbidden", 403, """{"errors":[{"message":"You are not allowed to do this","extensions":{"code":"AUTHORIZATION_ERROR"}}]}""")]
    [InlineData("rate-limited", 429, """{"message":"You have exceeded the rate limit of 1500 requests per minute"}""")]
    [InlineData("server-error", 502, "upstream connect error or disconnect/reset before headers. reset reason: connection failure")]
    [InlineData("error", 200, """{"errors":[{"message":"Something failed","extensions":{"code":"INTERNAL_SERVER_ERROR","exception":{"status":500}}}]}""")]
    public async Task Fault_affects_the_requested_number_of_calls(string kind, int status, string body)
    {
        await using var twin = await Twin.StartAsync();
        await twin.PostAsync("/twin/faults/api", new { kind, count = 2 });

        for (var i = 0; i < 2; i++)
        {
            using var faulty = await twin.AskAsync(AnyQuery);
            Assert.Equal((status, body), ((int)faulty.StatusCode, await faulty.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        }

        Assert.NotNull((await twin.DataAsync(AnyQuery))["user"]);
        Assert.Empty((await twin.DoAsync(HttpMethod.Get, "/twin/faults/api")).AsArray());
    }

    [Fact]
    public async Task Rate_limit_has_a_retry_after()
    {
        await using var twin = await Twin.StartAsync();
        await twin.PostAsync("/twin/faults/api", new { kind = "rate-limited", retryAfter = 17 });

        using var response = await twin.AskAsync(AnyQuery);

        Assert.Equal(TimeSpan.FromSeconds(17), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Any_code_and_status_can_be_injected_until_cleared()
    {
        await using var twin = await Twin.StartAsync();
        await twin.PostAsync("/twin/faults/api", new { kind = "error", status = 409, code = "RESOURCE_CONFLICT", message = "twice" });

        for (var i = 0; i < 3; i++)
        {
            using var response = await twin.AskAsync(AnyQuery);
            Assert.Equal((409, "RESOURCE_CONFLICT"), ((int)response.StatusCode, (string?)(await Twin.ReadAsync(response))["errors"]![0]!["extensions"]!["code"]));
        }

        await twin.DoAsync(HttpMethod.Delete, "/twin/faults/api");
        await twin.DataAsync(AnyQuery);
    }

    [Fact]
    public async Task Fault_affects_only_its_operation()
    {
        await using var twin = await Twin.StartAsync();
        await twin.PostAsync("/twin/faults/api", new { kind = "server-error", status = 503, operation = "createWebhook" });

        await twin.DataAsync(AnyQuery);
        using var response = await CreateAsync(twin);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Empty(twin.Its<WebhookRegistry>().All);
    }

    [Fact]
    public async Task Lost_answer_is_executed_and_lost_request_is_not()
    {
        await using var twin = await Twin.StartAsync();
        await twin.PostAsync("/twin/faults/api", new { kind = "lost-answer", count = 1, operation = "createWebhook" });
        await twin.PostAsync("/twin/faults/api", new { kind = "lost-request", count = 1, operation = "createWebhook" });

        await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync(twin));
        Assert.Single(twin.Its<WebhookRegistry>().All);
        await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync(twin));
        Assert.Single(twin.Its<WebhookRegistry>().All);
    }

    [Fact]
    public async Task Slow_answer_is_executed_before_its_delay()
    {
        var time = new FakeTimeProvider();
        await using var twin = await Twin.StartAsync(time);
        await twin.PostAsync("/twin/faults/api", new { kind = "slow", delay = "00:01:00" });

        var answer = CreateAsync(twin);
        await Eventually.TrueAsync(() => twin.Its<WebhookRegistry>().All.Length is 1);
        Assert.False(answer.IsCompleted);

        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return answer.IsCompleted;
        });
        using var response = await answer;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"kind":"nonsense"}""", "kind")]
    [InlineData("""{"kind":"slow","dealy":"00:00:01"}""", "dealy")]
    [InlineData("""{"kind":"slow","count":0}""", "count")]
    [InlineData("""{"kind":"server-error","status":404}""", "status")]
    [InlineData("""{}""", "kind")]
    public async Task Invalid_fault_is_rejected_by_name(string body, string named)
    {
        await using var twin = await Twin.StartAsync();

        using var response = await twin.Client.PostAsync("/twin/faults/api", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(named, (string?)(await Twin.ReadAsync(response))["detail"], StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> CreateAsync(Twin twin) => twin.AskAsync("""mutation { createWebhook(data:{topics:{set:[LABEL_CREATED]}, url:"u", secret:"s"}){id} }""");
}
