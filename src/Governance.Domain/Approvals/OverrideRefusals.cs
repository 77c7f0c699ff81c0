namespace Governance.Domain.Approvals;

/// <summary>Why an emergency override was refused.</summary>
public static class OverrideRefusals
{
    /// <summary>None here.</summary>
    public static Refusal NotFound { get; } =
        new(
            "override.not-found",
            $"This promotion has no emergency override that can be shown, confirmed, ended or reviewed.",
            RefusalKind.NotFound
        );

    /// <summary>Nothing is tried in an emergency.</summary>
    public static Refusal OfExperiment { get; } =
        new(
            "override.of-experiment",
            $"This promotion is limited to an experiment, which an emergency override cannot start. Have it signed.",
            RefusalKind.Conflict
        );

    /// <summary>Two different people in two different roles.</summary>
    public static Refusal TwoPeople { get; } =
        new(
            "override.two-people",
            $"An emergency override needs two different people: a risk officer and a security approver, each acting in that role and "
                + $"neither for the other.",
            RefusalKind.Forbidden
        );

    /// <summary>Not the requester, nor who acts for them.</summary>
    public static Refusal RequesterCannotConfirm { get; } =
        new(
            "override.requester-cannot-confirm",
            $"You requested this promotion, or a delegation links you to someone who did. Two other people have to confirm.",
            RefusalKind.Forbidden
        );

    /// <summary>Not who made it or opened its gate.</summary>
    public static Refusal PartyCannotConfirm { get; } =
        new(
            "override.party-cannot-confirm",
            $"You, or someone you act for, contributed to this version, granted a waiver for it, withdrew evidence for it, lowered its "
                + $"risk class, or changed what its gate requires or reads. Two other people have to confirm.",
            RefusalKind.Forbidden
        );

    /// <summary>One after the other.</summary>
    public static Refusal ReviewFirst(OverrideId id) =>
        new(
            "override.review-first",
            $"The emergency override {id} of this model is in force or has not been reviewed. Before the next one, it must be "
                + $"reviewed by a risk officer who did not confirm it.",
            RefusalKind.Conflict
        );

    /// <summary>Too many.</summary>
    public static Refusal LimitReached(int most) =>
        new(
            "override.limit-reached",
            $"This model has reached the maximum number of emergency overrides within 30 days: {most}. "
                + $"Have the promotion signed, or deploy the previous version.",
            RefusalKind.Conflict
        );

    /// <summary>Approved already.</summary>
    public static Refusal NotNeeded { get; } =
        new(
            "override.not-needed",
            $"This promotion is approved, so there is nothing to override. Deploy the version.",
            RefusalKind.Conflict
        );

    /// <summary>One at a time.</summary>
    public static Refusal AlreadyLive { get; } =
        new(
            "override.already-live",
            $"An emergency override of this promotion is already in force or waiting for its second confirmation. Nothing was added.",
            RefusalKind.Conflict
        );

    /// <summary>Nothing waits for a second confirmation.</summary>
    public static Refusal NotWaiting { get; } =
        new(
            "override.not-waiting",
            $"This emergency override is not waiting for a confirmation: it is in force or has ended. Request another one if it is still "
                + $"needed.",
            RefusalKind.Conflict
        );

    /// <summary>It stands in for signatures, not for facts.</summary>
    public static Refusal GateBlocks { get; } =
        new(
            "override.gate-blocks",
            $"A gate blocks this promotion. An emergency override replaces signatures, never what a rule requires. "
                + $"Fix what made the gate fail.",
            RefusalKind.Conflict
        );

    /// <summary>Prohibited, or not classified.</summary>
    public static Refusal RiskClassForbids { get; } =
        new(
            "override.risk-class",
            $"The model is prohibited or not classified. An emergency override does not change that.",
            RefusalKind.Conflict
        );

    /// <summary>Nothing to deploy.</summary>
    public static Refusal NotForRetirement { get; } =
        new("override.not-for-retirement", $"This promotion retires a version, so there is no gate to override.", RefusalKind.Conflict);

    /// <summary>Over already.</summary>
    public static Refusal Over { get; } = new("override.over", $"This emergency override has already ended.", RefusalKind.Conflict);

    /// <summary>Reviewed when it is over.</summary>
    public static Refusal StillInForce { get; } =
        new(
            "override.still-in-force",
            $"This emergency override is still in force. End it first, or review it when its time is over.",
            RefusalKind.Conflict
        );

    /// <summary>Reviewed already, or never granted.</summary>
    public static Refusal NothingToReview { get; } =
        new(
            "override.nothing-to-review",
            $"This emergency override has already been reviewed, or was never granted.",
            RefusalKind.Conflict
        );

    /// <summary>No one reviews themselves.</summary>
    public static Refusal OwnReview { get; } =
        new(
            "override.own-review",
            $"You confirmed this emergency override, so another risk officer has to review it.",
            RefusalKind.Forbidden
        );

    /// <summary>Nor what they took part in through another.</summary>
    public static Refusal ReviewByParty { get; } =
        new(
            "override.review-by-party",
            $"You requested this promotion, or a delegation or an account that one of you gave the other connects you with someone who "
                + $"requested it or confirmed the override. Another risk officer has to review it.",
            RefusalKind.Forbidden
        );

    /// <summary>No reason given.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("override.reason-missing", "reason", $"Explain what makes this an emergency, so that a reader understands it later.");

    /// <summary>No end, or too late.</summary>
    public static Refusal HoursNotBounded { get; } =
        Refusal.Field(
            "override.hours-not-bounded",
            "hours",
            $"An emergency override can last 1 to {EmergencyOverride.MaxHours} hours, but no longer than the portal's setting allows."
        );

    /// <summary>No words.</summary>
    public static Refusal WordsMissing { get; } =
        Refusal.Field("override.words-missing", "words", $"Say what happened and what was learned.");
}
