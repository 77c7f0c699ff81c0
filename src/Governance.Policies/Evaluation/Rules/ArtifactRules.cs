using System.Globalization;

namespace Governance.Policies;

internal static class ArtifactRules
{
    public static Finding RiskClass(RuleContext context) =>
        context.Input.Model.RiskClass switch
        {
            null => Finding.Fail(
                "The model has no risk class yet. Classify it; until then no version passes a gate.",
                "minimal, limited or high",
                "not classified"
            ),
            "prohibited" => Finding.Fail(
                "The model is classified as prohibited. It cannot be promoted, and this cannot be waived.",
                "minimal, limited or high",
                "prohibited"
            ),
            var riskClass => Finding.Pass($"The model's risk class is {riskClass}.", "minimal, limited or high", riskClass),
        };

    public static Finding ArtifactDigest(RuleContext context)
    {
        var artifact = context.Input.Artifact;
        var expected = Described(artifact.DeclaredSha256, artifact.DeclaredSizeBytes);
        if (context.Input.To == "retired")
        {
            return Finding.NotApplicable("Retiring a version uses no artifact.");
        }

        if (artifact.StoredSha256 is null || artifact.StoredSizeBytes is not { } size)
        {
            return Finding.Fail("No artifact is stored for this version. Upload the declared file.", expected, "none");
        }

        var actual = Described(artifact.StoredSha256, size);
        return artifact.StoredSha256 == artifact.DeclaredSha256 && size == artifact.DeclaredSizeBytes
            ? Finding.Pass("The stored artifact is the declared one, byte for byte.", expected, actual)
            : Finding.Fail(
                "The stored artifact is not the declared one. Do not use it; register a new version with the right file.",
                expected,
                actual
            );
    }

    public static Finding RollbackPlan(RuleContext context)
    {
        var expected = $"a rollback target and plan{(context.AgeLimit is { } limit ? ", " + limit : string.Empty)}";
        if (
            context.Input is { Rollback: null, NoRollback: { } none }
            && context.KnowsFirstVersions
            && (none.FirstVersion || none.Possible.Count + none.Impossible.Count > 0)
        )
        {
            return NoRollback(context, none, expected);
        }

        if (context.Input.Rollback is not { } rollback)
        {
            return Finding.Fail("No rollback target and plan are recorded for this version. Record them.", expected, "none");
        }

        if (rollback.PlanSha256 is null)
        {
            var serves = string.Create(
                CultureInfo.InvariantCulture,
                $"{rollback.Target}, in service since {Instant.Write(rollback.RecordedAt)}, no plan filed"
            );
            return context.Parameters.Has("maxAgeDays")
                ? Finding.Fail(
                    $"No roll-back plan is filed for this version. Deploy it to an earlier stage with a plan that goes back to "
                        + $"{rollback.Target}.",
                    expected,
                    serves
                )
                : Finding.Pass(
                    $"Rollback goes to {rollback.Target}, which is in service there and can be deployed again.",
                    expected,
                    serves
                );
        }

        var actual = string.Create(CultureInfo.InvariantCulture, $"{rollback.Target}, recorded {Instant.Write(rollback.RecordedAt)}");
        if (rollback.RecordedAt > context.Input.At)
        {
            return Finding.Fail("The rollback plan is dated in the future. Record it again.", expected, actual);
        }

        return context.Parameters.Integer("maxAgeDays") is { } days && context.Input.At - rollback.RecordedAt > TimeSpan.FromDays(days)
            ? Finding.Fail("The rollback plan is too old. Review it and record it again.", expected, actual)
            : Finding.Pass($"Rollback goes to {rollback.Target}.", expected, actual);
    }

    // What is possible differs: a plan to a version that could serve, one of those that cannot, or an explanation where there never was
    // one.
    private static Finding NoRollback(RuleContext context, GateNoRollback none, string expected)
    {
        var stage = context.Input.To;
        if (none.Possible.Count > 0)
        {
            return Finding.Fail(
                none.Explanation is null
                    ? $"No roll-back plan is filed for this version. Deploy it to an earlier stage with a plan that goes back to "
                        + $"{RuleContext.Listed(none.Possible.Take(5))}."
                    : $"The plan says that no rollback is possible, but this one could be deployed again: "
                        + $"{RuleContext.Listed(none.Possible.Take(5))}. Record a plan that goes back there.",
                expected,
                "none"
            );
        }

        if (!none.FirstVersion || none.Impossible.Count > 0)
        {
            return Finding.Fail(
                $"Approved for {stage} before, but not deployable there now: {RuleContext.Listed(none.Impossible.Take(5))}. "
                    + "End what holds one of them or have it approved again, then record a plan that goes back to it.",
                expected,
                "none"
            );
        }

        if (context.Parameters.Text("firstVersion") is null)
        {
            return Finding.Fail(
                $"No earlier version was ever approved for {stage}, and this rule accepts no reason in place of a rollback. "
                    + "Have the policy accept one (firstVersion: explain).",
                expected,
                "first version"
            );
        }

        var accepted = $"{expected}; for a first version, the reason why there is none";
        if (none.Explanation is not { } plan)
        {
            return Finding.Fail(
                $"No earlier version was ever approved for {stage}. "
                    + "Deploy this version to an earlier stage with a rollback plan that states "
                    + "why no rollback is possible. The owner signs it with the promotion.",
                accepted,
                "first version, no reason recorded"
            );
        }

        var recorded = $"first version, reason recorded {Instant.Write(plan.RecordedAt)}";
        return plan.RecordedAt > context.Input.At
                ? Finding.Fail("The rollback plan is dated in the future. Record it again.", accepted, recorded)
            : context.Parameters.Integer("maxAgeDays") is { } days && context.Input.At - plan.RecordedAt > TimeSpan.FromDays(days)
                ? Finding.Fail("The rollback plan is too old. Review it and record it again.", accepted, recorded)
            : Finding.Pass(
                $"No earlier version was ever approved for {stage}. "
                    + "The plan states why no rollback is possible, and the owner signs it with "
                    + "the promotion.",
                accepted,
                recorded
            );
    }

    private static string Described(string sha256, long size) => string.Create(CultureInfo.InvariantCulture, $"{sha256}, {size:#,0} bytes");
}
