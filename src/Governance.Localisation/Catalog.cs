using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;

namespace Governance.Localisation;

/// <summary>The texts of one language, by their English.</summary>
public sealed class Catalog
{
    // Sentences are few; who makes many that differ (ids, numbers) must not fill the memory.
    private const int MaxRemembered = 4_096;

    // Sentences are made of sentences: "Deployed, 3 of 5 checks passed".
    private const int Deepest = 3;
    private const char WithinSentence = '…';
    private const string Colon = ": ";
    private const string Stop = ". ";

    private readonly FrozenDictionary<string, string> _texts;
    private readonly FrozenDictionary<char, SentencePattern[]> _patterns;

    // Made when a sentence is first said that is not there as it is.
    private readonly Lazy<FrozenDictionary<string, (int[] Places, string Text)>> _shapes;
    private readonly ConcurrentDictionary<string, string> _said = new(StringComparer.Ordinal);

    // In the order in which they were first said: where there are too many, the oldest go, and what all pages say is soon said again.
    private readonly ConcurrentQueue<string> _order = new();
    private int _remembered;

    private Catalog(Dictionary<string, string> texts)
    {
        _texts = texts.ToFrozenDictionary(StringComparer.Ordinal);
        _shapes = new(() =>
            texts
                .Select(t => (Key: SentencePattern.ShapeOf(t.Key), t.Value))
                .Where(t => t.Key.Places.Length > 0)
                .GroupBy(t => t.Key.Shape, StringComparer.Ordinal)
                .ToFrozenDictionary(g => g.Key, g => (g.First().Key.Places, g.First().Value), StringComparer.Ordinal)
        );
        _patterns = texts
            .Select(t => SentencePattern.Of(t.Key, t.Value))
            .OfType<SentencePattern>()
            .GroupBy(p => p.First)
            .ToFrozenDictionary(g => g.Key, g => g.OrderByDescending(p => p.Letters).ThenByDescending(p => p.Signs).ToArray());
    }

    /// <summary>English texts the language has.</summary>
    public IEnumerable<string> Keys => _texts.Keys;

    /// <summary>
    /// The name of a text in a resource file: names there may not differ by capitals alone, so a text that begins in lower case, and so
    /// stands within a sentence, has an ellipsis before it.
    /// </summary>
    public static string KeyOf(string english) => char.IsLower(english, 0) ? WithinSentence + english : english;

