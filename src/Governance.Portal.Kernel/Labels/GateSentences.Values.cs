using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Domain;
using Governance.Domain.Monitoring;
using Governance.Localisation;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Labels;

// Values in which words of ours stand beside names, codes and lists of the policy. In English they are read as they stand.
public static partial class GateSentences
{
    private const string BetweenParts = "; ";

    private static string? Composed(string text)
    {
        if (T.Current is null)
        {
            return null;
        }

        if (Systems().IsMatch(text))
        {
            return string.Join(" | ", text.Split(" | ").Select(Say));
        }

        if (OfParts().IsMatch(text))
        {
            return string.Join(BetweenParts, text.Split(BetweenParts).Select(Say));
        }

        return Listed(text) ?? OfEvidence(text) ?? OfRegions(text) ?? OfMeasures(text);
    }

    private static string? Listed(string text)
    {
        if (Unexplained().Match(text) is { Success: true } unexplained)
        {
            return T[
                "{0} does not name the method or scope asked for. Add explainability evidence with {1}.",
                unexplained.Groups[1].Value,
                Say(unexplained.Groups[2].Value)
            ];
        }

        if (NoExperiment().Match(text) is { Success: true } tried)
        {
            return tried.Groups[2].Value == "a concluded experiment"
                ? T["{0} reports no experiment as the rule asks. Conclude an experiment of this version.", tried.Groups[1].Value]
                : T[
                    "{0} reports no experiment as the rule asks. Conclude an experiment of this version with {1}.",
                    tried.Groups[1].Value,
                    Say(tried.Groups[2].Value)
                ];
        }

        if (Experiment().IsMatch(text))
        {
            return Each(text);
        }

        if (OneOf().Match(text) is { Success: true } one)
        {
            var (methods, scope, age) = (one.Groups[1].Value, one.Groups[2].Value, one.Groups[3].Value);
            var said = scope.Length == 0 ? T["one of {0}", methods] : T["one of {0}, {1} scope", methods, T.Say(scope)!];
            return age.Length == 0 ? said : $"{said}, {Say(age)}";
        }

        if (Monitored().Match(text) is { Success: true } monitored)
        {
            var kinds = string.Join(", ", monitored.Groups[2].Value.Split(", ").Select(Kind));
            return monitored.Groups[1].Value is { Length: > 0 } severity
                ? T["no open alert of severity {0} from monitors of {1}", T.Say(severity)!, kinds]
                : T["no open alert from monitors of {0}", kinds];
        }

        if (Risks().IsMatch(text))
        {
            return OneRisk()
                .Replace(
                    text,
                    risk =>
                        $"{risk.Groups[1].Value} {(risk.Groups[2].Value == "not assessed" ? T.Say("not assessed") : risk.Groups[2].Value)}"
                        + $"{risk.Groups[3].Value}{(risk.Groups[4].Success ? T[", not treated"] : "")}"
                );
        }

        return Signatures().IsMatch(text) ? string.Join(", ", text.Split(", ").Select(Say))
            : Only().Match(text) is { Success: true } only
                ? T["only {0}", only.Groups[1].Value]
                    + string.Concat(only.Groups[2].Value.Split(", ").Skip(1).Select(part => $", {Say(part)}"))
            : null;
    }

    // What is wrong with a piece of evidence, and lists of evidence with its kind and its age or who filed it.
    private static string? OfEvidence(string text) =>
        Unfit().Match(text) is { Success: true } unfit ? $"{unfit.Groups[1].Value} {Shapes.Numbers(T.Say(unfit.Groups[2].Value)!)}"
        : Filed().IsMatch(text)
            ? FiledOne().Replace(text, e => $"{e.Groups[1].Value} ({T.Say(e.Groups[2].Value)}, {Each(e.Groups[3].Value)})")
        : null;

    private static string Each(string list) => string.Join(", ", list.Split(", ").Select(part => Shapes.Numbers(T.Say(part)!)));

