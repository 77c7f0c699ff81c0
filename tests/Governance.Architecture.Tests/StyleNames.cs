using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>Names of classes: what sheets ask for, and what components, code and scripts write.</summary>
internal static partial class StyleNames
{
    // What Tones.ToCss answers.
    private static readonly string[] s_tones = ["idle", "pass", "warn", "fail", "waive", "info"];

    /// <summary>The selectors of a sheet, one by one; steps of key frames are none.</summary>
    public static IEnumerable<string> Selectors(string sheet)
    {
        var text = Comment().Replace(sheet, " ");
        var open = new Stack<string>();
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '{')
            {
                var head = text[start..at].Trim();
                var withinFrames = open.Any(h => h.StartsWith("@keyframes", StringComparison.Ordinal));
                open.Push(head);
                start = at + 1;
                if (!withinFrames && head is not ['@', ..])
                {
                    foreach (var selector in Split(head))
                    {
                        yield return selector;
                    }
                }
            }
            else if (text[at] is '}' or ';')
            {
                start = at + 1;
                if (text[at] is '}')
                {
                    open.Pop();
                }
            }
        }
    }

    /// <summary>Every class that a selector names.</summary>
    public static IEnumerable<string> InSelector(string selector) =>
        Class().Matches(Attribute().Replace(selector, "")).Select(m => m.Groups[1].Value);

    /// <summary>The classes of the element that the SDK puts the scope on: the last one, or the last before <c>::deep</c>.</summary>
    public static IEnumerable<string> OfScopedElement(string selector)
    {
        var scoped = Attribute().Replace(selector, "").Split("::deep")[0].Trim();
        while (Argument().IsMatch(scoped))
        {
            scoped = Argument().Replace(scoped, "");
        }

        return InSelector(scoped.Split([' ', '>', '+', '~'])[^1]);
    }

    /// <summary>Names in class attributes and in literals that look like them; after a last dash follows a number.</summary>
    public static IReadOnlyList<string> InSource(string source)
    {
        var text = RazorComment().Replace(source, " ");
        var names = new List<string>();
        foreach (Match attribute in ClassAttribute().Matches(text))
        {
            names.AddRange(Names(ValueAt(text, attribute.Index + attribute.Length)));
        }

        names.AddRange(Literal().Matches(text).Select(m => m.Groups[1].Value).Where(v => ClassList().IsMatch(v)).SelectMany(Names));
        if (names.Contains("ToCss", StringComparer.Ordinal))
        {
            names.AddRange(s_tones);
        }

        return names;
    }

    /// <summary>Names in the strings of a script, also those that it looks for.</summary>
    public static IEnumerable<string> InScript(string script) => ScriptText().Matches(script).SelectMany(m => Names(m.Value));

    /// <summary>Whether a name is among those written, or is one of them and a number.</summary>
    public static bool Has(HashSet<string> written, string name) =>
        written.Contains(name) || written.Contains(LastNumber().Replace(name, "-"));

    private static IEnumerable<string> Names(string text) => Name().Matches(text).Select(m => m.Value);

    // A value ends at its quotation mark; those of an expression within it are another's.
    private static string ValueAt(string text, int start)
    {
        var depth = 0;
        for (var at = start; at < text.Length; at++)
        {
            depth += text[at] switch
            {
                '(' or '{' or '[' => 1,
                ')' or '}' or ']' => -1,
                _ => 0,
            };
            if (text[at] is '"' && depth <= 0)
            {
                return text[start..at];
            }
        }

        return text[start..];
    }

    // At the commas between selectors, not at those within one.
    private static IEnumerable<string> Split(string head)
    {
        var depth = 0;
        var start = 0;
        for (var at = 0; at <= head.Length; at++)
        {
            if (at == head.Length || (head[at] is ',' && depth is 0))
            {
                yield return head[start..at].Trim();
                start = at + 1;
            }
            else
            {
                depth += head[at] switch
                {
                    '(' or '[' => 1,
                    ')' or ']' => -1,
                    _ => 0,
                };
            }
        }
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline, matchTimeoutMilliseconds: 2000)]
    private static partial Regex RazorComment();

    [GeneratedRegex(@"\.(-?[A-Za-z_][\w-]*)", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Class();

    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\([^()]*\)", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Argument();

    [GeneratedRegex(@"\b(?:class|\w*Class)=""", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex ClassAttribute();

    [GeneratedRegex(@"""([^""\\\r\n]*)""", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"^ ?[a-z][a-z0-9-]*(?: [a-z][a-z0-9-]*)* ?(?:\{.*\})?$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex ClassList();

    [GeneratedRegex(@"'[^'\r\n]*'|""[^""\r\n]*""|`[^`]*`", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex ScriptText();

    [GeneratedRegex(@"[A-Za-z][\w-]*", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Name();

    [GeneratedRegex(@"-\d$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex LastNumber();
}
