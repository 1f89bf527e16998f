using Microsoft.Extensions.Configuration;
using WebhookRelay.Starting;
using WebhookRelay.Tests.Deploying;

namespace WebhookRelay.Tests.Starting;

public sealed class UnknownSectionCheckTests
{
    [Theory]
    [InlineData("Publising:RabbitMq", "Did you mean Publishing?")]
    [InlineData("publsihing:RabbitMq", "Did you mean Publishing?")]
    [InlineData("Subscriber:training:Topics:0", "Did you mean Subscribers?")]
    [InlineData("Recieving:Secrets:0", "Did you mean Receiving?")]
    [InlineData("Ledgers:Path", "Did you mean Ledger?")]
    [InlineData("Labelbx:ApiKey", "Did you mean Labelbox?")]
    [InlineData("Serillog:MinimumLevel", "Did you mean Serilog?")]
    [InlineData("SecretFolder", "Did you mean SecretsFolder?")]
    [InlineData("Publishing_RabbitMq", "Write Publishing__RabbitMq:")]
    [InlineData("PUBLISHING_RABBITMQ", "Write Publishing__RabbitMq:")]
    [InlineData("Publishing.RabbitMq", "Write Publishing__RabbitMq:")]
    [InlineData("Receiving_Secrets_0", "Write Receiving__Secrets:")]
    [InlineData("Subscribers_training_Topics_0", "Write Subscribers__<name>__Topics:")]
    [InlineData("Receiving_Tls_CertificateFile", "Write Receiving__Tls__CertificateFile:")]
    public void Mistyped_section_is_named(string key, string expected) =>
        Assert.Contains(expected, Assert.Single(Faults(key)), StringComparison.Ordinal);

    [Theory]
    [InlineData("Publishing:RabbitMq")]
    [InlineData("LEDGER:PATH")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections")]
    [InlineData("PATH")]
    [InlineData("Publisher")]
    [InlineData("Ledgers")]
    [InlineData("LEDGER_PORT")]
    [InlineData("LEDGER_SERVICE_HOST")]
    [InlineData("LEDGER_PORT_3001_TCP_ADDR")]
    [InlineData("PUBLISHING_PORT")]
    [InlineData("WebhookRelay:Something")]
    [InlineData("Somebody:Else")]
    public void Foreign_variables_are_ignored(string key) => Assert.Empty(Faults(key));

    [Fact]
    public void Keys_match_the_documentation() => Assert.Equal(
        OptionKeys.All.Keys.Where(key => key is not (SettingsSources.Folder or "Logging:Payloads")).Order(StringComparer.Ordinal),
        OptionKeys.Sections.SelectMany(section => SectionValidator.Keys(section.Key, section.Value)).Order(StringComparer.Ordinal));

    private static List<string> Faults(string key) => UnknownSectionCheck.Faults(
        new ConfigurationBuilder().AddInMemoryCollection([new(key, "value")]).Build(),
        [.. OptionKeys.Sections.Select(section => new KnownSection(section.Key, section.Value))]);
}
