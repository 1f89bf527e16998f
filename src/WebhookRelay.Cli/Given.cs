using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace WebhookRelay.Cli;

/// <summary>What stands on the command line, and what may.</summary>
internal static class Given
{
    extension(SymbolResult result)
    {
        /// <summary>Whether an option stands on the command line, and is not only there by its default.</summary>
        public bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
    }

    extension(Option option)
    {
        /// <summary>Refuses a value by its text, which is not repeated. What is asked is asked before a value is made of it.</summary>
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
