namespace Governance.Domain.Oversight;

/// <summary>Refusals about overseers and tests of the stop control.</summary>
public static class OversightRefusals
{
    /// <summary>No such appointment of this system.</summary>
    public static Refusal OverseerNotFound { get; } =
        new("oversight.overseer-not-found", $"This AI system has no appointment of an overseer with this ID.", RefusalKind.NotFound);

    /// <summary>No such test of this system.</summary>
    public static Refusal TestNotFound { get; } =
        new("oversight.test-not-found", $"This AI system has no test of its stop control with this ID.", RefusalKind.NotFound);

    /// <summary>A system that is retired.</summary>
    public static Refusal SystemRetired { get; } =
        new("oversight.system-retired", $"This AI system is retired. Its roster is kept for the record only.", RefusalKind.Conflict);

    /// <summary>Not an active account.</summary>
    public static Refusal PersonUnknown { get; } =
        Refusal.Field("oversight.person-unknown", "person", $"This has to be the e-mail address of an active account.");

    /// <summary>They appoint themselves.</summary>
    public static Refusal AppointsThemselves { get; } =
        new("oversight.appoints-themselves", $"You cannot appoint yourself. Someone else has to appoint you.", RefusalKind.Forbidden);

    /// <summary>They oversee it already.</summary>
    public static Refusal AlreadyAppointed { get; } =
        new(
            "oversight.already-appointed",
            $"This person already oversees the AI system. End that appointment first to change their authority.",
            RefusalKind.Conflict
        );

    /// <summary>An authority that is none.</summary>
    public static Refusal AuthorityUnknown { get; } =
        Refusal.Field(
            "oversight.authority-unknown",
            "authority",
            $"The authority must be one of {string.Join(", ", WireName.All<OversightAuthority>())}."
        );

    /// <summary>An end before the beginning.</summary>
    public static Refusal DaysNotValid { get; } =
        Refusal.Field("oversight.days-not-valid", "until", $"The last day cannot be before the first day or in the past.");

    /// <summary>They record their own training.</summary>
    public static Refusal TrainsThemselves { get; } =
        new("oversight.trains-themselves", $"Someone else must record your training.", RefusalKind.Forbidden);

    /// <summary>More trainings than one appointment holds.</summary>
    public static Refusal TooManyTrainings { get; } =
        new(
            "oversight.too-many-trainings",
            $"An appointment can have at most {Overseer.MaxTrainings} training records. End it and appoint the person again.",
            RefusalKind.Conflict
        );

    /// <summary>No title of a training, or one too long.</summary>
    public static Refusal TrainingMissing { get; } =
        Refusal.Field(
            "oversight.training-missing",
            "what",
            $"Give the subject of the training, in at most {Overseer.MaxTitle} characters."
        );

    /// <summary>No trainer, or one too long.</summary>
    public static Refusal TrainerMissing { get; } =
        Refusal.Field("oversight.trainer-missing", "trainer", $"Say who gave the training, in at most {Overseer.MaxTitle} characters.");

    /// <summary>Days of a training that cannot be.</summary>
    public static Refusal TrainingDaysNotValid { get; } =
        Refusal.Field(
            "oversight.training-days-not-valid",
            "validUntil",
            $"The date of the training cannot be in the future. The last day of validity cannot be before that date or more than "
                + $"{Overseer.MaxYears} years after it."
        );

    /// <summary>No reason, or one too long.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("oversight.reason-missing", "reason", $"Give the reason, in at most 8,000 characters.");

    /// <summary>A reference too long.</summary>
    public static Refusal ReferenceTooLong { get; } =
        Refusal.Field(
            "oversight.reference-too-long",
            "reference",
            $"Say where the document is, in at most {OversightProof.MaxReference} characters."
        );

    /// <summary>No digest.</summary>
    public static Refusal DigestNotValid { get; } =
        Refusal.Field("oversight.digest-not-valid", "sha256", $"A SHA-256 must have 64 lower-case hexadecimal digits.");

    /// <summary>Nothing said of a test, or too much.</summary>
    public static Refusal TestMissing { get; } =
        Refusal.Field("oversight.test-missing", "what", $"Say what was stopped and how, in at most 8,000 characters.");

    /// <summary>A result that is none.</summary>
    public static Refusal ResultUnknown { get; } =
        Refusal.Field("oversight.result-unknown", "result", $"The result must be stopped or failed.");

    /// <summary>A test that is not over.</summary>
    public static Refusal TestedInTheFuture { get; } =
        Refusal.Field("oversight.tested-in-the-future", "testedAt", $"A test can only be recorded after it took place.");

    /// <summary>Seconds that cannot be.</summary>
    public static Refusal SecondsNotValid { get; } =
        Refusal.Field(
            "oversight.seconds-not-valid",
            "secondsToStop",
            $"Give the number of seconds until the system stopped, at most 604,800, or leave it out if it did not stop."
        );

    /// <summary>A next day that cannot be.</summary>
    public static Refusal NextNotValid { get; } =
        Refusal.Field(
            "oversight.next-not-valid",
            "nextOn",
            $"The next test must be after this one and at most {StopTest.MaxMonths} months later."
        );

    /// <summary>A decision that is none.</summary>
    public static Refusal OutcomeUnknown { get; } =
        Refusal.Field("oversight.outcome-unknown", "outcome", $"The outcome must be confirm or decline.");

    /// <summary>They confirm their own record.</summary>
    public static Refusal ConfirmsThemselves { get; } =
        new("oversight.confirms-themselves", $"You recorded this test. Someone else has to confirm or decline it.", RefusalKind.Forbidden);

    /// <summary>An appointment that ended.</summary>
    public static Refusal HasEnded(OverseerId id) =>
        new("oversight.has-ended", $"The appointment {id} has ended. Appoint the person again.", RefusalKind.Conflict);

    /// <summary>A test that was decided.</summary>
    public static Refusal AlreadyDecided(StopTestId id) =>
        new("oversight.already-decided", $"{id} has already been confirmed or declined.", RefusalKind.Conflict);
}
