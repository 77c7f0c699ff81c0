using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Documents;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Findings;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;

namespace Governance.Portal.Compliance.Documents.Records;

/// <summary>What a policy gate found, as a record: each rule with its result and, of a measure, where it was measured.</summary>
internal static class PolicyResults
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
                        .Figures("result", [.. Figures(r)])
                        .Row
                ),
            ],
        };
    }

    /// <summary>
    /// The figures of a whole version that a result states, for whoever compares them with those of other records: not those of a group or
    /// a part of the rows.
    /// </summary>
    public static IEnumerable<RecordFigure> Figures(RuleResult rule) =>
        MeasuredResult.Of(rule) is { IsOfAllRows: true } measured
            ? measured
                .Values.Where(v => v is { Attribute: null, Value: not null })
                .Select(v => new RecordFigure(measured.Metric, v.Value!, measured.Window?.Id))
            : [];

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

        var measured = MeasuredResult.Of(rule);
        if (measured?.Window is { } window)
        {
            var (id, day) = (window.Id, Day(window.End));
            // Of several measures one has not the rows of the others.
            return measured.Values is [{ Rows: { } rows }]
                ? $"Measured in the window {id} until {day}, on {Count(rows)} rows."
                : (FormattableString)$"Measured in the window {id} until {day}, which has {Count(window.Rows)} rows.";
        }

        if (rule.Evidence.Count > 0)
        {
            return $"Taken from {string.Join(", ", rule.Evidence.Select(e => e.Id))}.";
        }

        FormattableString declared = $"Declared when the version was registered.";
        return measured?.Values.Any(v => v.IsDeclared) is true ? declared : null;
    }

    private static IEnumerable<FormattableString> Result(RuleResult rule, IReadOnlyDictionary<string, string> names)
    {
        var message = new PortalWords(rule.Message) { Said = () => FindingText.Of(rule).Say(names.GetValueOrDefault) };
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
        foreach (var named in results.SelectMany(r => FindingText.Of(r).People).Distinct(StringComparer.Ordinal))
        {
            if (DisplayId.TryParse<UserId>(named, out var id))
            {
                ids.Add(id);
            }
        }

        var people = await People.ByIdAsync(db, ids, ct);
        return people.ToDictionary(p => p.Key.ToString(), p => p.Value.Name, StringComparer.Ordinal);
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

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static PortalWords Count(long number) => new(number.ToString("#,0", CultureInfo.InvariantCulture));
}
