namespace Governance.Domain.Retirements;

/// <summary>Why something about a retirement is refused.</summary>
public static class RetirementRefusals
{
    /// <summary>No such retirement.</summary>
    public static Refusal NotFound { get; } =
        new("retirement.not-found", $"There is no retirement with this ID. IDs look like RET-0001.", RefusalKind.NotFound);

    /// <summary>Not a kind.</summary>
    public static Refusal SubjectUnknown { get; } =
        Refusal.Field(
            "retirement.subject-unknown",
            "subject",
            $"Name what is to be retired: a model, a model and its version as model@version, or an AI system such as SYS-0001."
        );

    /// <summary>Nothing of it is left to retire.</summary>
    public static Refusal NothingToRetire { get; } =
        new(
            "retirement.nothing-to-retire",
            $"All versions of this system are already retired. Register its components, or change the system's life cycle.",
            RefusalKind.Conflict
        );

    /// <summary>One is under way.</summary>
    public static Refusal AlreadyOpen(RetirementId other, string version) =>
        new("retirement.already-open", $"{other} is already in progress for {version}. Continue there.", RefusalKind.Conflict);

    /// <summary>No words.</summary>
    public static Refusal WordsMissing(string field) =>
        Refusal.Field(
            "retirement.words-missing",
            field,
            $"Explain this in at most {Retirement.MaxText} characters, so that a reader understands it later."
        );

    /// <summary>The day is over.</summary>
    public static Refusal PlannedInThePast { get; } =
        Refusal.Field("retirement.planned-in-the-past", "plannedAt", $"Give a planned time in the future, with its time zone.");

    /// <summary>No one to own it.</summary>
    public static Refusal PersonUnknown(string field) =>
        Refusal.Field("retirement.person-unknown", field, $"This is not an active account. Enter the e-mail address of an active account.");

    /// <summary>Not a successor.</summary>
    public static Refusal SuccessorUnknown { get; } =
        Refusal.Field(
            "retirement.successor-unknown",
            "successor",
            $"Name a registered model, or model@version, that is not being retired at the same time."
        );

    /// <summary>They do not answer for it.</summary>
    public static Refusal NotOwner(string model) =>
        new("retirement.not-owner", $"Only the owner of {model} or a deputy can do this.", RefusalKind.Forbidden);

    /// <summary>It is over.</summary>
    public static Refusal Over(RetirementState state) =>
        new("retirement.over", $"This retirement is {Sentence.Word(state)} and can no longer be changed.", RefusalKind.Conflict);

    /// <summary>It is being signed.</summary>
    public static Refusal BeingSigned { get; } =
        new(
            "retirement.being-signed",
            $"The closing statement is waiting for signatures. Reopen the plan first: signatures given so far become void.",
            RefusalKind.Conflict
        );

    /// <summary>It is not being signed.</summary>
    public static Refusal NotBeingSigned { get; } = new("retirement.not-being-signed", $"The plan is already open.", RefusalKind.Conflict);

    /// <summary>No such dependant; null when none is named.</summary>
    public static Refusal DependantUnknown(string? id) =>
        id is null
            ? Refusal.Field(
                "retirement.dependant-unknown",
                "dependants",
                $"Name at least one dependent item that is waiting for a decision."
            )
            : Refusal.Field("retirement.dependant-unknown", "dependants", $"{id} is not a dependent item waiting for a decision.");

    /// <summary>Not a decision.</summary>
    public static Refusal DecisionUnknown { get; } =
        Refusal.Field(
            "retirement.decision-unknown",
            "decision",
            $"The decision must be one of {string.Join(", ", WireName.All<DependantDecisionKind>())}."
        );

    /// <summary>Migrated to what?</summary>
    public static Refusal MigratedToMissing { get; } =
        Refusal.Field("retirement.migrated-to-missing", "to", $"Name what it depends on from now on.");

    /// <summary>No such task.</summary>
    public static Refusal TaskUnknown { get; } =
        new("retirement.task-unknown", $"This retirement has no task with this number.", RefusalKind.NotFound);

    /// <summary>The task is done.</summary>
    public static Refusal TaskDone { get; } = new("retirement.task-done", $"This task is already done.", RefusalKind.Conflict);

    /// <summary>Not someone else's task.</summary>
    public static Refusal NotYourTask { get; } =
        new(
            "retirement.not-your-task",
            $"Only the owner of the task, of the retirement or of the model can complete this task.",
            RefusalKind.Forbidden
        );

    /// <summary>Too much in one place.</summary>
    public static Refusal TooMany(string field, int most) => Refusal.Field("retirement.too-many", field, $"At most {most} are allowed.");

    /// <summary>Nothing shows it.</summary>
    public static Refusal EvidenceMissing { get; } =
        Refusal.Field(
            "retirement.evidence-missing",
            "evidence",
            $"Name the evidence: a record such as EVD-0001 or REP-0001, or a file's name and its SHA-256 digest."
        );

    /// <summary>Not a piece of evidence.</summary>
    public static Refusal EvidenceNotValid { get; } =
        Refusal.Field(
            "retirement.evidence-not-valid",
            "evidence",
            $"Evidence must be the ID of a record, or a file name followed by its SHA-256 digest in 64 lower-case hexadecimal digits."
        );

    /// <summary>Stopped already.</summary>
    public static Refusal StoppedAlready { get; } =
        new("retirement.stopped-already", $"Its traffic has already been stopped.", RefusalKind.Conflict);

