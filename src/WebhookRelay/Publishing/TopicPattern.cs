namespace WebhookRelay.Publishing;

/// <summary>Matches routing keys like RabbitMQ's topic exchanges: <c>*</c> is one word, <c>#</c> any number of words.</summary>
internal static class TopicPattern
{
    public static bool Matches(string pattern, string routingKey) => Matches(pattern.Split('.'), routingKey.Split('.'));

    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> words)
    {
        if (pattern.IsEmpty)
        {
            return words.IsEmpty;
        }

        if (pattern[0] is "#")
        {
            return Matches(pattern[1..], words) || (!words.IsEmpty && Matches(pattern, words[1..]));
        }

        return !words.IsEmpty
            && (pattern[0] is "*" || string.Equals(pattern[0], words[0], StringComparison.Ordinal))
            && Matches(pattern[1..], words[1..]);
    }
}
