using Microsoft.Extensions.Options;

namespace WebhookRelay.Starting;

/// <summary>Binds sections of settings, and checks all of them before the start.</summary>
internal static class SettingsChecks
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>Binds a section, refuses unknown keys, and validates it at start together with all other sections.</summary>
        public void AddSection<TOptions>(string section)
            where TOptions : class, new()
        {
            builder.Services.AddOptions<TOptions>()
                // Also after a change: the binder would accept what is refused here.
                .Configure<IConfiguration>((_, configuration) => Require<TOptions>(configuration.GetSection(section)))
                .BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true);
            builder.Services.AddSingleton<IOptionsMonitor<TOptions>, LastValidOptionsMonitor<TOptions>>();
            builder.Services.AddSingleton(new KnownSection(section, typeof(TOptions)));
            builder.AddCheck(services => Faults<TOptions>(services, section));
        }

        /// <summary>Adds a check that can prevent the start.</summary>
        public void AddCheck(Func<IServiceProvider, List<string>> faults) => builder.Services.AddSingleton(new Check(faults));
    }

    /// <summary>Every fault in the configuration.</summary>
    public static List<string> Faults(IServiceProvider services) => [.. services.GetServices<Check>().SelectMany(check => check.Faults(services))];

    /// <summary>The validators get all values that could be bound, so that all faults are reported at once.</summary>
    private static List<string> Faults<TOptions>(IServiceProvider services, string section)
        where TOptions : class, new()
    {
        var given = services.GetRequiredService<IConfiguration>().GetSection(section);
        var misshapen = SectionValidator.Faults(given, typeof(TOptions)).ToList();
        var faults = misshapen.ConvertAll(fault => fault.Fault);
        var options = new TOptions();
        new ConfigurationBuilder()
            .AddInMemoryCollection(given.AsEnumerable().Where(setting => !misshapen.Exists(fault => IsIn(setting.Key, fault.Path))))
            .Build().GetSection(section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);

        foreach (var last in services.GetServices<IPostConfigureOptions<TOptions>>())
        {
            last.PostConfigure(Options.DefaultName, options);
        }

        foreach (var result in services.GetServices<IValidateOptions<TOptions>>().Select(rule => rule.Validate(Options.DefaultName, options)))
        {
            // Each validator names its key, except range attributes, which name the property.
            faults.AddRange((result.Failures ?? []).Select(fault => fault.StartsWith(section, StringComparison.Ordinal) ? fault : $"{section}:{fault}"));
        }

        return faults;
    }

    private static bool IsIn(string key, string path) =>
        key.StartsWith(path, StringComparison.OrdinalIgnoreCase) && (key.Length == path.Length || key[path.Length] is ':');

    private static void Require<TOptions>(IConfigurationSection section)
    {
        if (SectionValidator.Faults(section, typeof(TOptions)).Select(fault => fault.Fault).ToList() is { Count: > 0 } faults)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), faults);
        }
    }

    private sealed record Check(Func<IServiceProvider, List<string>> Faults);
}
