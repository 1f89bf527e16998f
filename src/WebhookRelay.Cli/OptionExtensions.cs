using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace WebhookRelay.Cli;

/// <summary>Validation helpers for command line options.</summary>
internal static class OptionExtensions
{
    extension(SymbolResult result)
    {
        /// <summary>Whether the command line contains the option. A default value does not count.</summary>
        public bool IsSpecified(Option option) => result.GetResult(option) is { Implicit: false };
    }

    extension(Option option)
    {
        /// <summary>Validates an option's text before it is converted. The error message does not repeat the text.</summary>
        public void Must(Func<string, bool> isRight, string requirement) => option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => !isRight(token.Value)))
            {
                result.AddError($"{option.Name} must be {requirement}.");
            }
        });

        public void MustBeBetween(int from, int to) => option.Must(
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to,
            string.Create(CultureInfo.InvariantCulture, $"a number between {from} and {to}"));
    }
}
