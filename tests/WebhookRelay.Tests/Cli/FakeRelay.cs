using System.Net;
using System.Text;

namespace WebhookRelay.Tests.Cli;

/// <summary>A fake relay with responses by path that records every request.</summary>
internal sealed class FakeRelay : HttpMessageHandler
{
    private readonly List<(string Route, Func<ReceivedRequest, Task<HttpResponseMessage>> Answer)> _answers = [];
    private readonly List<ReceivedRequest> _requests = [];

    public IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Sets the response for <c>GET /path</c>; a later one replaces an earlier one.</summary>
    public FakeRelay On(string route, Func<ReceivedRequest, HttpResponseMessage> answer) => OnAsync(route, asked => Task.FromResult(answer(asked)));

    public FakeRelay OnAsync(string route, Func<ReceivedRequest, Task<HttpResponseMessage>> answer)
    {
        _answers.Insert(0, (route, answer));
        return this;
    }

    public FakeRelay On(string route, string json, HttpStatusCode status = HttpStatusCode.OK) => On(route, _ => Json(json, status));

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Problem(HttpStatusCode status, string detail) =>
        new(status) { Content = new StringContent($$"""{"title":"x","detail":"{{detail}}"}""", Encoding.UTF8, "application/problem+json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = new ReceivedRequest(
            $"{request.Method} {request.RequestUri!.AbsolutePath}", request.RequestUri, request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase),
            request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken), request.Content?.Headers.ContentType?.ToString());
        lock (_requests)
        {
            _requests.Add(asked);
        }

        var answer = _answers.Find(each => string.Equals(each.Route, asked.Route, StringComparison.Ordinal)).Answer;
        return answer is null ? new HttpResponseMessage(HttpStatusCode.NotFound) : await answer(asked);
    }
}

internal sealed record ReceivedRequest(string Route, Uri Uri, IReadOnlyDictionary<string, string> Headers, byte[] Body, string? ContentType)
{
    public string Text => Encoding.UTF8.GetString(Body);
}
