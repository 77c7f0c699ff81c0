using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>What people read is said as a native colleague would say it: constructions that read as translated are named here.</summary>
public sealed partial class WordingTests
{
    // What people do not read, and what is part of what was signed or migrated.
    private static readonly (string Path, string Because)[] s_apart =
    [
        ("/Migrations/", "migrations that were released are never edited"),
        ("src/Governance.Data/Audit/Records/RecordTables.cs", "reasons of the schema, which stand in its snapshots"),
        ("src/Governance.Data/Identity/IdentityConfigurations.cs", "reasons of the schema, which stand in its snapshots"),
        ("src/Governance.Policies/Evaluation/", "what earlier engines found is replayed to the byte"),
        ("src/Governance.Analytics/Assistants/PromptSuite.cs", "names a group in reports that are filed"),
    ];

    [Fact]
    public void TextThatPeopleRead_HasNoAvoidedConstruction()
    {
        var texts = 0;
        List<string> found = [];
        foreach (var file in Repository.Files("src", ".cs", ".razor", ".yaml").Concat(Repository.Files("wwwroot-assets/src", ".ts")))
        {
            if (s_apart.Any(a => file.Contains(a.Path, StringComparison.Ordinal)))
            {
                continue;
            }

            foreach (var text in Texts(file, Repository.Read(file)).Where(t => t.Contains(' ', StringComparison.Ordinal)))
            {
                texts++;
                if (Avoided().Match(text) is { Success: true } match)
                {
                    found.Add($"{file}: “{match.Value}” in: {text.Trim()}");
                }
            }
        }

        Assert.True(texts > 5_000, string.Create(CultureInfo.InvariantCulture, $"{texts} texts were looked at"));
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    [Fact]
    public void Documentation_HasNoAvoidedConstruction()
    {
        var found = Repository
            .Files("docs", ".md")
            .Where(f => !f.StartsWith("docs/adr/", StringComparison.Ordinal))
            .Append("README.md")
            .SelectMany(f => Repository.Read(f).Split('\n').Select((line, i) => (File: f, Line: i + 1, Text: line)))
            // What stands in back-ticks are codes and names.
            .Where(l => Avoided().IsMatch(CodeSpan().Replace(l.Text, "")))
            .Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.File}:{l.Line}: {l.Text.Trim()}"))
            .ToList();

        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    [Theory]
    [InlineData("var a = \"Nobody can sign\"; // nobody", "Nobody can sign")]
    [InlineData("var a = $\"Version {nobody.Id} \" + \"is {\\\"told\\\"}\";", "Version {} is {\\\"told\\\"}")]
    [InlineData("/* nobody */ var c = '\"'; var a = \"\"\"as it is\"\"\";", "as it is")]
    public void Literals_OfASource_AreReadWithoutItsCommentsAndValues(string code, string expected) =>
        Assert.Equal([expected], Literals(code));

    private static IEnumerable<string> Texts(string file, string content) =>
        Path.GetExtension(file) switch
        {
            ".yaml" => content.Split('\n').Select(l => YamlComment().Replace(l, "")),
            ".ts" => ScriptText().Matches(ScriptComment().Replace(content, "")).Select(m => m.Value),
            ".razor" => LineComment().Replace(RazorComment().Replace(content, ""), "") is var page
                ? Literals(page).Where(t => !t.StartsWith('@')).Concat(Markup().Matches(page).Select(m => m.Groups[1].Value))
                : [],
            _ => Literals(content),
        };

    /// <summary>The literals of a source, those that are joined as one, with <c>{}</c> in place of values.</summary>
    private static List<string> Literals(string code)
    {
        List<string> found = [];
        var last = 0;
        for (var at = 0; at < code.Length; at++)
        {
            if (code[at] == '/' && at + 1 < code.Length && code[at + 1] is '/' or '*')
            {
                var end = code[at + 1] == '/' ? code.IndexOf('\n', at) : code.IndexOf("*/", at, StringComparison.Ordinal);
                at = end < 0 ? code.Length : end;
            }
            else if (code[at] == '\'' && at + 2 < code.Length)
            {
                var end = code.IndexOf('\'', at + (code[at + 1] == '\\' ? 3 : 2));
                // An apostrophe of a page's text is no character.
                at = end > 0 && end - at <= 7 && (end - at == 2 || code[at + 1] == '\\') ? end : at;
            }
            else if (code[at] == '"')
            {
                var joined = found.Count > 0 && Joined().IsMatch(code[last..at]);
                var text = new StringBuilder();
                last = at = Quoted(code, at, text);
                last = Math.Min(last + 1, code.Length);
                if (joined)
                {
                    found[^1] += text.ToString();
                }
                else
                {
                    found.Add(text.ToString());
                }
            }
        }

        return found;
    }

    /// <summary>Reads a literal.</summary>
    /// <returns>The place of its last quotation mark.</returns>
    private static int Quoted(string code, int at, StringBuilder text)
    {
        if (code.AsSpan(at).StartsWith("\"\"\""))
        {
            var end = code.IndexOf("\"\"\"", at + 3, StringComparison.Ordinal);
            end = end < 0 ? code.Length - 3 : end;
            text.Append(code, at + 3, Math.Max(0, end - at - 3));
            return end + 2;
        }

        var isMade = at > 0 && (code[at - 1] == '$' || (at > 1 && code[at - 2] == '$' && code[at - 1] == '@'));
        var isVerbatim = at > 0 && (code[at - 1] == '@' || (at > 1 && code[at - 2] == '@' && code[at - 1] == '$'));
        for (at++; at < code.Length && code[at] != '"'; at++)
        {
            if (code[at] == '\\' && !isVerbatim && at + 1 < code.Length)
            {
                text.Append(code[at]).Append(code[++at]);
            }
            else if (isMade && code[at] == '{' && at + 1 < code.Length && code[at + 1] != '{')
            {
                at = Value(code, at);
                text.Append("{}");
            }
            else
            {
                text.Append(code[at]);
            }
        }

        return at;
    }

    private static int Value(string code, int at)
    {
        for (var depth = 0; at < code.Length; at++)
        {
            if (code[at] == '"')
            {
                at = Quoted(code, at, new());
            }
            else if (code[at] is '{' or '}' && (depth += code[at] == '{' ? 1 : -1) == 0)
            {
                return at;
            }
        }

        return at;
    }

    [GeneratedRegex(
        @"\b(whoever|nobody|somebody|anybody|everybody|anew|hardly meant|mend(s|ed|ing)?|slip of the pen|says? nothing|of which|lies before"
            + @"|by itself|of mine|asked about by|counts? no more|(shuts?|shut) the gate|gates? (is |are )?shut|what is left of"
            + @"|as it would be|told|is said|(is|are) asked for|goes on|lies (above|in the (future|past)|more than)|(?<!no )one's own"
            + @"|and the like|is none of|may not be (called|used)|that which|hereby|thereof|therein|wherein|upon|ought to|put off"
            + @"|turned away|taken for|roles? in force)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Avoided();

    [GeneratedRegex(@"^\s*\+\s*[$@]*$", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Joined();

    [GeneratedRegex(@"(^|\s)#.*$", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex YamlComment();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex LineComment();

    [GeneratedRegex("`[^`]*`", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex RazorComment();

    [GeneratedRegex(@">([^<>{}@;()]*)<", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Markup();

    [GeneratedRegex(@"'(?:[^'\\\n]|\\.)*'|`[^`]*`", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ScriptText();

    [GeneratedRegex(@"^\s*(//|/?\*).*$", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ScriptComment();
}
