using System.Net;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Tests.LabelboxApi;

/// <summary>Each error that Labelbox's own client knows, and similar ones. Uses a mutation, which gets one response.</summary>
public sealed class ErrorTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AUTHENTICATION_ERROR", typeof(LabelboxInvalidKeyException))]
    [InlineData("AUTHORIZATION_ERROR", typeof(LabelboxNotAllowedException))]
    [InlineData("OPERATION_NOT_ALLOWED", typeof(LabelboxNotAllowedException))]
    [InlineData("GRAPHQL_VALIDATION_FAILED", typeof(LabelboxValidationException))]
    [InlineData("GRAPHQL_PARSE_FAILED", typeof(LabelboxValidationException))]
    [InlineData("MALFORMED_REQUEST", typeof(LabelboxValidationException))]
    [InlineData("RESOURCE_NOT_FOUND", typeof(LabelboxNotFoundException))]
    [InlineData("RESOURCE_CONFLICT", typeof(LabelboxConflictException))]
    [InlineData("INTERNAL_SERVER_ERROR", typeof(LabelboxServerException))]
    [InlineData("SOMETHING_NEW", typeof(LabelboxServerException))]
    public async Task Error_code_determines_the_kind_below_status_500(string code, Type kind)
    {
        foreach (var status in (int[])[200, 400, 404])
        {
            using var labelbox = new LabelboxStub().Answers(SampleResponses.Error(code, "The API's own words."), status);

            var fault = await FaultOf(labelbox);

            var expected = (code, status) is ("SOMETHING_NEW", 400) ? typeof(LabelboxValidationException) : kind;
            Assert.IsType(expected, fault);
            Assert.Equal((code, (HttpStatusCode?)status, "The API's own words."), (fault.Code, fault.Status, fault.Message));
        }
    }

    [Theory]
    [InlineData(400, typeof(LabelboxValidationException))]
    [InlineData("422", typeof(LabelboxValidationException))]
    [InlineData(426, typeof(LabelboxNotAllowedException))]
    [InlineData(500, typeof(LabelboxServerException))]
    [InlineData(503, typeof(LabelboxServerException))]
    [InlineData("none", typeof(LabelboxServerException))]
    public async Task Internal_server_error_is_classified_by_its_inner_status(object innerStatus, Type kind)
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.Error("INTERNAL_SERVER_ERROR", innerStatus: innerStatus));

        Assert.IsType(kind, await FaultOf(labelbox));
    }

    [Fact]
    public async Task Several_errors_are_ranked_like_Labelboxs_client()
    {
        using var labelbox = new LabelboxStub().Answers(
            """
            {"errors":[{"message":"first"},{"message":"second","extensions":{"code":"RESOURCE_CONFLICT"}},
            {"message":"third","extensions":{"code":"AUTHENTICATION_ERROR"}}],"data":{"updateWebhook":{"id":"w1"}}}
            """);

        Assert.Equal("third", Assert.IsType<LabelboxInvalidKeyException>(await FaultOf(labelbox)).Message);
    }

    [Theory]
    [InlineData("""{"errors":[{}]}""")]
    [InlineData("""{"errors":[{"message":null,"extensions":null}]}""")]
    [InlineData("""{"errors":[{"message":"m","extensions":{"code":"INTERNAL_SERVER_ERROR","exception":"trace"}}]}""")]
    [InlineData("""{"errors":["text"]}""")]
    [InlineData("""{"errors":[null],"data":{"updateWebhook":{"id":"w1"}}}""")]
    public async Task Malformed_error_is_still_an_error(string answer)
    {
        using var labelbox = new LabelboxStub().Answers(answer);

        Assert.IsType<LabelboxServerException>(await FaultOf(labelbox));
    }

    [Theory]
    [InlineData(401, """{"message":"API access disabled for free tier"}""", typeof(LabelboxInvalidKeyException), "API access disabled for free tier")]
    [InlineData(403, """{"message":"Forbidden"}""", typeof(LabelboxNotAllowedException), "Forbidden")]
    [InlineData(400, """{"message":"No query"}""", typeof(LabelboxValidationException), "No query")]
    [InlineData(422, """{"message":"No query"}""", typeof(LabelboxValidationException), "No query")]
    [InlineData(404, """{"message":"No such path"}""", typeof(LabelboxServerException), "No such path")]
    [InlineData(401, "", typeof(LabelboxInvalidKeyException), "HTTP status 401")]
    [InlineData(403, "<html>", typeof(LabelboxNotAllowedException), "HTTP status 403")]
    [InlineData(404, "<html>", typeof(LabelboxServerException), "Labelbox:Endpoint")]
    [InlineData(201, """{"data":{"updateWebhook":{"id":"w1"}}}""", typeof(LabelboxServerException), "HTTP status 201")]
    public async Task Status_counts_without_an_error(int status, string body, Type kind, string message)
    {
        using var labelbox = new LabelboxStub().Answers(body, status);

        var fault = await FaultOf(labelbox);

        Assert.IsType(kind, fault);
        Assert.Equal((HttpStatusCode)status, fault.Status);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, """{"data":{"updateWebhook":{"id":"w1"}}}""")]
    [InlineData(502, "502 Bad Gateway")]
    [InlineData(503, "upstream connect error or disconnect/reset before headers. reset reason: connection failure")]
    [InlineData(504, "")]
    public async Task Status_500_and_above_is_a_transport_failure(int status, string body)
    {
        using var labelbox = new LabelboxStub().Answers(body, status);

        Assert.Equal((HttpStatusCode)status, Assert.IsType<LabelboxServerException>(await FaultOf(labelbox)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":{"updateWebhook":{"id":"w1"}}""")]
    [InlineData("<!DOCTYPE html><html></html>")]
    public async Task Unreadable_response_is_a_server_error(string body)
    {
        using var labelbox = new LabelboxStub().Answers(body);

        Assert.IsType<LabelboxServerException>(await FaultOf(labelbox));
    }

    [Fact]
    public async Task Webhook_without_an_id_is_rejected()
    {
        using var labelbox = new LabelboxStub()
            .Answers("""{"data":{"createWebhook":{"url":"u"}}}""")
            .Answers("""{"data":{"createWebhook":null}}""")
            .Answers("""{"data":{"project":{"webhooks":{"id":"w1"}}}}""");

        await Assert.ThrowsAsync<LabelboxServerException>(() => labelbox.Webhooks.CreateForProjectAsync("p1", "https://a.example", "s", ["LABEL_CREATED"], Cancelled));
        await Assert.ThrowsAsync<LabelboxServerException>(() => labelbox.Webhooks.CreateForProjectAsync("p1", "https://a.example", "s", ["LABEL_CREATED"], Cancelled));
        await Assert.ThrowsAsync<LabelboxServerException>(() => labelbox.Webhooks.ListForProjectAsync("p1", Cancelled));
    }

    [Theory]
    [InlineData(429, """{"message":"You have exceeded the rate limit"}""", "17", 17, "You have exceeded the rate limit")]
    [InlineData(429, "", "0", 0, "HTTP status 429")]
    [InlineData(429, "<html>", null, null, "HTTP status 429")]
    [InlineData(429, """{"errors":[{"message":"Slow down"}]}""", "soon", null, "Slow down")]
    [InlineData(200, """{"message":"You have exceeded the rate limit"}""", null, null, "You have exceeded the rate limit")]
    public async Task Rate_limit_has_a_delay(int status, string body, string? header, int? seconds, string message)
    {
        using var labelbox = new LabelboxStub().Answers(body, status, header is null ? [] : [("retry-after", header)]);

        var fault = Assert.IsType<LabelboxRateLimitedException>(await FaultOf(labelbox));

        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, fault.RetryAfter);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_after_date_is_parsed()
    {
        var time = new SkippingTimeProvider();
        time.SetUtcNow(new DateTimeOffset(2025, 1, 6, 8, 0, 0, TimeSpan.Zero));
        using var labelbox = new LabelboxStub(time: time)
            .Answers("", 429, ("retry-after", "Mon, 06 Jan 2025 08:00:30 GMT"))
            .Answers("", 429, ("retry-after", "Mon, 06 Jan 2025 07:00:00 GMT"));

        Assert.Equal(TimeSpan.FromSeconds(30), (await FaultOf(labelbox)).RetryAfter);
        Assert.Equal(TimeSpan.Zero, (await FaultOf(labelbox)).RetryAfter);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var elsewhere = new LabelboxStub().Answers(SampleResponses.Updated);
        using var labelbox = new LabelboxStub().Answers("", 307, ("Location", elsewhere.Endpoint.ToString()));

        Assert.Equal(HttpStatusCode.TemporaryRedirect, Assert.IsType<LabelboxServerException>(await FaultOf(labelbox)).Status);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Message_is_shortened_to_one_line()
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.Error("RESOURCE_CONFLICT", "one\r\ntwo" + new string('x', 5_000)));

        var message = (await FaultOf(labelbox)).Message;

        Assert.StartsWith("one  twoxxx", message, StringComparison.Ordinal);
        Assert.Equal(1_001, message.Length);
    }

    private static async Task<LabelboxApiException> FaultOf(LabelboxStub labelbox) =>
        await Assert.ThrowsAnyAsync<LabelboxApiException>(() => labelbox.Webhooks.UpdateAsync("w1", new WebhookPatch("https://a.example"), Cancelled));
}
