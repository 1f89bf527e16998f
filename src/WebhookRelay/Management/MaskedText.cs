using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace WebhookRelay.Management;

/// <summary>
/// Finds possible secrets in a decoded text: URL parameters unless all are known to be harmless, user information in URLs,
/// and values with names like secrets. In doubt a value is masked.
/// </summary>
internal sealed class MaskedText
{
    private const string SchemeEnd = "//";

    /// <summary>Outside URLs, a value this short is ordinary language.</summary>
    private const int MaxOrdinaryLength = 4;

    /// <summary>A short fragment without parameters is an anchor in a document.</summary>
    private const int MaxAnchorLength = 24;

    private static readonly SearchValues<char> Separators = SearchValues.Create("?&;#,=/|(){}<>:");
    private static readonly SearchValues<char> UserBegins = SearchValues.Create("/,;([{=&?@");
    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create("/?#");

    private readonly DecodedText _decoded;
    private readonly bool[] _hidden;

    private MaskedText(DecodedText decoded) => (_decoded, _hidden) = (decoded, new bool[decoded.Chars.Length]);

    private ReadOnlySpan<char> Chars => _decoded.Chars;

    public static string Of(string text)
    {
        if (DecodedText.Of(text) is not { } decoded)
        {
            return Masking.Mask;
        }

        var masked = new MaskedText(decoded);
        masked.HideInAddresses();
        masked.HideParameters();
        masked.Hide(SecretNames.Named(), static _ => true);
        masked.Hide(SecretNames.Scheme(), static value => value[1..].Any(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c) || c is '='));
        return masked.Build(text);
    }

    private void HideInAddresses()
    {
        for (var at = 0; at < Chars.Length;)
        {
            var end = at;
            while (end < Chars.Length && !IsBreak(end))
            {
                end++;
            }

            HideInWord(at, end);
            at = end + 1;
        }
    }

    private void HideInWord(int from, int to)
    {
        var word = Chars[from..to];
        var isAddress = false;
        for (var at = word.IndexOf(SchemeEnd, StringComparison.Ordinal); at >= 0; at = IndexFrom(word, SchemeEnd, at + 1))
        {
            isAddress = true;
            HideUser(from + at + SchemeEnd.Length, to, _decoded.Level(from + at));
        }

        if (!isAddress)
        {
            HideUserWithoutScheme(from, to);
        }

        var begin = word.IndexOfAny('?', '#');
        if (begin < 0 || !(isAddress || word[..begin].ContainsAny('/', '.')))
        {
            return;
        }

        // Either the whole rest is shown or none of it.
        var fragment = word.IndexOf('#') is >= 0 and var place ? place : word.Length;
        if ((begin < fragment && !AreHarmless(word[(begin + 1)..fragment], static name => SecretNames.IsHarmless(name, [])))
            || (fragment < word.Length && !AreHarmless(word[(fragment + 1)..], static place => place.Length <= MaxAnchorLength && SecretNames.IsPlain(place))))
        {
            Hide(from + begin + 1, to);
        }
    }

    private void HideUser(int from, int to, int level)
    {
        var end = from;
        while (end < to && !(AuthorityEnds.Contains(Chars[end]) && _decoded.Level(end) <= level))
        {
            end++;
        }

        if (Chars[from..end].LastIndexOf('@') is > 0 and var user)
        {
            Hide(from, from + user);
        }
    }

    private void HideUserWithoutScheme(int from, int to)
    {
        for (var at = Chars[from..to].IndexOf('@'); at >= 0; at = IndexFrom(Chars[from..to], "@", at + 1))
        {
            var before = Chars[from..(from + at)];
            var begin = before.LastIndexOfAny(UserBegins) + 1;
            if (before[begin..].IndexOf(':') is > 0 and var colon && !before[begin..(begin + colon)].Equals("mailto", StringComparison.OrdinalIgnoreCase))
            {
                Hide(from + begin, from + at);
            }
        }
    }

    /// <param name="parameters">The parameters.</param>
    /// <param name="isBareHarmless">Whether a parameter without a value is harmless.</param>
    private static bool AreHarmless(ReadOnlySpan<char> parameters, Func<ReadOnlySpan<char>, bool> isBareHarmless)
    {
        foreach (var range in parameters.SplitAny('?', '#', '&', ';'))
        {
            var parameter = parameters[range];
            var equals = parameter.IndexOf('=');
            if (equals < 0 ? parameter.Length > 0 && !isBareHarmless(parameter) : !SecretNames.IsHarmless(parameter[..equals], parameter[(equals + 1)..]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Hides anything that looks like a parameter.</summary>
    private void HideParameters()
    {
        var begin = 0;
        for (var at = 0; at < Chars.Length; at++)
        {
            if (Chars[at] is not '=')
            {
                begin = IsBreak(at) || Separators.Contains(Chars[at]) ? at + 1 : begin;
                continue;
            }

            var name = Chars[begin..at];
            var isListed = begin > 0 && Chars[begin - 1] is '?' or '&' or ';' or '#';
            while (at + 1 < Chars.Length && Chars[at + 1] is '=')
            {
                at++;
            }

            begin = at + 1;
            if (!_hidden[at] && (name.Length > 0 || isListed))
            {
                var (from, to) = Value(at);
                if (IsSecret(name, Chars[from..to], isListed))
                {
                    Hide(from, to);
                    (at, begin) = (to - 1, to);
                }
            }
        }
    }

    private static bool IsSecret(ReadOnlySpan<char> name, ReadOnlySpan<char> value, bool isListed) =>
        value.Length > 0
        && (SecretNames.IsOfParameter(name)
            || (!SecretNames.IsHarmless(name, value) && (isListed || value.Length > MaxOrdinaryLength || !SecretNames.IsPlain(value))));

    private (int From, int To) Value(int equals)
    {
        var (from, level) = (equals + 1, _decoded.Level(equals));
        if (from < Chars.Length && Chars[from] is '"' or '\'')
        {
            var length = Chars[(from + 1)..].IndexOf(Chars[from]);
            return (from + 1, length < 0 ? Chars.Length : from + 1 + length);
        }

        var to = from;
        while (to < Chars.Length && !IsBreak(to) && !(Chars[to] is '&' or ';' or '#' && _decoded.Level(to) <= level))
        {
            to++;
        }

        return (from, to);
    }

    private void Hide(Regex secret, Func<string, bool> isSecret)
    {
        var decoded = Chars.ToString();
        foreach (var value in secret.Matches(decoded).Select(match => match.Groups["value"]).Where(value => isSecret(value.Value)))
        {
            Hide(value.Index, value.Index + value.Length);
        }
    }

    private void Hide(int from, int to) => _hidden.AsSpan(from, to - from).Fill(true);

    /// <summary>Whether a character ends a word. An escaped blank in a URL does not.</summary>
    private bool IsBreak(int at) => _decoded.Level(at) is 0 && (char.IsWhiteSpace(Chars[at]) || char.IsControl(Chars[at]) || Chars[at] is '"' or '\'' or '<' or '>');

    private static int IndexFrom(ReadOnlySpan<char> text, string what, int from) =>
        text[from..].IndexOf(what, StringComparison.Ordinal) is >= 0 and var at ? from + at : -1;

    private string Build(string text)
    {
        var shown = new StringBuilder();
        var copied = 0;
        for (var at = 0; at < _hidden.Length; at++)
        {
            if (_hidden[at])
            {
                var first = at;
                while (at + 1 < _hidden.Length && _hidden[at + 1])
                {
                    at++;
                }

                shown.Append(text, copied, _decoded.Start(first) - copied).Append(Masking.Mask);
                copied = _decoded.End(at);
            }
        }

        return copied is 0 ? text : shown.Append(text, copied, text.Length - copied).ToString();
    }
}
