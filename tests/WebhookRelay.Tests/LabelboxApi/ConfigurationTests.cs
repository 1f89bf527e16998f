using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Tests.LabelboxApi;

public sealed class ConfigurationTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changed_key_takes_effect_at_once()
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.EmptyOrganization).Answers(SampleResponses.EmptyOrganization);
        var configuration = new ConfigurationManager { ["Labelbox:Endpoint"] = labelbox.Endpoint.ToString(), ["Labelbox:ApiKey"] = "first-key" };
        using var services = Configured(configuration);
        var webhooks = services.GetRequiredService<ILabelboxWebhooks>();

        await webhooks.ListForOrganizationAsync(Cancelled);
        configuration["Labelbox:ApiKey"] = "second-key";
        ((IConfigurationRoot)configuration).Reload();
        await webhooks.ListForOrganizationAsync(Cancelled);

        Assert.Equal(["Bearer first-key", "Bearer second-key"], Keys(labelbox));
    }

    [Fact]
    public async Task Key_file_is_read_for_every_request()
    {
        var file = Path.GetTempFileName();
        try
        {
            using var labelbox = new LabelboxStub(options => (options.ApiKey, options.ApiKeyFile) = (null, file))
                .Answers(SampleResponses.EmptyOrganization)
                .Answers(SampleResponses.EmptyOrganization);

            await File.WriteAllTextAsync(file, "first-key\r\n", Cancelled);
            await labelbox.Webhooks.ListForOrganizationAsync(Cancelled);
            await File.WriteAllTextAsync(file, " second-key\n\n", Cancelled);
            await labelbox.Webhooks.ListForOrganizationAsync(Cancelled);

            Assert.Equal(["Bearer first-key", "Bearer second-key"], Keys(labelbox));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Key_changed_between_attempts_is_used_by_the_second()
    {
        var time = new SkippingTimeProvider();
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "first-key", Cancelled);
            using var labelbox = new LabelboxStub(
                options =>
                {
                    SkippingTimeProvider.Deadlines(options);
                    (options.ApiKey, options.ApiKeyFile) = (null, file);
                },
                time);
            labelbox.Answers(WireMock.ResponseBuilders.Response.Create().WithCallback(_ =>
            {
                File.WriteAllText(file, "second-key");
                return new WireMock.ResponseMessage { StatusCode = 503 };
            }));
            labelbox.Answers(SampleResponses.EmptyOrganization);

            await labelbox.Webhooks.ListForOrganizationAsync(Cancelled);

            Assert.Equal(["Bearer first-key", "Bearer second-key"], Keys(labelbox));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(null, "set Labelbox:ApiKey or Labelbox:ApiKeyFile")]
    [InlineData("/no/such/file", "'/no/such/file'")]
    public async Task Without_a_key_nothing_is_sent(string? file, string message)
    {
        using var labelbox = new LabelboxStub(options => (options.ApiKey, options.ApiKeyFile) = (null, file));

        var fault = await Assert.ThrowsAsync<LabelboxInvalidKeyException>(() => labelbox.Webhooks.ListForOrganizationAsync(Cancelled));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Empty(labelbox.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("two\nlines")]
    [InlineData("schl\u00FCssel")]
    public async Task Invalid_key_file_is_named_and_not_quoted(string content)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, content, Cancelled);
            using var labelbox = new LabelboxStub(options => (options.ApiKey, options.ApiKeyFile) = (null, file));

            var fault = await Assert.ThrowsAsync<LabelboxInvalidKeyException>(() => labelbox.Webhooks.ListForOrganizationAsync(Cancelled));

            Assert.Contains(file, fault.Message, StringComparison.Ordinal);
            Assert.True(content is "" || !fault.ToString().Contains(content, StringComparison.Ordinal));
            Assert.Empty(labelbox.Requests);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Endpoint_can_change_at_run_time()
    {
        using var elsewhere = new LabelboxStub().Answers(SampleResponses.EmptyOrganization);
        var configuration = new ConfigurationManager { ["Labelbox:ApiKey"] = "a-key" };
        using var services = Configured(configuration);
        var webhooks = services.GetRequiredService<ILabelboxWebhooks>();
        Assert.Equal("https://api.labelbox.com/graphql", services.GetRequiredService<IOptions<LabelboxClientOptions>>().Value.Endpoint.ToString());

        configuration["Labelbox:Endpoint"] = elsewhere.Endpoint.ToString();
        ((IConfigurationRoot)configuration).Reload();

        Assert.Empty(await webhooks.ListForOrganizationAsync(Cancelled));
        Assert.Single(elsewhere.Requests);
    }

    [Theory]
    [InlineData("ApiKey", "two words", "Labelbox:ApiKey must be")]
    [InlineData("ApiKeyFile", "/run/secrets/key", "not both")]
    [InlineData("Endpoint", "/graphql", "Labelbox:Endpoint must be")]
    [InlineData("Endpoint", "ftp://api.example/graphql", "Labelbox:Endpoint must be")]
    [InlineData("Endpoint", "https://user:password@api.example/graphql", "Labelbox:Endpoint must be")]
    [InlineData("Endpoint", "https://api.example/graphql?api_key=k", "Labelbox:Endpoint must be")]
    [InlineData("Deadline", "00:00:00.5", "Labelbox:Deadline must be")]
    [InlineData("Deadline", "00:10:01", "Labelbox:Deadline must be")]
    [InlineData("AttemptDeadline", "00:00:00.05", "Labelbox:AttemptDeadline must be")]
    [InlineData("AttemptDeadline", "00:02:00", "Labelbox:AttemptDeadline must be")]
    public void Invalid_setting_is_named_without_a_value_that_could_be_a_key(string setting, string value, string fault)
    {
        var configuration = new ConfigurationManager { ["Labelbox:ApiKey"] = "a-key", [$"Labelbox:{setting}"] = value };
        using var services = Configured(configuration);

        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_is_registered_once()
    {
        var time = new SkippingTimeProvider();
        using var labelbox = new LabelboxStub(SkippingTimeProvider.Deadlines, time, services => services.AddLabelboxClient());
        for (var i = 0; i < 6; i++)
        {
            labelbox.Answers("", 503);
        }

        await Assert.ThrowsAsync<LabelboxServerException>(() => labelbox.Webhooks.ListForOrganizationAsync(Cancelled));

        Assert.Equal(4, labelbox.Requests.Count);
    }

    private static ServiceProvider Configured(ConfigurationManager configuration)
    {
        var services = new ServiceCollection();
        services.AddLabelboxClient().Bind(configuration.GetSection(LabelboxClientOptions.Section));
        return services.BuildServiceProvider();
    }

    private static IEnumerable<string> Keys(LabelboxStub labelbox) => labelbox.Requests.Select(request => request.Headers!["Authorization"].Single());
}
