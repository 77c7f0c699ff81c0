using System.Globalization;
using Governance.Domain.Documents;
using Governance.Reporting.Layout;

namespace Governance.Reporting.Documents;

/// <summary>What a document of an AI system finds, in sentences made of the records that its points print.</summary>
internal static class DocumentFindings
{
    private const int MaxNamed = 4;

    public static IReadOnlyList<string> Of(DocumentRecord record)
    {
        var records = record.Points.SelectMany(p => p.Sources).Select(s => s.Record).DistinctBy(r => r.Id, StringComparer.Ordinal).ToList();
        return
        [
            .. Points(record),
            .. Risks(Kind(records, "risk_register")),
            .. Postures(Kind(records, "policy_posture")),
            .. Incidents(Kind(records, "incident_record")),
            .. Agreement(record.Consistency),
            .. Texts(record),
        ];
    }

    private static List<FoundRecord> Kind(List<FoundRecord> records, string kind) => records.FindAll(r => r.Kind == kind);

    private static IEnumerable<string> Points(DocumentRecord record)
    {
        var open = record.Points.Where(p => p.Blocks).Select(p => p.Point.Title).ToList();
        var required = Print.Plural(record.Required, "required point is", "required points are");
        var complete = $"{record.Required - record.Missing} of {required} complete";
        yield return open.Count == 0 ? $"{complete}." : $"{complete}. Not complete: {Named(open)}.";
    }

    private static IEnumerable<string> Risks(List<FoundRecord> risks)
    {
        var scores = risks
            .Select(r => (Risk: r, Before: Score(r, "inherent_score"), With: Score(r, "residual_score")))
            .Where(r => r.Before is not null)
            .ToList();
        if (scores.Count == 0)
        {
            yield break;
        }

        var highest = scores.MaxBy(r => r.With ?? r.Before);
        var unassessed = scores.Count(r => r.With is null);
        yield return $"{Print.Plural(scores.Count, "risk is", "risks are")} open. "
            + $"The highest is {highest.Risk.Id}, {Unstopped(highest.Risk.Title)}: "
            + (
                highest.With is { } left
                    ? $"{highest.Before} of 25 before controls, {left} with them."
                    : $"{highest.Before} of 25 before controls, not assessed with them."
            )
            + (unassessed > 0 ? $" {Print.Plural(unassessed, "risk has", "risks have")} no residual score." : "");
    }

    private static IEnumerable<string> Postures(List<FoundRecord> postures) =>
        postures
            .Where(p => p.Rows.Count > 0 && p.Rows[0].ContainsKey("deployment") && p.Rows[0].ContainsKey("state"))
            .Take(MaxNamed)
            .Select(p => $"{p.Rows[0]["deployment"].Text}: {Lowered(p.Rows[0]["state"].Text!)}.");

    private static IEnumerable<string> Incidents(List<FoundRecord> incidents)
    {
        if (incidents.Count > 0)
        {
            var named = Named([.. incidents.Select(i => i.Id)]);
            yield return $"{Print.Plural(incidents.Count, "incident is", "incidents are")} on record: {named}.";
        }
    }

    private static IEnumerable<string> Agreement(IReadOnlyList<ConsistencyFinding> checks)
    {
        var differ = checks.Where(c => c.Agrees is false).ToList();
        var open = checks.Count(c => c.Agrees is null);
        if (checks.Count > 0)
        {
            yield return (
                differ.Count == 0
                    ? $"None of the {Print.Plural(checks.Count, "check", "checks")} of agreement finds a difference"
                    : $"{Print.Count(differ.Count)} of {Print.Plural(checks.Count, "check", "checks")} of agreement "
                        + $"{(differ.Count == 1 ? "finds" : "find")} a difference: {Named([.. differ.Select(c => Unstopped(c.Check))])}"
            ) + (open > 0 ? $"; {Print.Count(open)} {(open == 1 ? "needs" : "need")} a person." : ".");
        }
    }

    private static IEnumerable<string> Texts(DocumentRecord record)
    {
        var people = record.Points.Select(p => p.Entry?.ByName).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var written = record.Points.Count(p => p.Entry is not null);
        if (written > 0)
        {
            yield return $"{Print.Plural(written, "point rests", "points rest")} on words that {Named(people)} wrote.";
        }
    }

    private static int? Score(FoundRecord risk, string field) =>
        risk.Rows.Count > 0
        && risk.Rows[0].TryGetValue(field, out var value)
        && value.Measures is [var measure, ..]
        && int.TryParse(measure.Value, CultureInfo.InvariantCulture, out var score)
            ? score
            : null;

    private static string Named(List<string> names) =>
        names.Count > MaxNamed
            ? $"{string.Join(", ", names.Take(MaxNamed))} and {Print.Count(names.Count - MaxNamed)} more"
            : string.Join(", ", names);

    private static string Lowered(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];

    private static string Unstopped(string text) => text.TrimEnd('.');
}
