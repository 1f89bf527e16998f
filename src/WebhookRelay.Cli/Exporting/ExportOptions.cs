using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;

namespace WebhookRelay.Cli.Exporting;

/// <summary>Kinds of options that exports have.</summary>
internal static class ExportOptions
{
    /// <summary>One or more ids after the option, or several options.</summary>
    public static Option<string[]> Ids(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = "id", AllowMultipleArgumentsPerToken = true, Arity = ArgumentArity.OneOrMore };

    extension<T>(Option<T?> option)
        where T : struct, Enum
    {
        /// <summary>Accepts the names as .NET, Python and the wire write them: <c>InReview</c>, <c>IN_REVIEW</c>, <c>in-review</c>.</summary>
        public void AcceptNames()
        {
            string[] names = [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseUpper.ConvertName)];
            option.CustomParser = Parse;
            option.CompletionSources.Add(names);
            option.Description += $": {string.Join(", ", names)}";

            T? Parse(ArgumentResult result)
            {
                var typed = result.Tokens[0].Value.Replace("_", string.Empty, StringComparison.Ordinal).Replace("-", string.Empty, StringComparison.Ordinal);
                var found = Array.Find(Enum.GetNames<T>(), name => string.Equals(name, typed, StringComparison.OrdinalIgnoreCase));
                if (found is null)
                {
                    result.AddError($"{option.Name} must be one of {string.Join(", ", names)}.");
                    return null;
                }

                return Enum.Parse<T>(found);
            }
        }
    }
}
