using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using WebhookRelay.Labelbox.Api;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace WebhookRelay.Tests.LabelboxApi;

/// <summary>A server with configured responses that records requests, and a client of it.</summary>
internal sealed class LabelboxStub : IDisposable
{
    public const string Key = "lb-key-6d1f0c93ab52";

    private readonly WireMockServer _server = WireMockServer.Start();
    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _disposing = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private int _answers;

    public LabelboxStub(Action<LabelboxClientOptions>? configure = null, TimeProvider? time = null, Action<IServiceCollection>? host = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        host?.Invoke(services);
        services.AddLabelboxClient(options =>
        {
            options.ApiKey = Key;
            options.Endpoint = Endpoint;
            configure?.Invoke(options);
        });
        if (time is not null)
        {
            services.Replace(ServiceDescriptor.Singleton(time));
        }

        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Webhooks = _services.GetRequiredService<ILabelboxWebhooks>();
    }

    public CapturedLog Log { get; } = new();

    /// <summary>Ends a call that a failed test left behind. With a stopped clock it would never end, and the container waits for it.</summary>
    public CancellationToken Disposing => _disposing.Token;

    public ILabelboxWebhooks Webhooks { get; }

    public IServiceProvider Services => _services;

    public Uri Endpoint => new(_server.Url + "/graphql");

    public IReadOnlyList<IRequestMessage> Requests => [.. _server.LogEntries.Select(entry => entry.RequestMessage!)];

    public IReadOnlyList<JsonNode> Bodies => [.. Requests.Select(request => JsonNode.Parse(request.Body!)!)];

    /// <summary>Sets the response of the next request; without one it gets 404.</summary>
    public LabelboxStub Answers(string body, int status = 200, params (string Name, string Value)[] headers) =>
        Answers(Response.Create().WithStatusCode(status).WithBody(body), headers);

    public LabelboxStub Answers(IResponseBuilder response, params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            response = response.WithHeader(name, value);
        }

        var (from, to) = (State(_answers), State(++_answers));
        var given = _server.Given(Request.Create().UsingPost().WithPath("/graphql")).InScenario("answers");
        (_answers is 1 ? given : given.WhenStateIs(from)).WillSetStateTo(to).RespondWith(response);
        return this;
    }

    public void Dispose()
    {
        _disposing.Cancel();
        _services.Dispose();
        _disposing.Dispose();
        _server.Dispose();
    }

    private static string State(int answered) => $"{answered} answered";
}
