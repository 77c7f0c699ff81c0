using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Governance.Policies;

/// <summary>
/// Reads a model card in Markdown with Hugging Face front matter (<c>README.md</c>). What it says is the author's claim: its metrics enter
/// as declared, and count only where no one measured.
/// </summary>
internal static partial class CardText
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxSections = 200;

    /// <summary>Names of measures there, as our own reports write them.</summary>
    private static readonly Dictionary<string, string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["roc_auc"] = "auc",
        ["auroc"] = "auc",
        ["brier_score"] = "brier",
        ["log_loss"] = "logLoss",
        ["average_precision"] = "averagePrecision",
    };

    // What stands where something is still to be written. "None" and "not applicable" are claims.
    private static readonly HashSet<string> s_placeholders = new(StringComparer.OrdinalIgnoreCase)
    {
        "more information needed",
        "needs more information",
        "more info needed",
        "information needed",
        "tbd",
        "tba",
        "tbc",
        "todo",
        "to do",
        "to be determined",
        "to be defined",
        "to be done",
        "to be added",
        "to be completed",
        "to be filled in",
        "to be written",
        "wip",
        "work in progress",
        "coming soon",
        "fill in",
        "fill me in",
        "placeholder",
        "xxx",
        "folgt",
        "wird ergänzt",
        "noch zu ergänzen",
        "noch offen",
    };

    public static EvidenceReading Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            throw new PayloadShapeException(
                string.Create(CultureInfo.InvariantCulture, $"the card has {utf8.Length:#,0} bytes, and {MaxBytes:#,0} are read")
            );
        }

        var text = Decode(utf8.Span).Replace("\r\n", "\n", StringComparison.Ordinal);
        var (front, body) = Split(text);
        var sections = new SortedSet<string>(Headings(body), StringComparer.OrdinalIgnoreCase);
        var metrics = new List<GateMetric>();
        if (front is not null)
        {
            var problems = new List<PolicyProblem>();
            if (YamlTreeReader.Read(Encoding.UTF8.GetBytes(front), problems) is not YamlMap map || problems.Count > 0)
            {
                throw new PayloadShapeException(
                    problems.Count > 0 ? $"its front matter cannot be read: {problems[0]}" : "its front matter is no mapping"
                );
            }

            sections.UnionWith(map.Members.Where(member => IsFilled(member.Value)).Select(member => member.Key.Value));
            metrics.AddRange(Claims(map));
        }

        var facts = new EvidenceFacts { CardSections = [.. sections.Where(name => name.Length <= 200).Take(MaxSections)] };
        return new(facts with { NotMeasured = Measured.WhyNot("model-card", facts, metrics, null) }, metrics, null);
    }

    /// <summary>Texts by heading, and the licence of the front matter as a section of its own.</summary>
    public static IReadOnlyDictionary<string, string> Sections(ReadOnlyMemory<byte> utf8)
    {
        _ = Read(utf8); // the same limits and the same refusals
        var (front, body) = Split(Decode(utf8.Span).Replace("\r\n", "\n", StringComparison.Ordinal));
        var sections = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (
            front is not null
            && YamlTreeReader.Read(Encoding.UTF8.GetBytes(front), []) is YamlMap map
            && map["license"] is YamlText { Value: { Length: > 0 } licence }
        )
        {
            sections["license"] = licence;
        }

        string? heading = null;
        var lines = new List<string>();
        var fenced = false;
        foreach (var line in body.Split('\n'))
        {
            fenced ^= line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            if (!fenced && line.TrimStart().StartsWith('#') && line.Trim().TrimStart('#') is [' ', ..] words)
            {
                Keep();
                heading = string.Join(
                    '-',
                    words.Trim().ToLowerInvariant().Split([' ', '\t', '/', ','], StringSplitOptions.RemoveEmptyEntries)
                );
            }
            else
            {
                lines.Add(line);
            }
        }

        Keep();
        return sections;

        void Keep()
        {
            var text = string.Join('\n', lines).Trim();
            var says = lines.Exists(Says);
            lines.Clear();
            if (heading is not null && says && sections.Count < MaxSections)
            {
                sections.TryAdd(heading, text);
            }
        }
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_.@-]{0,99}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricName();

    /// <summary>The front matter; null without one.</summary>
    public static YamlMap? FrontMatter(ReadOnlyMemory<byte> utf8)
    {
        _ = Read(utf8); // the same limits and the same refusals
        var (front, _) = Split(Decode(utf8.Span).Replace("\r\n", "\n", StringComparison.Ordinal));
        return front is null ? null : YamlTreeReader.Read(Encoding.UTF8.GetBytes(front), []) as YamlMap;
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(
                bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes
            );
        }
        catch (DecoderFallbackException)
        {
            throw new PayloadShapeException("the card is not UTF-8 text");
        }
    }

    /// <summary>Front matter stands between a first line of three hyphens and the next such line.</summary>
    private static (string? Front, string Body) Split(string text)
    {
        if (!text.StartsWith("---\n", StringComparison.Ordinal))
        {
            return (null, Body(text));
        }

        var end = text.IndexOf("\n---", 3, StringComparison.Ordinal);
        var rest = end < 0 ? -1 : text.IndexOf('\n', end + 1);
        return end < 0
            ? throw new PayloadShapeException("its front matter has no end")
            : (text[4..(end + 1)], rest < 0 ? string.Empty : Body(text[(rest + 1)..]));
    }

    // Headings may have a line under them in place of signs before them.
    private static string Body(string text) =>
        Underlined().Replace(Comment().Replace(text, string.Empty), match => $"## {match.Groups[1].Value}");

    [GeneratedRegex(
        @"^[ ]{0,3}([^\s#>|*+`-][^\n|]{0,199})\n[ ]{0,3}(?:={2,}|-{2,})[ ]*$",
        RegexOptions.CultureInvariant | RegexOptions.Multiline,
        1000
    )]
    private static partial Regex Underlined();

    /// <summary>
    /// Headings with something under them, in a form in which a policy would name them: lower case, hyphens between the words.
    /// </summary>
    private static IEnumerable<string> Headings(string body)
    {
        string? heading = null;
        var fenced = false;
        foreach (var line in body.Split('\n'))
        {
            var trimmed = line.Trim();
            fenced ^= trimmed.StartsWith("```", StringComparison.Ordinal);
            if (!fenced && trimmed.StartsWith('#') && trimmed.TrimStart('#') is [' ', ..] words)
            {
                heading = string.Join(
                    '-',
                    words.Trim().ToLowerInvariant().Split([' ', '\t', '/', ','], StringSplitOptions.RemoveEmptyEntries)
                );
                continue;
            }

            if (heading is not null && Says(line))
            {
                yield return heading;
                heading = null;
            }
        }
    }

    /// <summary>
    /// Whether a line says anything: templates of cards have <c>[More Information Needed]</c> where nothing was written, by itself or
    /// behind the name of what is missing (<c>- **Developed by:** …</c>), others <c>TBD</c>, <c>{{ description }}</c> or
    /// <c>Lorem ipsum</c>.
    /// </summary>
    internal static bool Says(string line)
    {
        var text = Label().Replace(line, string.Empty).Trim(" \t[]()*_.`->|:?!…\"“”".ToCharArray());
        return text.Length > 0
            && !s_placeholders.Contains(text)
            && !(text.StartsWith("{{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal))
            && !text.StartsWith("lorem ipsum", StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"^\s*(?:[-*+]\s+)?(?:\*\*[^*]{1,200}(?::\*\*|\*\*:))?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Label();

    [GeneratedRegex("<!--.*?-->", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex Comment();

    private static bool IsFilled(YamlNode node) =>
        node switch
        {
            YamlText text => text.Kind != "nothing" && Says(text.Value),
            YamlList list => list.Items.Any(IsFilled),
            YamlMap map => map.Members.Any(member => IsFilled(member.Value)),
            _ => false,
        };

    /// <summary><c>model-index[].results[].metrics[]</c>: each names its measure and the dataset it was taken on.</summary>
    private static IEnumerable<GateMetric> Claims(YamlMap card)
    {
        foreach (var result in Maps(card["model-index"]).SelectMany(entry => Maps(entry["results"])))
        {
            var dataset = (result["dataset"] as YamlMap)?["name"] as YamlText;
            foreach (var metric in Maps(result["metrics"]))
            {
                if (
                    metric["type"] is YamlText { Value: var type }
                    && metric["value"] is YamlText { Plain: true } value
                    && Number.TryRead(value.Value, out var number)
                    && MetricName().IsMatch(type)
                    // Percentages are another measure than the shares of that name.
                    && MetricKinds.CanBe(s_names.GetValueOrDefault(type, type), number)
                )
                {
                    yield return new(
                        s_names.GetValueOrDefault(type, type),
                        number,
                        null,
                        null,
                        null,
                        null,
                        dataset?.Value is { Length: > 0 and <= 400 } name ? name : null,
                        null,
                        "declared"
                    );
                }
            }
        }
    }

    private static IEnumerable<YamlMap> Maps(YamlNode? node) => (node as YamlList)?.Items.OfType<YamlMap>() ?? [];
}
