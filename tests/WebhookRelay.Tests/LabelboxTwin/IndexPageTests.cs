namespace WebhookRelay.Tests.LabelboxTwin;

public sealed class IndexPageTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    public async Task Index_and_health_describe_the_twin(string path)
    {
        await using var twin = await Twin.StartAsync();

        var line = await twin.Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.All(["stand-in for Labelbox", "/graphql", "/twin"], part => Assert.Contains(part, line, StringComparison.Ordinal));
        Assert.Equal(1, line.Count(character => character is '\n'));
    }
}