    /// <summary>Not stopped yet.</summary>
    public static Refusal NotStopped { get; } =
        new("retirement.not-stopped", $"Stop its traffic first: this ends its permits and blocks deployments.", RefusalKind.Conflict);

    /// <summary>Confirmed already.</summary>
    public static Refusal ConfirmedAlready { get; } =
        new("retirement.confirmed-already", $"It has already been confirmed that no traffic arrives.", RefusalKind.Conflict);

    /// <summary>Something still serves.</summary>
    public static Refusal StillDecides(long count) =>
        new(
            "retirement.still-decides",
            $"Decisions received after traffic was stopped: {count}. "
                + $"Find out where the calls come from, and confirm again when they have stopped.",
            RefusalKind.Conflict
        );

    /// <summary>Not a way to know.</summary>
    public static Refusal ProofUnknown { get; } =
        Refusal.Field("retirement.proof-unknown", "how", $"The proof must be one of {string.Join(", ", WireName.All<TrafficProof>())}.");

    /// <summary>No serving system.</summary>
    public static Refusal ServingSystemNotValid { get; } =
        Refusal.Field(
            "retirement.serving-system-not-valid",
            "system",
            $"Name the serving system, in at most {Retirement.MaxTitle} characters."
        );

    /// <summary>No such key; null when none is named.</summary>
    public static Refusal KeyUnknown(string? key) =>
        key is null
            ? Refusal.Field("retirement.key-unknown", "keys", $"Name at least one key affected by this retirement.")
            : Refusal.Field("retirement.key-unknown", "keys", $"{key} is not a key affected by this retirement.");

    /// <summary>The key serves others.</summary>
    public static Refusal KeyShared(string key) =>
        new(
            "retirement.key-shared",
            $"The key {key} is also used elsewhere. Ask an administrator to revoke it, or keep it and give a reason.",
            RefusalKind.Conflict
        );

    /// <summary>No such data; null when none is named.</summary>
    public static Refusal DataUnknown(string? id) =>
        id is null
            ? Refusal.Field("retirement.data-unknown", "items", $"Name data affected by this retirement.")
            : Refusal.Field("retirement.data-unknown", "items", $"{id} is not part of the data affected by this retirement.");

    /// <summary>Not a choice.</summary>
    public static Refusal DispositionUnknown { get; } =
        Refusal.Field(
            "retirement.disposition-unknown",
            "choice",
            $"The disposition of data must be one of {string.Join(", ", WireName.All<DispositionKind>())}."
        );

    /// <summary>Kept until when?</summary>
    public static Refusal KeepUntilMissing { get; } =
        Refusal.Field("retirement.keep-until-missing", "until", $"Give the date until which the data is kept.");

    /// <summary>Too early.</summary>
    public static Refusal TooEarly(string name, DateOnly day, Sentence basis) =>
        Refusal.Field("retirement.too-early", "until", $"{name} must be kept until at least {day:yyyy-MM-dd}: {basis}");

    /// <summary>Held by an incident.</summary>
    public static Refusal Held(string name, string incident) =>
        new(
            "retirement.held",
            $"{incident} has frozen {name} as evidence and is still active. {name} cannot be deleted until the incident is closed.",
            RefusalKind.Conflict
        );

    /// <summary>Not a retention.</summary>
    public static Refusal RetentionNotValid { get; } =
        Refusal.Field("retirement.retention-not-valid", "end", $"The end of retention must be after its start, within 100 years.");

    /// <summary>Shorter than the law; the day is the one at the offset of the instant.</summary>
    public static Refusal RetentionTooShort(DateTimeOffset least, Sentence basis) =>
        Refusal.Field("retirement.retention-too-short", "end", $"{basis} requires retention until at least {least.Day():yyyy-MM-dd}.");

    /// <summary>Something is left to do.</summary>
    public static Refusal Blocked(IReadOnlyList<RetirementBlocker> blockers)
    {
        ArgumentNullException.ThrowIfNull(blockers);
        return new(
            "retirement.blocked",
            $"The closing statement cannot be signed yet. {Sentence.Join(" ", blockers.Select(b => Sentence.Ours(b.Message)))}",
            RefusalKind.Conflict
        );
    }

    /// <summary>Its plan comes first.</summary>
    public static Refusal PlanFirst(RetirementId id) =>
        new(
            "retirement.plan-first",
            $"{id} plans this retirement and is not ready for signatures. Finish its steps and request the signatures there.",
            RefusalKind.Conflict
        );

    /// <summary>Not every version is retired.</summary>
    public static Refusal NotRetired { get; } =
        new(
            "retirement.not-retired",
            $"Its versions are not retired yet: the request to retire them is still waiting for signatures.",
            RefusalKind.Conflict
        );

    /// <summary>The gate is shut, no program loads it to serve people, and an agent's calls are denied.</summary>
    public static Refusal Holds(RetirementId id, string version) =>
        new(
            "retirement.holds",
            $"{id} has taken {version} out of use: it can be neither deployed nor used any more.",
            RefusalKind.Conflict
        );

    /// <summary>What the second line planned, the first does not call off.</summary>
    public static Refusal SecondLineCancels { get; } =
        new(
            "retirement.second-line-cancels",
            $"The second line planned this retirement. A risk or compliance officer who is not accountable for its models has to cancel or "
                + $"postpone it.",
            RefusalKind.Forbidden
        );

    /// <summary>Versions are retired for good.</summary>
    public static Refusal CannotCancel { get; } =
        new(
            "retirement.cannot-cancel",
            $"A version is already retired, so this retirement must be finished and cannot be cancelled.",
            RefusalKind.Conflict
        );
}
