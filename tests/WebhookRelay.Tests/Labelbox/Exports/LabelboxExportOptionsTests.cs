using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Tests.Labelbox.Exports;

public sealed class LabelboxExportOptionsTests
{
    /// <summary>A setting, its least and its largest value, and a value beyond each.</summary>
    public static TheoryData<string, string, string, string, string> Ranges => new()
    {
        { "StartDeadline", "00:00:01", "01:00:00", "00:00:00.9", "01:00:01" },
        { "LostTaskDeadline", "00:00:01", "01:00:00", "00:00:00.9", "01:00:01" },
        { "StartAttempts", "1", "5", "0", "6" },
        { "CancelDeadline", "00:00:01", "00:01:00", "00:00:00.9", "00:01:01" },
        { "FirstPoll", "00:00:02", "00:00:30", "00:00:01.9", "00:01:01" },
        { "LongestPoll", "00:00:02", "00:10:00", "00:00:01.9", "00:10:01" },
        { "TaskDeadline", "00:01:00", "7.00:00:00", "00:00:59", "7.00:00:01" },
        { "RefusalDeadline", "00:00:00", "1.00:00:00", "-00:00:01", "1.00:00:01" },
        { "RunningPerProject", "1", "10", "0", "11" },
        { "RunningPerOrganization", "1", "20", "0", "21" },
        { "IdleTimeout", "00:00:01", "01:00:00", "00:00:00.9", "01:00:01" },
        { "Attempts", "1", "100", "0", "101" },
        { "LargestHeldRow", "1", "268435456", "0", "268435457" },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_setting_out_of_its_range_is_refused_by_name(string setting, string least, string most, string tooLittle, string tooMuch)
    {
        Bound(setting, least);
        Bound(setting, most);
        foreach (var refused in (string[])[tooLittle, tooMuch])
        {
            var invalid = Assert.Throws<OptionsValidationException>(() => Bound(setting, refused));
            Assert.Contains(invalid.Failures, fault => fault.StartsWith($"LabelboxExportOptions.{setting} must be between ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_number_and_duration_has_a_tested_range()
    {
        var numbers = typeof(LabelboxExportOptions).GetProperties().Where(property => property.PropertyType == typeof(int) || property.PropertyType == typeof(TimeSpan));

        Assert.Equal(numbers.Select(property => property.Name).Order(StringComparer.Ordinal), Ranges.Select(range => range.Data.Item1).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Switches_are_read_from_the_configuration() => Assert.False(Bound("CancelAbandonedTasks", "false").CancelAbandonedTasks);

    private static LabelboxExportOptions Bound(string setting, string value)
    {
        var configuration = new ConfigurationManager { [$"Exports:{setting}"] = value };
        var services = new ServiceCollection();
        services.AddLabelboxExports().Bind(configuration.GetSection("Exports"));
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<LabelboxExportOptions>>().Value;
    }
}
