using System.Globalization;

namespace Governance.Policies;

/// <summary><c>experiment_required</c>: the version was tried beside the one in production, as the rule asks.</summary>
internal static class ExperimentRule
{
    public static Finding Evaluate(RuleContext context)
    {
        var days = context.Parameters.Integer("maxAgeDays");
        var kinds = context.Parameters.List("kinds");
        // It cannot be asked for before it began. A rule that asks for one of another kind first, such as a shadow, still does.
        if (context.Input.Experiment is { } own && (kinds.Count == 0 || kinds.Contains(own.Kind, StringComparer.Ordinal)))
        {
            return Finding.NotApplicable($"The promotion is limited to {own.Id}, which is the experiment that the rule asks for.");
        }

        var outcome = context.Parameters.Text("outcome");
        var share = context.Parameters.Number("minShare");
        var rows = context.Parameters.Integer("minRows");
        var asked = new[]
        {
            kinds.Count == 0 ? null : string.Join(" / ", kinds),
            outcome is null ? null : $"outcome {outcome}",
            share is { } least ? $"share >= {Number.Write(least)}" : null,
            rows is { } size ? string.Create(CultureInfo.InvariantCulture, $"n >= {size}") : null,
            context.AgeLimit,
        };
        var expected = string.Join(", ", asked.OfType<string>().DefaultIfEmpty("a concluded experiment"));
        var counting = context.Evidence.OfKind("experiment").Where(evidence => context.Evidence.Counts(evidence, days)).ToList();
        if (counting.Count == 0)
        {
            return context.Evidence.Newest("experiment", days, expected).Missing;
        }

        var found = counting.Find(evidence =>
            evidence.Facts.Experiment is { Outcome: { } concluded } facts
            && (kinds.Count == 0 || kinds.Contains(facts.Kind, StringComparer.Ordinal))
            && (outcome is null || outcome == concluded)
            && (share is null || facts.Share >= share)
            && (rows is null || facts.Rows >= rows)
        );
        return found is not null
            ? Finding.Pass($"{found.Id} reports an experiment as the rule asks.", expected, Described(found)).From(found)
            : Finding
                .Fail(
                    $"{counting[0].Id} reports no experiment as the rule asks. Conclude an experiment of this version with {expected}.",
                    expected,
                    Described(counting[0])
                )
                .From(counting[0]);
    }

    private static string Described(GateEvidence evidence) =>
        evidence.Facts.Experiment is { } facts
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{facts.Kind}, outcome {facts.Outcome ?? "none"}, share {facts.Share ?? 0}, n = {facts.Rows}"
            )
            : "no report of an experiment";
}
