namespace Governance.Domain.ModelRisk;

/// <summary>Refusals about findings of validations.</summary>
public static class FindingRefusals
{
    /// <summary>No such finding.</summary>
    public static Refusal NotFound { get; } = new("finding.not-found", $"This model has no finding with this ID.", RefusalKind.NotFound);

    /// <summary>A severity that is none.</summary>
    public static Refusal SeverityUnknown { get; } =
        Refusal.Field(
            "finding.severity-unknown",
            "severity",
            $"The severity must be one of {string.Join(", ", WireName.All<FindingSeverity>())}."
        );

    /// <summary>No words.</summary>
    public static Refusal TextMissing { get; } =
        Refusal.Field("finding.text-missing", "text", $"Say what is wrong and what is expected, in at most 8,000 characters.");

    /// <summary>No such person.</summary>
    public static Refusal OwnerUnknown { get; } =
        Refusal.Field("finding.owner-unknown", "owner", $"Give the e-mail address of a person with an active account.");

    /// <summary>The validator owns it.</summary>
    public static Refusal OwnerValidates { get; } =
        Refusal.Field(
            "finding.owner-validates",
            "owner",
            $"Validators cannot own the findings of their own validation. Name someone else."
        );

    /// <summary>A day that cannot be.</summary>
    public static Refusal DueNotValid { get; } =
        Refusal.Field(
            "finding.due-not-valid",
            "dueOn",
            $"A finding must be due after today and at most {ValidationFinding.MaxMonths} months from now."
        );

    /// <summary>The owner closes it.</summary>
    public static Refusal OwnerCloses { get; } =
        new("finding.owner-closes", $"You own this finding. Another validator has to close it.", RefusalKind.Forbidden);

    /// <summary>It is closed.</summary>
    public static Refusal Closed { get; } =
        new("finding.closed", $"This finding is closed and can no longer be changed.", RefusalKind.Conflict);

    /// <summary>No evidence, or some that is not this model's.</summary>
    public static Refusal EvidenceMissing { get; } =
        Refusal.Field(
            "finding.evidence-missing",
            "evidence",
            $"Name evidence of this model, such as EVD-0012, or give the SHA-256 of the document that proves the fix."
        );

    /// <summary>No words about the closure.</summary>
    public static Refusal ClosureMissing { get; } =
        Refusal.Field("finding.closure-missing", "closure", $"Say what was done, in at most 8,000 characters.");

    /// <summary>A day that it cannot be moved to.</summary>
    public static Refusal NewDayNotValid { get; } =
        Refusal.Field(
            "finding.new-day-not-valid",
            "dueOn",
            $"Name another date, after today and at most {ValidationFinding.MaxMonths} months from now."
        );

    /// <summary>No words about the new day.</summary>
    public static Refusal ExtensionReasonMissing { get; } =
        Refusal.Field("finding.extension-reason-missing", "reason", $"Say why the date is moved, in at most 8,000 characters.");

    /// <summary>One waits.</summary>
    public static Refusal ExtensionWaiting { get; } =
        new(
            "finding.extension-waiting",
            $"Another date for this finding is waiting for a second person. Have it confirmed or declined first.",
            RefusalKind.Conflict
        );

    /// <summary>None waits.</summary>
    public static Refusal NoExtension { get; } =
        new("finding.no-extension", $"No other date for this finding is waiting for a second person.", RefusalKind.Conflict);

    /// <summary>Who asked, or owns the finding, decides.</summary>
    public static Refusal OwnExtension { get; } =
        new("finding.own-extension", $"You requested this date, or own the finding. Someone else has to decide.", RefusalKind.Forbidden);

    /// <summary>The day has come while it waited.</summary>
    public static Refusal NewDayPassed { get; } =
        new("finding.new-day-passed", $"The requested date has passed. Decline it and request another.", RefusalKind.Conflict);
}