    private static string? OfRegions(string text)
    {
        if (Place().Match(text) is { Success: true } place)
        {
            var where = place.Groups[2].Value;
            return $"{PlaceOf(place.Groups[1].Value)}: {(where == "unknown" ? T["unknown"] : where)}";
        }

        if (Places().Match(text) is { Success: true } places)
        {
            return T["{0} in {1}", PlacesOf(places.Groups[1].Value), places.Groups[2].Value];
        }

        return UnknownPlaces().Match(text) is { Success: true } unknown
            ? T[
                "The region of {0} is not known. Record it with the version or add evidence that names it.",
                PlacesOf(unknown.Groups[1].Value)
            ]
            : null;
    }

    private static string PlacesOf(string fields) => string.Join(", ", fields.Split(", ").Select(PlaceOf));

    private static string PlaceOf(string field) =>
        field switch
        {
            "training" => T.Sense("Training", "a model"),
            "hosting" => T.Sense("Hosting", "a model"),
            _ => T["Data"],
        };

    // The measure of a group is named after the column: equalizedOddsDifference of sex.
    private static string? OfMeasures(string text) =>
        Grouped().Match(text) is { Success: true } grouped
            ? Say($"{Subject(grouped.Groups[1].Value, grouped.Groups[2].Value)}{grouped.Groups[3].Value}")
        : Uncounted().Match(text) is { Success: true } uncounted
            ? T[
                "{0} comes only from evidence that does not count: {1}Add evidence about this artifact.",
                uncounted.Groups[1].Value,
                $"{OfEvidence(uncounted.Groups[2].Value) ?? uncounted.Groups[2].Value}. "
            ]
        : UndefinedOf().Match(text) is { Success: true } undefined
            ? T["{0} is undefined. Add evidence that measures it.", undefined.Groups[1].Value]
        : Column().Match(text) is { Success: true } column ? $"{Attribute(column.Groups[1].Value)}{Say(column.Groups[2].Value)}"
        : NoValue().Match(text) is { Success: true } none ? $"{none.Groups[1].Value}{T["undefined"]}{Shapes.Numbers(none.Groups[2].Value)}"
        : Interval().IsMatch(text) && T["unknown"] is var end && end != "unknown" ? Say(Interval().Replace(text, end))
        : Unmeasured().Match(text) is { Success: true } unmeasured ? $"{unmeasured.Groups[1].Value}: {T["not measured"]}"
        : null;

    // With a space that no pattern takes for the end of a name.
    private static string Subject(string metric, string attribute) => $"{metric}\u00A0{Attribute(attribute).Replace(' ', '\u00A0')}";

    private static string Attribute(string attribute) =>
        string.Format(CultureInfo.InvariantCulture, T.Sense("by {0}", "a measure"), MeasureSentences.Attributes(attribute));

    // Words in parentheses behind the id of what they are about.
    private static string Bracketed(string text) =>
        Bracket().Replace(text, b => $"({(b.Groups[1].Value is var word && T.Say(word) is var said && said != word ? said : Kind(word))}");

    private static string Kind(string kind) =>
        WireName.TryParse<MonitorKind>(kind, out var monitor) ? T[MonitorKinds.Of(monitor)] : T.Say(kind)!;

