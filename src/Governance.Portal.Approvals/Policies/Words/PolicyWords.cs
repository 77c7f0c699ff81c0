using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Kernel.Components;

namespace Governance.Portal.Approvals.Policies.Words;

/// <summary>Puts into words what a policy says beside its rules: what it applies to, who signs, what follows.</summary>
internal static class PolicyWords
{
    /// <summary>All of it, in the order of the file. Every policy says the first two.</summary>
    public static IReadOnlyList<PolicyFact> Of(PolicyDocument policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return
        [
            new(new("Mode"), Mode(policy.Mode)),
            new(new("Applies to"), Scope(policy.AppliesTo)),
            .. Dates(policy),
            .. Approvals(policy.Approvals),
            .. policy.MakersMaySign.Count > 0
                ? [new PolicyFact(new("Developers of a version may sign"), new("for {0}", Classes(policy.MakersMaySign)))]
                : Array.Empty<PolicyFact>(),
            .. policy.Continuous is { } continuous
                ? [new PolicyFact(new("If a version in use does not meet it"), Continuous(continuous))]
                : Array.Empty<PolicyFact>(),
        ];
    }

    /// <summary>Which promotions a policy is about.</summary>
    public static Phrase Scope(PolicyScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        List<Phrase> limits =
        [
            .. scope.Kinds is { } kinds ? [new Phrase("the kind {0}", kinds.Select(Kind))] : Array.Empty<Phrase>(),
            .. scope.RiskClasses is { } classes ? [Classes(classes)] : Array.Empty<Phrase>(),
            .. scope.Tiers is { } tiers ? [new Phrase("tier {0}", tiers.Select(t => t["tier".Length..]))] : Array.Empty<Phrase>(),
            .. scope.Tags.Select(tag => new Phrase("the tag {0}: {1}", tag.Key, tag.Value)),
            .. scope.Models is { } models ? [new Phrase("the name {0}", models)] : Array.Empty<Phrase>(),
        ];
        var where = Where(scope.Stages);
        return limits.Count == 0 ? where : new("{0}, for models with {1}", where, limits);
    }

    /// <summary>What a policy does with what it finds.</summary>
    public static Phrase Mode(PolicyMode mode) =>
        new(
            mode switch
            {
                PolicyMode.Enforce => "Blocks what does not meet it",
                PolicyMode.Warn => "Warns, but blocks nothing",
                PolicyMode.DryRun => "Dry run: records results, but blocks nothing",
            }
        );

    private static Phrase Kind(string kind) => kind == "agent" ? new("agent") : new("model");

    private static Phrase Where(IReadOnlyList<string>? stages) =>
        stages is null ? new("Every promotion and retirement")
        : stages.ToList() is ["retired"] ? new("Retirements")
        : new(
            stages.Contains("retired") ? "Retirements and promotions to {0}" : "Promotions to {0}",
            stages.Where(s => s != "retired").Select(s => new Phrase(s))
        );

    private static Phrase Classes(IReadOnlyList<string> classes) => new("risk class {0}", Phrase.Or(classes.Select(c => new Phrase(c))));

    private static IEnumerable<PolicyFact> Dates(PolicyDocument policy)
    {
        if (policy.Owner is { } owner)
        {
            yield return new(new("Owned by"), new("{0}", owner));
        }

        if (policy.EffectiveFrom is { } from)
        {
            yield return new(new("Effective from"), new("{0}", Day(from)));
        }

        if (policy.Expires is { } expires)
        {
            yield return new(new("Expires"), new("{0}", Day(expires)));
        }
    }

    private static IEnumerable<PolicyFact> Approvals(PolicyApprovals? approvals)
    {
        if (approvals is null)
        {
            yield break;
        }

        if (approvals.Roles.Count > 0)
        {
            yield return new(new("Sign-offs"), new("{0}", approvals.Roles.Select(Slot)));
        }

        yield return new(new("An approval is valid for"), Days(approvals.MaxAgeDays));
        yield return new(new("A request stays open for"), Days(approvals.OpenDays));
        yield return new(
            new("After an access reset"),
            approvals.SoonAfterResetHours == 0
                ? new("signatures are marked")
                : new("no signature for {0} unless a second person confirms the access", Plural(approvals.SoonAfterResetHours, "hour"))
        );
    }

    private static Phrase Slot(ApprovalRole slot)
    {
        var role = new Phrase(SignOffMeaning.Slot(WireName.Parse<SignOffRole>(slot.Role)));
        return slot.RiskClasses is { } classes ? new("{0} for {1}", role, Classes(classes)) : role;
    }

    private static Phrase Continuous(PolicyContinuous continuous)
    {
        var grace = Enum.GetValues<RuleSeverity>().Select(continuous.GraceOf).ToList();
        var then = new Phrase(
            continuous.Then switch
            {
                ContinuousStep.Alert => "an alert",
                ContinuousStep.BlockPermits => "an alert and no new permits",
                ContinuousStep.RequireReview => "an alert and no new permits before a review",
            }
        );
        return grace.TrueForAll(time => time == TimeSpan.Zero) ? new("{0}, without a grace period", then)
            : grace.TrueForAll(time => time == grace[0]) ? new("{0} after a grace period of {1}", then, Time(grace[0]))
            : new(
                "{0} after a grace period of {1} for critical rules, {2} for high, {3} for medium and {4} for low ones",
                then,
                Time(grace[0]),
                Time(grace[1]),
                Time(grace[2]),
                Time(grace[3])
            );
    }

    private static Func<string> Time(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerDay == 0 ? Plural((long)time.TotalDays, "day") : Plural((long)time.TotalHours, "hour");

    private static Phrase Days(int days) => new("{0}", Plural(days, "day"));

    private static Func<string> Plural(long number, string one) => () => Formats.Plural(number, one);

    private static Func<string> Day(DateOnly day) => () => Shapes.In(day, "d MMM yyyy");
}
