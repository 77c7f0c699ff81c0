namespace Governance.Domain.Gates;

/// <summary>Why something about a waiver was refused.</summary>
public static class WaiverRefusals
{
    /// <summary>No such waiver.</summary>
    public static Refusal NotFound { get; } = new("waiver.not-found", $"There is no waiver with this ID.", RefusalKind.NotFound);

    /// <summary>No such rule in force.</summary>
    public static Refusal RuleUnknown { get; } =
        Refusal.Field(
            "waiver.rule-unknown",
            "rule",
            $"No policy in force has this rule. Name the policy and the rule as the gate shows them."
        );

    /// <summary>The policy does not let it be waived.</summary>
    public static Refusal NotWaivable(string policy, string rule) =>
        new(
            "waiver.not-waivable",
            $"{policy}/{rule} cannot be waived: its policy does not allow it. Meet the rule, or have the policy changed.",
            RefusalKind.Conflict
        );

    /// <summary>One at a time.</summary>
    public static Refusal AlreadyLive { get; } =
        new(
            "waiver.already-live",
            $"A waiver of this rule for this version is already in force or waiting to be granted. Nothing was added.",
            RefusalKind.Conflict
        );

    /// <summary>No end, or too late.</summary>
    public static Refusal EndNotBounded { get; } =
        Refusal.Field("waiver.end-not-bounded", "expiresAt", $"A waiver needs an end: give a time at most {Waiver.MaxDays} days from now.");

    /// <summary>No reason given.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("waiver.reason-missing", "reason", $"Give a reason that others will understand later.");

    /// <summary>Neither risk officer nor security approver.</summary>
    public static Refusal RoleMissing { get; } =
        new(
            "waiver.role-missing",
            $"Only risk officers and security approvers, acting in that role, can grant or refuse waivers.",
            RefusalKind.Forbidden
        );

    /// <summary>Not who asked, nor the requester of the promotion.</summary>
    public static Refusal RequesterCannotGrant { get; } =
        new(
            "waiver.requester-cannot-grant",
            $"You requested this waiver or the promotion, or a delegation links you to the person who did. Someone else has to decide.",
            RefusalKind.Forbidden
        );

    /// <summary>Not who made what it lets through.</summary>
    public static Refusal MakerCannotGrant { get; } =
        new(
            "waiver.maker-cannot-grant",
            $"You, or someone you act for, contributed to this version: its registration, artifact, evidence, a "
                + $"card, a signature or a rollback plan. Someone else has to decide.",
            RefusalKind.Forbidden
        );

    /// <summary>Two people in two roles.</summary>
    public static Refusal TwoPeople { get; } =
        new(
            "waiver.two-people",
            $"You have already granted this waiver, or someone else has in your role. A critical rule needs two people, one risk officer "
                + $"and one security approver.",
            RefusalKind.Forbidden
        );

    /// <summary>Nothing waits for a grant.</summary>
    public static Refusal NotWaiting { get; } =
        new(
            "waiver.not-waiting",
            $"This waiver is not waiting to be granted: it is in force or has ended. Request another one if it is still needed.",
            RefusalKind.Conflict
        );

    /// <summary>Over already.</summary>
    public static Refusal Over { get; } = new("waiver.over", $"This waiver has already ended.", RefusalKind.Conflict);

    /// <summary>Asked for by someone else.</summary>
    public static Refusal NotYours { get; } =
        new("waiver.not-yours", $"Only the requester can withdraw a waiver request. Approvers can refuse it.", RefusalKind.Forbidden);
}
