using System.Globalization;

namespace Governance.Policies;

internal static class ArtifactRules
{
    private static readonly Sentence s_classes = Sentence.Of(
        "class.asked",
        "minimal, limited or high",
        ("riskClasses", Values.Terms(StatementTerms.RiskClass, PolicyVocabulary.RiskClasses.Where(known => known != "prohibited")))
    );

    public static Finding RiskClass(RuleContext context) =>
        context.Input.Model.RiskClass switch
        {
            null => Finding.Fail(
                Sentence.Of("class.none", "The model has no risk class yet. Classify it; until then no version passes a gate."),
                s_classes,
                SeenClass("not classified", "not-classified")
            ),
            "prohibited" => Finding.Fail(
                Sentence.Of("class.prohibited", "The model is classified as prohibited. It cannot be promoted, and this cannot be waived."),
                s_classes,
                SeenClass("prohibited", "prohibited")
            ),
            var riskClass => Finding.Pass(
                Sentence.Of(
                    "class.met",
                    $"The model's risk class is {riskClass}.",
                    ("riskClass", Values.Term(StatementTerms.RiskClass, riskClass))
                ),
                s_classes,
                SeenClass(riskClass, riskClass)
            ),
        };

    private static Sentence SeenClass(string frozen, string word) =>
        Sentence.Of("class.seen", frozen, ("riskClass", Values.Term(StatementTerms.RiskClass, word)));

    /// <summary>A version that goes out of service needs no artifact.</summary>
    public static Sentence Retiring { get; } = Sentence.Of("artifact.retired", "Retiring a version uses no artifact.");

    public static Finding ArtifactDigest(RuleContext context)
    {
        var artifact = context.Input.Artifact;
        var expected = Described("artifact.asked", artifact.DeclaredSha256, artifact.DeclaredSizeBytes);
        if (context.Input.To == "retired")
        {
            return Finding.NotApplicable(Retiring);
        }

        if (artifact.StoredSha256 is null || artifact.StoredSizeBytes is not { } size)
        {
            return Finding.Fail(
                Sentence.Of("artifact.none", "No artifact is stored for this version. Upload the declared file."),
                expected,
                Sentence.None
            );
        }

        var actual = Described("artifact.seen", artifact.StoredSha256, size);
        return artifact.StoredSha256 == artifact.DeclaredSha256 && size == artifact.DeclaredSizeBytes
            ? Finding.Pass(Sentence.Of("artifact.met", "The stored artifact is the declared one, byte for byte."), expected, actual)
            : Finding.Fail(
                Sentence.Of(
                    "artifact.other",
                    "The stored artifact is not the declared one. Do not use it; register a new version with the right file."
                ),
                expected,
                actual
            );
    }

    private static readonly Sentence s_planFuture = Sentence.Of(
        "rollback.future",
        "The rollback plan is dated in the future. Record it again."
    );

    private static readonly Sentence s_planOld = Sentence.Of(
        "rollback.old",
        "The rollback plan is too old. Review it and record it again."
    );

    public static Finding RollbackPlan(RuleContext context)
    {
        var expected = Sentence.Joined(", ", Sentence.Of("rollback.asked", "a rollback target and plan"), context.AgeLimit);
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
            return Finding.Fail(
                Sentence.Of("rollback.none", "No rollback target and plan are recorded for this version. Record them."),
                expected,
                Sentence.None
            );
        }

