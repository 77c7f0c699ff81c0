using System.Globalization;
using Governance.Domain.Documents;
using Governance.Localisation;
using Governance.Reporting.Layout;
using static Governance.Localisation.Texts;

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
            .. record.First.Select(RecordWords.Sentence),
            .. Points(record),
            .. Risks(Kind(records, "risk_register")),
            .. Gates(Kind(records, "policy_result"), record.Document.Zone),
            .. Postures(Kind(records, "policy_posture")),
            .. Incidents([.. Kind(records, "incident_record").Where(i => i.Id != record.About.Id)]),
            .. Agreement(record.Consistency),
            .. Texts(record),
        ];
    }

    private static List<FoundRecord> Kind(List<FoundRecord> records, string kind) => records.FindAll(r => r.Kind == kind);

    private static IEnumerable<string> Points(DocumentRecord record)
    {
        var open = record.Points.Where(p => p.Blocks).Select(p => T.Word(p.Point.Title)).ToList();
        var complete = T[
            (record.Complete, record.Required) switch
            {
                (_, 1) => "{0} of {1} required point is complete.",
                (1, _) => "{0} of {1} required points is complete.",
                _ => "{0} of {1} required points are complete.",
            },
            Print.Count(record.Complete),
            Print.Count(record.Required)
        ];
        List<string> sentences = [complete];
        if (record.NotApplicable > 0)
        {
            sentences.Add(T["Not applicable: {0}.", Print.Count(record.NotApplicable)]);
        }

        if (open.Count > 0)
        {
            sentences.Add(T["Not complete: {0}.", Named(open)]);
        }

        yield return string.Join(' ', sentences);
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

        var (risk, before, with) = scores.MaxBy(r => r.With ?? r.Before);
        var title = Unstopped(RecordWords.Title(risk));
        var unassessed = scores.Count(r => r.With is null);
        List<string> sentences =
        [
            T[scores.Count == 1 ? "{0} risk is open." : "{0} risks are open.", Print.Count(scores.Count)],
            with is { } left
                ? T["The highest is {0}, {1}: {2} of 25 before controls, {3} with them.", risk.Id, title, before, left]
                : T["The highest is {0}, {1}: {2} of 25 before controls, not assessed with them.", risk.Id, title, before],
        ];
        if (unassessed > 0)
        {
            var text = unassessed == 1 ? "{0} risk has no residual score." : "{0} risks have no residual score.";
            sentences.Add(T[text, Print.Count(unassessed)]);
        }

        yield return string.Join(' ', sentences);
    }

    // What the gate of a release said then, not what holds today.
    private static IEnumerable<string> Gates(List<FoundRecord> gates, TimeZoneInfo zone)
    {
        foreach (var gate in gates)
        {
            // Counted as the table counts: a rule that several policies have, with the same result, is one row.
            var rules = gate
                .Rows.Where(r => r.ContainsKey("policy_id") && r.ContainsKey("result"))
                .Select(r => (Rule: RecordWords.Text(r["policy_id"]), Result: r["result"].Text ?? ""))
                .Distinct()
                .ToList();
            var failed = Rules(rules, "Failed");
            var undecided = Rules(rules, "Could not be evaluated");
            List<string> sentences = [];
            if (failed.Count > 0)
            {
                sentences.Add(
                    T[
                        "Rules that failed in the policy gate of {0}: {1} of {2} ({3}).",
                        Print.Date(gate.At, zone),
                        Print.Count(failed.Count),
                        Print.Count(rules.Count),
                        Named(failed)
                    ]
                );
            }

            if (undecided.Count > 0)
            {
                sentences.Add(
                    failed.Count > 0
                        ? T["Could not be evaluated: {0} ({1}).", Print.Count(undecided.Count), Named(undecided)]
                        : T[
                            "Rules that could not be evaluated in the policy gate of {0}: {1} of {2} ({3}).",
                            Print.Date(gate.At, zone),
                            Print.Count(undecided.Count),
                            Print.Count(rules.Count),
                            Named(undecided)
                        ]
                );
            }

            if (sentences.Count > 0)
            {
                yield return string.Join(' ', sentences);
            }
        }
    }

    private static List<string> Rules(List<(string Rule, string Result)> rules, string outcome) =>
        [.. rules.Where(r => r.Result.StartsWith(outcome, StringComparison.Ordinal)).Select(r => r.Rule)];

    private static IEnumerable<string> Postures(List<FoundRecord> postures) =>
        postures
            .Where(p => p.Rows.Count > 0 && p.Rows[0].ContainsKey("deployment") && p.Rows[0].ContainsKey("state"))
            .Take(MaxNamed)
            .Select(p => $"{RecordWords.Text(p.Rows[0]["deployment"])}: {Within(RecordWords.Text(p.Rows[0]["state"]))}.");

    private static IEnumerable<string> Incidents(List<FoundRecord> incidents)
    {
        if (incidents.Count > 0)
        {
            var text = incidents.Count == 1 ? "{0} incident is on record: {1}." : "{0} incidents are on record: {1}.";
            yield return T[text, Print.Count(incidents.Count), Named([.. incidents.Select(i => i.Id)])];
        }
    }

    private static IEnumerable<string> Agreement(IReadOnlyList<ConsistencyFinding> checks)
    {
        if (checks.Count == 0)
        {
            yield break;
        }

        // A check that is left to people found nothing yet, so it is not one of those that agree.
        var differ = checks.Where(c => c.Agrees is false).ToList();
        var open = checks.Count(c => c.Agrees is null);
        var made = checks.Count - open;
        if (made == 0)
        {
            yield return open == 1
                ? T["The only consistency check has to be done by a person."]
                : T["All {0} consistency checks have to be done by a person.", Print.Count(open)];
            yield break;
        }

        if (differ.Count > 0)
        {
            // What a check found: what it asks for reads as if it were so.
            var failed = (differ.Count, made) switch
            {
                (1, 1) => "{0} of {1} consistency check fails.",
                (1, _) => "{0} of {1} consistency checks fails.",
                _ => "{0} of {1} consistency checks fail.",
            };
            List<string> sentences = [T[failed, Print.Count(differ.Count), Print.Count(made)], .. differ.Select(Found)];
            if (open > 0)
            {
                sentences.Add(
                    T[open == 1 ? "{0} more has to be done by a person." : "{0} more have to be done by a person.", Print.Count(open)]
                );
            }

            yield return string.Join(' ', sentences);
            yield break;
        }

        var text = (made, open) switch
        {
            (1, 0) => "The only consistency check finds no difference",
            (1, _) => "{0} consistency check finds no difference",
            _ => "None of the {0} consistency checks finds a difference",
        };
        var said = T[text, Print.Count(made)];
        yield return open == 0
            ? $"{said}."
            : T[open == 1 ? "{0}; {1} has to be done by a person." : "{0}; {1} have to be done by a person.", said, Print.Count(open)];
    }

    // "Class: Differs in REP-0012." What is not accepted says itself what it is about.
    private static string Found(ConsistencyFinding check)
    {
        var found = RecordWords.Text(check.Found);
        return $"{(check.Id == "RISKS" ? "" : $"{DocumentLabels.Check(check.Id)}: ")}{Unstopped(found)}.";
    }

    private static IEnumerable<string> Texts(DocumentRecord record)
    {
        var people = record.Points.Select(p => p.Entry?.ByName).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var written = record.Points.Count(p => p.Entry is not null);
        if (written > 0)
        {
            var text = written == 1 ? "{0} point rests on text that {1} wrote." : "{0} points rest on text that {1} wrote.";
            yield return T[text, Print.Count(written), Named(people)];
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
            ? T["{0} and {1} more", string.Join(", ", names.Take(MaxNamed)), Print.Count(names.Count - MaxNamed)]
            : string.Join(", ", names);

    // German begins no word smaller after a colon.
    private static string Within(string sentence) =>
        Languages.Current == Languages.Source ? char.ToLowerInvariant(sentence[0]) + sentence[1..] : sentence;

    private static string Unstopped(string text) => text.TrimEnd('.');
}
