using Microsoft.Extensions.Configuration;
using WebhookRelay.Deduplication;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;
using WebhookRelay.Starting;
using WebhookRelay.Subscriptions;

namespace WebhookRelay.Tests.Starting;

public sealed class SectionValidatorTests
{
    [Theory]
    [InlineData(typeof(ReceivingOptions), "Receiving:Secret", "hunter2", "Receiving:Secret is not a setting. Did you mean Receiving:Secrets:0 (a list)?")]
    [InlineData(typeof(ReceivingOptions), "Receiving:Secrets", "hunter2", "Receiving:Secrets is a list: set Receiving:Secrets:0 (in the environment Receiving__Secrets__0).")]
    [InlineData(typeof(ReceivingOptions), "Receiving:Secrets:0~", "hunter2", "Receiving:Secrets:0~ is not a setting: Receiving:Secrets is a list, and its items are Receiving:Secrets:0, Receiving:Secrets:1 and so on.")]
    [InlineData(typeof(ReceivingOptions), "Receiving:Webhooks:training:Secret:0", "hunter2", "Receiving:Webhooks:training:Secret is not a setting. Did you mean Receiving:Webhooks:training:Secrets:0 (a list)?")]
    [InlineData(typeof(ReceivingOptions), "Receiving:Webhooks:training", "hunter2", "Receiving:Webhooks:training is a section: set one of its keys, such as Receiving:Webhooks:training:Secrets.")]
    [InlineData(typeof(ReceivingOptions), "Receiving:Webhooks", "hunter2", "Receiving:Webhooks contains names: set Receiving:Webhooks:<name>:…")]
    [InlineData(typeof(ReceivingOptions), "Receiving:Url:0", "hunter2", "Receiving:Url:0 is not a setting: Receiving:Url is one value.")]
    [InlineData(typeof(ReceivingOptions), "Receiving:MaxBodyBytes", "256 MB", "Receiving:MaxBodyBytes must be a whole number")]
    [InlineData(typeof(ReceivingOptions), "Receiving:Acknowledge", "Soon", "Receiving:Acknowledge must be Durable or Relayed.")]
    [InlineData(typeof(ReceivingOptions), "Receiving:Colour", "red", "Receiving:Colour is not a setting. The settings of Receiving are Url, Secrets,")]
    [InlineData(typeof(SubscriptionsOptions), "Subscriptions:Webhooks:training:Organization", "all", "Subscriptions:Webhooks:training:Organization must be true or false.")]
    [InlineData(typeof(SubscribersOptions), "Subscribers:training", "LABEL_CREATED", "Subscribers:training is a section: set one of its keys, such as Subscribers:training:Topics.")]
    [InlineData(typeof(SubscribersOptions), "Subscribers:training:Topic", "LABEL_CREATED", "Subscribers:training:Topic is not a setting. Did you mean Subscribers:training:Topics:0 (a list)?")]
    [InlineData(typeof(PublishingOptions), "Publishing:RabitMQ", "amqp://u:hunter2@host", "Publishing:RabitMQ is not a setting. Did you mean Publishing:RabbitMq?")]
    [InlineData(typeof(DeduplicationOptions), "Deduplication:Lease", "soon", "Deduplication:Lease must be a duration such as 00:00:30")]
    [InlineData(typeof(DeduplicationOptions), "Deduplication:Lease", "5", "Deduplication:Lease is the bare number 5: write 00:00:05 for 5 seconds, or 5.00:00:00 for 5 days.")]
    [InlineData(typeof(DeduplicationOptions), "Deduplication:Window", " 90 ", "Deduplication:Window is the bare number 90: write 00:01:30 for 90 seconds, or 90.00:00:00 for 90 days.")]
    [InlineData(typeof(LabelboxClientOptions), "Labelbox:Deadline", "100", "Labelbox:Deadline is the bare number 100: write 00:01:40 for 100 seconds, or 100.00:00:00 for 100 days.")]
    public void Error_names_key_and_remedy_without_a_secret_value(Type options, string key, string value, string fault)
    {
        var message = Assert.Single(Faults(options, (key, value)));

        Assert.StartsWith(fault, message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_duration_rejects_a_bare_number()
    {
        var durations = Deploying.OptionKeys.All.Where(key => key.Value is TimeSpan).Select(key => key.Key).ToList();
        Assert.True(durations.Count >= 9, string.Join(", ", durations));
        foreach (var key in durations)
        {
            var section = key.Split(':')[0];
            Assert.Contains("is the bare number 7", Assert.Single(Faults(Deploying.OptionKeys.Sections[section], (key, "7"))), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Deduplication:ContentWindow", "0")]
    [InlineData("Deduplication:contentwindow", "00:10:00")]
    [InlineData("Deduplication:Window", "7.00:00:00")]
    [InlineData("Deduplication:Redis", "")]
    public void Valid_setting_gives_no_error(string key, string value) => Assert.Empty(Faults(typeof(DeduplicationOptions), (key, value)));

    private static List<string> Faults(Type options, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        return [.. SectionValidator.Faults(configuration.GetSection(settings[0].Key.Split(':')[0]), options).Select(fault => fault.Fault)];
    }
}