        var target = ("version", Values.Name(rollback.Target));
        if (rollback.PlanSha256 is null)
        {
            var serves = Sentence.Of(
                "rollback.seen-in-service",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rollback.Target}, in service since {Instant.Write(rollback.RecordedAt)}, no plan filed"
                ),
                target,
                ("since", Values.Time(rollback.RecordedAt))
            );
            return context.Parameters.Has("maxAgeDays")
                ? Finding.Fail(NoPlan(rollback.Target, [rollback.Target]), expected, serves)
                : Finding.Pass(
                    Sentence.Of(
                        "rollback.in-service",
                        $"Rollback goes to {rollback.Target}, which is in service there and can be deployed again.",
                        target
                    ),
                    expected,
                    serves
                );
        }

        var actual = Sentence.Of(
            "rollback.seen",
            string.Create(CultureInfo.InvariantCulture, $"{rollback.Target}, recorded {Instant.Write(rollback.RecordedAt)}"),
            target,
            ("recorded", Values.Time(rollback.RecordedAt))
        );
        if (rollback.RecordedAt > context.Input.At)
        {
            return Finding.Fail(s_planFuture, expected, actual);
        }

        return context.Parameters.Integer("maxAgeDays") is { } days && context.Input.At - rollback.RecordedAt > TimeSpan.FromDays(days)
            ? Finding.Fail(s_planOld, expected, actual)
            : Finding.Pass(Sentence.Of("rollback.met", $"Rollback goes to {rollback.Target}.", target), expected, actual);
    }

    private static Sentence NoPlan(string frozen, IReadOnlyList<string> versions) =>
        Sentence.Of(
            "rollback.no-plan",
            $"No roll-back plan is filed for this version. Deploy it to an earlier stage with a plan that goes back to {frozen}.",
            ("versions", Values.Names(versions, 5))
        );

    // What is possible differs: a plan to a version that could serve, one of those that cannot, or an explanation where there never was
    // one.
    private static Finding NoRollback(RuleContext context, GateNoRollback none, Sentence expected)
    {
        var to = context.Input.To;
        var stage = ("stage", Values.Term(StatementTerms.Stage, to));
        if (none.Possible.Count > 0)
        {
            var possible = RuleContext.Listed(none.Possible.Take(5));
            return Finding.Fail(
                none.Explanation is null
                    ? NoPlan(possible, none.Possible)
                    : Sentence.Of(
                        "rollback.possible",
                        $"The plan says that no rollback is possible, but this one could be deployed again: {possible}. "
                            + "Record a plan that goes back there.",
                        ("versions", Values.Names(none.Possible, 5))
                    ),
                expected,
                Sentence.None
            );
        }

        if (!none.FirstVersion || none.Impossible.Count > 0)
        {
            return Finding.Fail(
                Sentence.Of(
                    "rollback.not-deployable",
                    $"Approved for {to} before, but not deployable there now: {RuleContext.Listed(none.Impossible.Take(5))}. "
                        + "End what holds one of them or have it approved again, then record a plan that goes back to it.",
                    stage,
                    ("versions", Values.Names(none.Impossible, 5))
                ),
                expected,
                Sentence.None
            );
        }

        if (context.Parameters.Text("firstVersion") is null)
        {
            return Finding.Fail(
                Sentence.Of(
                    "rollback.first-refused",
                    $"No earlier version was ever approved for {to}, and this rule accepts no reason in place of a rollback. "
                        + "Have the policy accept one (firstVersion: explain).",
                    stage
                ),
                expected,
                Sentence.Of("rollback.seen-first", "first version")
            );
        }

        var accepted = Sentence.Joined(
            "; ",
            expected,
            Sentence.Of("rollback.asked-first", "for a first version, the reason why there is none")
        );
        if (none.Explanation is not { } plan)
        {
            return Finding.Fail(
                Sentence.Of(
                    "rollback.first-unexplained",
                    $"No earlier version was ever approved for {to}. "
                        + "Deploy this version to an earlier stage with a rollback plan that states "
                        + "why no rollback is possible. The owner signs it with the promotion.",
                    stage
                ),
                accepted,
                Sentence.Of("rollback.seen-first-unexplained", "first version, no reason recorded")
            );
        }

        var recorded = Sentence.Of(
            "rollback.seen-first-explained",
            $"first version, reason recorded {Instant.Write(plan.RecordedAt)}",
            ("recorded", Values.Time(plan.RecordedAt))
        );
        return plan.RecordedAt > context.Input.At ? Finding.Fail(s_planFuture, accepted, recorded)
            : context.Parameters.Integer("maxAgeDays") is { } days && context.Input.At - plan.RecordedAt > TimeSpan.FromDays(days)
                ? Finding.Fail(s_planOld, accepted, recorded)
            : Finding.Pass(
                Sentence.Of(
                    "rollback.first-met",
                    $"No earlier version was ever approved for {to}. "
                        + "The plan states why no rollback is possible, and the owner signs it with "
                        + "the promotion.",
                    stage
                ),
                accepted,
                recorded
            );
    }

    private static Sentence Described(string code, string sha256, long size) =>
        Sentence.Of(
            code,
            string.Create(CultureInfo.InvariantCulture, $"{sha256}, {size:#,0} bytes"),
            ("artifact", Values.Id(sha256)),
            ("size", Values.Count(size))
        );
}
