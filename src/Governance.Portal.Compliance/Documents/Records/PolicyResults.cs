using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Documents;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Governance.Reporting.Documents;
using Governance.Transparency;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Documents.Records;

/// <summary>What a policy gate found, as a record: each rule with its result and, of a measure, where it was measured.</summary>
internal static partial class PolicyResults
{
    /// <summary>The record of a gate run.</summary>
    public static async Task<FoundRecord> ReadAsync(GovernanceDbContext db, GateRun run, Promotion promotion, CancellationToken ct)
    {
        if (Sha256Hex.Of(run.Result) != run.ResultSha256)
        {
            throw new FormatException($"The stored result of {run.Id} does not match its digest.");
        }

        var result = run.ReadResult();
        var names = await NamesAsync(db, result.Results, ct);
        var versions = string.Join(", ", GateRuns.Applied(result).Select(p => $"{p.Name} {p.Version}"));
        return new FoundRecord
        {
            Kind = "policy_result",
            Id = run.Id.ToString(),
            Title = $"Policy gate of {promotion.Id}",
            Href = $"/approvals/{promotion.Id}",
            Sha256 = run.ResultSha256,
            At = run.EvaluatedAt,
            Version = ModelName.Of(run.Model, run.Version),
            Rows =
            [
                .. result.Results.Select(r =>
                    new Fields()
                        .Text("policy_id", r.RuleId)
                        .Text("rule_version", versions)
                        .Sentences("result", " ", [.. Result(r, names)])
                        .Row
                ),
            ],
        };
    }

    /// <summary>
    /// A measure of a whole version in a printed result, such as <c>auc is 0.777</c>, and the window it was measured in; null window for
    /// what was filed or declared.
    /// </summary>
    public static IEnumerable<(string Name, string Value, string? Window)> Figures(string result)
    {
        var window = InWindow().Match(result) is { Success: true } live ? live.Groups["window"].Value : null;
        return Figure().Matches(result).Select(m => (m.Groups["name"].Value, m.Groups["value"].Value, window));
    }

    /// <summary>What a rule found, in the language in force.</summary>
    /// <param name="evaluated">As the evaluator wrote it.</param>
    /// <param name="names">People by their ids.</param>
    public static string Say(string evaluated, IReadOnlyDictionary<string, string> names) =>
        PersonId()
            .Replace(
                string.Join(' ', AfterMeasured().Split(MeasureSentences.Rounded(evaluated)).Select(SayOne)),
                id => names.GetValueOrDefault(id.Value) ?? id.Value
            );

    /// <summary>
    /// Where a measure of a rule is from: production data in a window, filed evidence, or what was declared with the version. The same
    /// measure stands elsewhere in a document with the value of other data.
    /// </summary>
    public static FormattableString? Origin(RuleResult rule)
    {
        if (rule.Type != "metric_threshold" || rule.Outcome is not (RuleOutcome.Pass or RuleOutcome.Fail or RuleOutcome.Waived))
        {
            return null;
        }

        var actual = rule.Actual ?? "";
        if (Measured().Match(actual) is { Success: true } live)
        {
            var (window, day) = (live.Groups["window"].Value, Day(live.Groups["end"].Value));
            // Of several measures the last one's rows are not those of the others.
            var isCounted = live.Groups["n"].Success && !actual.Contains("; ", StringComparison.Ordinal);
            var rows = Count(live.Groups[isCounted ? "n" : "rows"].Value);
            return isCounted
                ? $"Measured in the window {window} until {day}, on {rows} rows."
                : (FormattableString)$"Measured in the window {window} until {day}, which has {rows} rows.";
        }

        if (rule.Evidence.Count > 0)
        {
            return $"Taken from {string.Join(", ", rule.Evidence.Select(e => e.Id))}.";
        }

        FormattableString declared = $"Declared when the version was registered.";
        return actual.EndsWith(", declared", StringComparison.Ordinal) ? declared : null;
    }

    private static IEnumerable<FormattableString> Result(RuleResult rule, IReadOnlyDictionary<string, string> names)
    {
        var message = new PortalWords(rule.Message) { Said = () => Say(rule.Message, names) };
        yield return $"{new PortalWords(Word(rule.Outcome.ToWireName()))}: {message}";
        if (Origin(rule) is { } origin)
        {
            yield return origin;
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> NamesAsync(
        GovernanceDbContext db,
        IReadOnlyList<RuleResult> results,
        CancellationToken ct
    )
    {
        var ids = new List<UserId>();
        foreach (var named in results.SelectMany(r => PersonId().Matches(r.Message)).Select(m => m.Value))
        {
            if (DisplayId.TryParse<UserId>(named, out var id))
            {
                ids.Add(id);
            }
        }

        var people = await People.ByIdAsync(db, ids, ct);
        return people.ToDictionary(p => p.Key.ToString(), p => p.Value.Name, StringComparer.Ordinal);
    }

    private static string SayOne(string sentence)
    {
        // The rule looks for sections by their names: what a card says under other names is printed all the same, so it is not missing.
        if (CardLacks().Match(sentence) is { Success: true } card)
        {
            return T["In the model card {0}, the rule found no section named {1}.", card.Groups[1].Value, Either(card.Groups[2].Value)];
        }

        if (OfVersion().Match(sentence) is not { Success: true } measured)
        {
            return GateSentences.Say(sentence);
        }

        // A measure that is met goes by the name that the document has for it everywhere.
        var of = measured.Groups["of"].Success ? $" ({MeasureSentences.Attributes(measured.Groups["of"].Value)})" : "";
        return $"{T.Say(DocumentLabels.Measure(measured.Groups["metric"].Value))}{of}: {Shapes.Numbers(measured.Groups["value"].Value)}.";
    }

    private static string Either(string listed)
    {
        var names = listed.Split(", ");
        return names.Length < 2 ? listed : $"{string.Join(", ", names[..^1])} {T["or"]} {names[^1]}";
    }

    private static string Word(string outcome) =>
        outcome switch
        {
            "pass" => "Passed",
            "warn" => "Passed with a warning",
            "fail" => "Failed",
            "error" => "Could not be evaluated",
            "waived" => "Waived",
            "not_applicable" => "Not applicable",
            _ => outcome,
        };

    private static string Day(string time) =>
        DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static PortalWords Count(string number) =>
        new(long.Parse(number, CultureInfo.InvariantCulture).ToString("#,0", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(?<= is -?[0-9.]+\.) ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AfterMeasured();

    [GeneratedRegex(
        @"^(?<metric>[A-Za-z]\w*)(?: of (?<of>\S+))? is (?<value>-?[0-9.]+)\.$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex OfVersion();

    // Not of a group or a part of the rows, and not an end of an interval: these have other words before "is".
    [GeneratedRegex(
        @"(?<=: |\. )(?<name>[A-Za-z]\w*) is (?<value>-?[0-9]+(?:\.[0-9]+)?)(?=[.;])",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Figure();

    [GeneratedRegex(@"\bMeasured in the window (?<window>\S+) until ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InWindow();

    [GeneratedRegex(
        @"(?:, n = (?<n>[0-9]+))? \((?<window>\S+) until (?<end>[^,\s]+), (?<rows>[0-9]+) rows, against \S+\)$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Measured();

    [GeneratedRegex(
        @"^The model card (\S+) lacks (.+)\. Fill these sections in\.$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex CardLacks();

    [GeneratedRegex(@"\bUSR-[0-9]+\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PersonId();
}
