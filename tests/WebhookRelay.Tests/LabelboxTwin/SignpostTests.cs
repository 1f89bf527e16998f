namespace WebhookRelay.Tests.LabelboxTwin;

public sealed class SignpostTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    public async Task The_twin_says_what_it_is(string path)
    {
        await using var twin = await Twin.StartAsync();

        var line = await twin.Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.All(["stand-in Labelbox", "/graphql", "/twin"], part => Assert.Contains(part, line, StringComparison.Ordinal));
        Assert.Equal(1, line.Count(character => character is '\n'));
    }
}
