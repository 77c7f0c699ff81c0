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
            return Finding.NotApplicable(
                Sentence.Of(
                    "experiment.own",
                    $"The promotion is limited to {own.Id}, which is the experiment that the rule asks for.",
                    ("experiment", Values.Id(own.Id))
                )
            );
        }

        var outcome = context.Parameters.Text("outcome");
        var share = context.Parameters.Number("minShare");
        var rows = context.Parameters.Integer("minRows");
        var expected = Sentence.Joined(
            ", ",
            new[]
            {
                kinds.Count == 0
                    ? null
                    : Sentence.Of(
                        "experiment.asked-kinds",
                        string.Join(" / ", kinds),
                        ("experimentKinds", Values.Terms(StatementTerms.ExperimentKind, kinds))
                    ),
                outcome is null
                    ? null
                    : Sentence.Of(
                        "experiment.asked-outcome",
                        $"outcome {outcome}",
                        ("outcome", Values.Term(StatementTerms.ExperimentOutcome, outcome))
                    ),
                share is { } least
                    ? Sentence.Of("experiment.asked-share", $"share >= {Number.Write(least)}", ("share", Values.Share(least)))
                    : null,
                rows is { } size
                    ? Sentence.Of("asked.rows", string.Create(CultureInfo.InvariantCulture, $"n >= {size}"), ("rows", Values.Count(size)))
                    : null,
                context.AgeLimit,
            }
                .OfType<Sentence>()
                .DefaultIfEmpty(Sentence.Of("experiment.asked", "a concluded experiment"))
        );
        var counting = context.Evidence.OfKind("experiment").Where(evidence => context.Evidence.Counts(evidence, days)).ToList();
        if (counting.Count == 0)
        {
            return context.Evidence.Newest("experiment", days, expected).Missing;
        }

        var asked = counting.FindAll(evidence =>
            evidence.Facts.Experiment is { Outcome: { } concluded } facts
            && (kinds.Count == 0 || kinds.Contains(facts.Kind, StringComparer.Ordinal))
            && (outcome is null || outcome == concluded)
            && (share is null || facts.Share >= share)
            && (rows is null || facts.Rows >= rows)
        );
        var found = asked.Find(evidence => IsVouchedFor(evidence, context.Input));
        if (found is null && asked.Count > 0)
        {
            return Finding
                .Fail(
                    Sentence.Of(
                        "experiment.filed",
                        $"No experiment of this version was concluded with {asked[0].Id}. Conclude one, or have someone attest the report "
                            + "who neither filed it, developed the version nor requests its promotion.",
                        ("evidence", Values.Id(asked[0].Id))
                    ),
                    expected,
                    Described(asked[0])
                )
                .From(asked[0]);
        }

        return found is not null
            ? Finding
                .Pass(
                    Sentence.Of("experiment.met", $"{found.Id} reports an experiment as the rule asks.", ("evidence", Values.Id(found.Id))),
                    expected,
                    Described(found)
                )
                .From(found)
            : Finding
                .Fail(
                    Sentence.Of(
                        "experiment.unmet",
                        $"{counting[0].Id} reports no experiment as the rule asks. "
                            + $"Conclude an experiment of this version with {expected.Frozen}.",
                        ("evidence", Values.Id(counting[0].Id))
                    ),
                    expected,
                    Described(counting[0])
                )
                .From(counting[0]);
    }

    // A report that someone filed, of another tool or written by hand, is their word. Who concludes an experiment is judged there.
    private static bool IsVouchedFor(GateEvidence evidence, GateInput input) =>
        evidence.Facts.Experiment?.Concluded is not false
        || evidence
            .AttestedBy.Except(
                (evidence.FiledBy ?? []).Concat(input.Version.Developers ?? []).Concat(input.RequestedBy),
                StringComparer.Ordinal
            )
            .Any();

    private static Sentence Described(GateEvidence evidence) =>
        evidence.Facts.Experiment is { } facts
            ? Sentence.Of(
                "experiment.seen",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{facts.Kind}, outcome {facts.Outcome ?? "none"}, share {facts.Share ?? 0}, n = {facts.Rows}"
                ),
                ("experimentKind", Values.Term(StatementTerms.ExperimentKind, facts.Kind)),
                ("outcome", Values.Term(StatementTerms.ExperimentOutcome, facts.Outcome ?? "none")),
                ("share", Values.Share(facts.Share ?? 0)),
                ("n", Values.Count(facts.Rows))
            )
            : Sentence.Of("experiment.seen-none", "no report of an experiment");
}
