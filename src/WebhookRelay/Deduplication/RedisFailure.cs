using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace WebhookRelay.Deduplication;

/// <summary>Why Redis could not be used, as an operator needs it.</summary>
internal static partial class RedisFailure
{
    /// <summary>Text that the client adds around a Redis error.</summary>
    private const string Mark = "SimpleError: ";

    private const string Advice = " Verify if the Redis password";

    /// <summary>The error that Redis answered with; null if it did not answer.</summary>
    public static string? Refusal(Exception failure) => failure.GetBaseException() switch
    {
        RedisServerException answer => Bare(answer.Message),
        RedisCommandException unknownDatabase => unknownDatabase.Message,
        // The client wraps the answer to a failed login in this type.
        { } wrapped when wrapped.GetType() == typeof(Exception) => Bare(wrapped.Message),
        _ => null,
    };

    /// <summary>The kind of a failure without an answer. The client's messages are not shown: they contain its settings and differ each time.</summary>
    public static string Kind(Exception failure)
    {
        var cause = failure.GetBaseException().GetType().Name;
        return failure switch
        {
            RedisConnectionException { InnerException: RedisConnectionException { FailureType: var inner } } => $"{inner}, {cause}",
            RedisConnectionException { FailureType: var type } => $"{type}, {cause}",
            _ => cause,
        };
    }

    private static string Bare(string message)
    {
        var text = message.StartsWith(Mark, StringComparison.Ordinal) ? message[Mark.Length..] : message;
        text = text.IndexOf(Advice, StringComparison.Ordinal) is var at and >= 0 ? text[..at] : text;
        return ScriptPlace.Replace(text, string.Empty);
    }

    /// <summary>The end of a script error: script digest and line, which differ for the same cause.</summary>
    [GeneratedRegex(" script: [0-9a-f]{40}.*$", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScriptPlace { get; }
}