    [GeneratedRegex(@" \| SYS-[0-9]+: ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Systems();

    // Scans, regions and figures, several of each; and what a policy about tools asks for besides its lists.
    [GeneratedRegex(
        @"^(?:[^:;]+: [0-9,]+ critical, [^;]+;|(?:training|hosting|data): [^;]+;|[^;]+: (?:[0-9.,]+ \[|not measured)[^;]*;"
            + @"|(?:allow|ask|deny) .+; servers list the tools of the manifest$)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex OfParts();

    [GeneratedRegex(
        @"^(EVD-[0-9]+) does not name the method or scope asked for\. Add explainability evidence with (one of .+)\.$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Unexplained();

    [GeneratedRegex(
        @"^(EVD-[0-9]+) reports no experiment as the rule asks\. Conclude an experiment of this version with (.+)\.$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NoExperiment();

    [GeneratedRegex(
        @"^[a-z/ -]+(?:, outcome [a-z-]+)?(?:, share >= [0-9.]+)?(?:, n >= [0-9,]+)?(?:, at most [0-9]+ days old)?"
            + @"(?<=(?:outcome|share) .+)$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Experiment();

    [GeneratedRegex(
        @"^one of (.+?)(?:, (local|global) scope)?(?:, (at most [0-9]+ days old))?$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex OneOf();

    [GeneratedRegex(
        @"^no open alert(?: of severity ([a-z]+))? from monitors of ([a-z-]+(?:, [a-z-]+)*)$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Monitored();

    // Open risks with their residual score, what is signed for their system, and whether they are treated.
    [GeneratedRegex(
        @"^RSK-[0-9]+ (?:[0-9]+|not assessed)(?: \(≤ [0-9]+\))?(?:, not treated)?"
            + @"(?:, RSK-[0-9]+ (?:[0-9]+|not assessed)(?: \(≤ [0-9]+\))?(?:, not treated)?)*$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Risks();

    [GeneratedRegex(
        @"(RSK-[0-9]+) ([0-9]+|not assessed)( \(≤ [0-9]+\))?(, not treated)?",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex OneRisk();

    [GeneratedRegex(
        @"^(?:oms-|dsse)\S* by [^\s,]+(?:, (?:oms-|dsse)\S* by [^\s,]+)+$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Signatures();

    [GeneratedRegex(
        @"^only ((?!advises$).+?)((?:, one exact version)?(?:, in production in this registry)?)$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Only();

    [GeneratedRegex(
        @"^(EVD-[0-9]+) ((?:is (?:[0-9]+ days old|about another|not bound)|could not be read|measured nothing that counts|says it was"
            + @"|does not state which|never states what|cannot be on|was measured on a dataset).*(?<!\.))$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Unfit();

    [GeneratedRegex(
        @"^EVD-[0-9]+ \([a-z-]+, [^()]+\)(?:, EVD-[0-9]+ \([a-z-]+, [^()]+\))*$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Filed();

    [GeneratedRegex(@"(EVD-[0-9]+) \(([a-z-]+), ([^()]+)\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FiledOne();

    [GeneratedRegex(@"^(training|hosting|data): ([^;]+)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    [GeneratedRegex(
        @"^((?:training|hosting|data)(?:, (?:training|hosting|data))*) in (.+)$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Places();

    [GeneratedRegex(
        @"^The region of ((?:training|hosting|data)(?:, (?:training|hosting|data))*) is not known\. Record it ",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex UnknownPlaces();

    [GeneratedRegex(
        @"^([A-Za-z]+Difference) of ([^\s=<>]+)( (?:is|was|has|at|comes|<|>|≤|≥).+)$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Grouped();

    [GeneratedRegex(
        @"^(.+) comes only from evidence that does not count: (.+)\. Add evidence about this artifact\.$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Uncounted();

    [GeneratedRegex(
        @"^(.+) is undefined\. Add evidence that measures it\.$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex UndefinedOf();

    // A bound whose metric stands in the name of the gate.
    [GeneratedRegex(@"^of ([^\s=<>]+)( (?:<|>|≤|≥)=? ?.+)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Column();

    [GeneratedRegex(@"^((?:\S+: )?)undefined(, n = [0-9,]+)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoValue();

    [GeneratedRegex(@"(?<=\[[^\]]*)\bunknown\b(?=[^\[]*\])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Interval();

    [GeneratedRegex(@"^(\S+(?: in \S+(?: \S+)?)?): not measured$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unmeasured();

    [GeneratedRegex(@"(?<=\b(?:ALR|FND)-[0-9]+ )\(([a-z-]+)(?=[ )])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bracket();
}
