namespace Governance.Domain.Validation;

/// <summary>Refusals of scheduled validation.</summary>
public static class ValidationRefusals
{
    /// <summary>No such schedule.</summary>
    public static Refusal NotFound { get; } =
        new("validation.schedule-not-found", $"The model has no such validation schedule.", RefusalKind.NotFound);

    /// <summary>No such run.</summary>
    public static Refusal RunNotFound { get; } = new("validation.run-not-found", $"There is no such validation run.", RefusalKind.NotFound);

    /// <summary>The settings cannot be like this.</summary>
    public static Refusal Invalid(IReadOnlyDictionary<string, Sentence[]> errors) =>
        Refusal.Fields("validation.invalid", $"The validation schedule is not valid.", errors);

    /// <summary>The host may not be called.</summary>
    public static Refusal EndpointNotAllowed(string host) =>
        Refusal.Field(
            "validation.endpoint-not-allowed",
            "endpoint",
            $"Calls to {host} from here are not allowed. Ask an administrator to add it to Outbound__AllowedHosts or "
                + $"Outbound__PrivateHosts."
        );

    /// <summary>No such key, or one for another host.</summary>
    public static Refusal CredentialNotUsable(string name, string host) =>
        Refusal.Field(
            "validation.credential-not-usable",
            "credential",
            $"There is no key called \"{name}\" for {host}. Ask an administrator to add it to ScheduledValidation__Credentials."
        );

    /// <summary>The owner is no active account.</summary>
    public static Refusal OwnerUnknown { get; } =
        Refusal.Field("validation.owner-unknown", "owner", $"This has to be the e-mail address of an active account.");

    /// <summary>The model has as many as it may.</summary>
    public static Refusal TooMany { get; } =
        new(
            "validation.too-many",
            $"A model can have at most {ValidationSchedule.MostOfModel} validation schedules. Change one instead.",
            RefusalKind.Conflict
        );

    /// <summary>It is paused.</summary>
    public static Refusal NotActive { get; } =
        new("validation.not-active", $"This validation schedule is paused. Resume it first.", RefusalKind.Conflict);

    /// <summary>It is not paused.</summary>
    public static Refusal IsActive { get; } = new("validation.is-active", $"This validation schedule is not paused.", RefusalKind.Conflict);

    /// <summary>The run has ended.</summary>
    public static Refusal RunOver { get; } = new("validation.run-over", $"This run has already ended.", RefusalKind.Conflict);

    /// <summary>The file is the held-out set of no version.</summary>
    public static Refusal NotDeclared(string sha256) =>
        Refusal.Field(
            "validation.set-not-declared",
            "file",
            $"The file has the SHA-256 {sha256}. No version of this model, apart from retired ones, declares a dataset of role test "
                + $"with this SHA-256. Nothing was kept."
        );

    /// <summary>No such held-out set.</summary>
    public static Refusal SetNotFound { get; } =
        new("validation.set-not-found", $"The model has no such held-out set.", RefusalKind.NotFound);

    /// <summary>Its file was removed before.</summary>
    public static Refusal SetRemoved(HeldOutSetId id) =>
        new("validation.set-removed", $"The file of {id} has already been removed.", RefusalKind.Conflict);

    /// <summary>No words.</summary>
    public static Refusal RemovalReasonMissing { get; } =
        Refusal.Field("validation.reason-missing", "reason", $"Give the reason for removing this file. It is recorded with your name.");

    /// <summary>A schedule scores with it.</summary>
    public static Refusal SetInUse(HeldOutSetId id, ValidationScheduleId schedule) =>
        new(
            "validation.set-in-use",
            $"The schedule {schedule} uses {id}. Pause it or let its run end, then remove the file.",
            RefusalKind.Conflict
        );

    /// <summary>An incident holds it.</summary>
    public static Refusal SetHeld(HeldOutSetId id, string incident) =>
        new(
            "validation.set-held",
            $"The file of {id} cannot be removed: the open incident {incident} preserves the records of a version that uses it. "
                + $"Close the incident first.",
            RefusalKind.Conflict
        );

    /// <summary>The file cannot be read as rows.</summary>
    public static Refusal NotRows(Sentence why) =>
        Refusal.Field("validation.set-not-readable", "file", $"The file could not be read as rows: {why}");

    /// <summary>A suite of prompts in which something is wrong.</summary>
    public static Refusal SuiteNotReadable(Sentence why) =>
        Refusal.Field("validation.suite-not-readable", "file", $"The prompt suite could not be read: {why}");

    /// <summary>Called a suite of prompts, and none.</summary>
    public static Refusal NotASuite { get; } =
        Refusal.Field(
            "validation.set-not-a-suite",
            "file",
            $"The name ends with {HeldOutSet.SuiteEnding}, but the first line of the file does not name a prompt suite."
        );

    /// <summary>Too long a text, in the words of a field.</summary>
    internal static Sentence AtMost(int length) => $"At most {length} characters.";
}