    /// <summary>
    /// Makes one catalogue of what the resource files say: where a text stands says who says it, and not who may. A test holds that none
    /// stands twice.
    /// </summary>
    public static Catalog Read(IEnumerable<(string Name, string Text)> entries)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in entries)
        {
            texts[name[0] == WithinSentence ? name[1..] : name] = text;
        }

        return new Catalog(texts);
    }

    /// <summary>The text, or null.</summary>
    public string? Find(string english) => _texts.GetValueOrDefault(english);

    /// <summary>
    /// The text of a sentence and what fills it, by the English text with its values: as it is there, with its places numbered otherwise,
    /// or with the values that are the same in every sentence written out. Null when it is not there.
    /// </summary>
    internal (string Text, object?[] Values)? Find(FormattableString sentence)
    {
        var (format, values) = (sentence.Format, sentence.GetArguments());
        if (_texts.TryGetValue(format, out var text))
        {
            return (text, values);
        }

        var (shape, places) = SentencePattern.ShapeOf(format);
        if (places.Length == values.Length && _shapes.Value.TryGetValue(shape, out var known))
        {
            var ordered = new object?[known.Places.Max() + 1];
            for (var i = 0; i < known.Places.Length; i++)
            {
                var (place, value) = (known.Places[i], values[places[i]]);
                if (ordered[place] is { } before && before.ToString() != value?.ToString())
                {
                    return null;
                }

                ordered[place] = value;
            }

            return (known.Text, ordered);
        }

        // What has letters of its own is no name.
        return
            shape.Count(char.IsLetter) >= SentencePattern.FewLetters
            && _texts.TryGetValue(sentence.ToString(CultureInfo.InvariantCulture), out var whole)
            ? ("{0}", [whole])
            : null;
    }

    /// <summary>The sentence, or what was given when nothing here made it.</summary>
    public string Say(string english)
    {
        if (_texts.TryGetValue(english, out var text))
        {
            return text;
        }

        if (_said.TryGetValue(english, out var said))
        {
            return said;
        }

        text = Make(english, 0);
        if (_said.TryAdd(english, text))
        {
            _order.Enqueue(english);
            // Counted here: the dictionary would stop all its writers to say how many it holds.
            if (Interlocked.Increment(ref _remembered) > MaxRemembered && _order.TryDequeue(out var oldest))
            {
                _said.TryRemove(oldest, out _);
                Interlocked.Decrement(ref _remembered);
            }
        }

        return text;
    }

    private string Make(string english, int depth)
    {
        if (Citation.Translate(english, Find) is { } cited)
        {
            return cited;
        }

        if (depth >= Deepest)
        {
            return english;
        }

        // Before all: a pattern with parentheses would take the first and the last of several for one.
        if (
            english.LastIndexOf('(') > english.LastIndexOf("), ", StringComparison.Ordinal)
            && InParts(english, ")", ", ", depth) is { } parts
        )
        {
            return parts;
        }

        var byStart = Match(english, english[0]);
        if (byStart is null && Named(english, depth) is { } named)
        {
            return named;
        }

        var byValue = Match(english, SentencePattern.Anything);
        return byStart is { } begun
            && (byValue is not { } other || begun.Pattern.Letters >= other.Pattern.Letters || IsBehind(other.Values[0]))
                ? Filled(begun, depth)
            : byValue is { } found ? Behind(found.Values[0], english, depth) ?? Filled(found, depth)
            : InParts(english, ".", " ", depth) ?? Placed(english, depth) ?? InParts(english, "", ", ", depth) ?? english;
    }

    // A text that begins with a value fits its sentence behind another one, or behind a place, too: these would be a part of the value.
    private static bool IsBehind(string first) =>
        first.Contains(Stop, StringComparison.Ordinal) || first.Contains(Colon, StringComparison.Ordinal);

    private string? Behind(string first, string english, int depth) =>
        IsBehind(first) ? InParts(english, ".", " ", depth) ?? Placed(english, depth) : null;

    private string Filled((SentencePattern Pattern, string[] Values) found, int depth) =>
        string.Format(
            CultureInfo.InvariantCulture,
            found.Pattern.Translation,
            [.. found.Values.Select((v, i) => found.Pattern.IsKey(i) ? v : Value(v, depth + 1))]
        );

    // A word of ours and what it was, such as "Posture changed: out of policy".
    private string? Named(string english, int depth)
    {
        var at = english.IndexOf(Colon, StringComparison.Ordinal);
        if (at <= 0 || !_texts.TryGetValue(english[..at], out var name))
        {
            return null;
        }

        var what = english[(at + Colon.Length)..];
        var said = Value(what, depth + 1);
        // A word may be the same in both languages.
        return said == what && what.Any(char.IsLetter) && !_texts.ContainsKey(what) ? null : $"{name}: {said}";
    }

    // Where something failed, and a sentence of ours about it: "mlflow.bank.example, GET /api: The server answered 500."
    private string? Placed(string english, int depth)
    {
        var at = english.IndexOf(Colon, StringComparison.Ordinal);
        if (at <= 0 || !english.EndsWith('.') || english.AsSpan(0, at).Contains(Stop, StringComparison.Ordinal))
        {
            return null;
        }

        var what = english[(at + Colon.Length)..];
        var said = Value(what, depth + 1);
        return said == what ? null : $"{Value(english[..at], depth + 1)}: {said}";
    }

    private (SentencePattern Pattern, string[] Values)? Match(string english, char first)
    {
        foreach (var pattern in _patterns.GetValueOrDefault(first) ?? [])
        {
            if (pattern.Match(english) is { } values)
            {
                return (pattern, values);
            }
        }

        return null;
    }

    // A value within a sentence is a word of ours, a list of such words, or a name.
    private string Value(string english, int depth)
    {
        if (english.Length == 0)
        {
            return english;
        }

        if (_texts.TryGetValue(english, out var text))
        {
            return text;
        }

        // A sentence of ours that stands in parentheses has no point.
        return _texts.TryGetValue(english + ".", out var sentence) ? sentence.TrimEnd('.') : Counted(english) ?? Make(english, depth);
    }

    // Things of ours that are counted, such as "6 assessed risks".
    private string? Counted(string english)
    {
        var space = english.IndexOf(' ', StringComparison.Ordinal);
        return
            space > 0
            && english[..space].All(c => char.IsAsciiDigit(c) || c is ',')
            && _texts.TryGetValue(english[(space + 1)..], out var what)
            ? $"{english[..space]} {what}"
            : null;
    }

    // Several sentences one after the other, or a list: each by itself, if all of them are ours. What ends a part stays with it.
    private string? InParts(string english, string end, string between, int depth)
    {
        if (!english.Contains(end + between, StringComparison.Ordinal))
        {
            return null;
        }

        var parts = english.Split(end + between);
        for (var i = 0; i < parts.Length; i++)
        {
            var part = i < parts.Length - 1 ? parts[i] + end : parts[i];
            var said = part.Any(char.IsLetter) ? Value(part, depth + 1) : part;
            // A word may be the same in both languages.
            if (said == part && part.Any(char.IsLetter) && !_texts.ContainsKey(part) && !SentencePattern.IsData(part))
            {
                return null;
            }

            // A sentence ends with its point in every language; a parenthesis may go with what stands in it.
            parts[i] = end == "." && i < parts.Length - 1 && !said.EndsWith('.') ? said + end : said;
        }

        return string.Join(between, parts);
    }
}
