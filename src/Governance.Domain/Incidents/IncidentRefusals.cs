using Governance.Domain.Risks;

namespace Governance.Domain.Incidents;

/// <summary>Why something about an incident was refused.</summary>
public static class IncidentRefusals
{
    /// <summary>No such incident.</summary>
    public static Refusal NotFound { get; } = new("incident.not-found", $"There is no incident with this ID.", RefusalKind.NotFound);

    /// <summary>It is closed or dismissed.</summary>
    public static Refusal Over(IncidentState state) =>
        new(
            "incident.over",
            $"This incident is {Sentence.Word(state)}, and its record is final. Open a new one that refers to it.",
            RefusalKind.Conflict
        );

    /// <summary>No title, or too long.</summary>
    public static Refusal TitleNotValid { get; } =
        Refusal.Field("incident.title-not-valid", "title", $"Give it a title of at most {Incident.MaxTitle} characters.");

    /// <summary>It is about nothing.</summary>
    public static Refusal NothingAffected { get; } =
        Refusal.Field("incident.nothing-affected", "versions", $"Name at least one affected model version or AI system.");

    /// <summary>Too many of something.</summary>
    public static Refusal TooMany(string field, int most) =>
        Refusal.Field("incident.too-many", field, $"An incident can have at most {most:#,0} of these.");

    /// <summary>Fewer than no one.</summary>
    public static Refusal PeopleNotValid { get; } =
        Refusal.Field("incident.people-not-valid", "peopleAffected", $"Give a number of 0 or more, or leave it out while it is unknown.");

    /// <summary>No such category.</summary>
    public static Refusal CategoryUnknown { get; } =
        Refusal.Field(
            "incident.category-unknown",
            "category",
            $"The category must be one of {string.Join(", ", WireName.All<RiskCategory>())}."
        );

    /// <summary>No such severity.</summary>
    public static Refusal SeverityUnknown { get; } =
        Refusal.Field(
            "incident.severity-unknown",
            "severity",
            $"The severity must be one of {string.Join(", ", WireName.All<IncidentSeverity>())}."
        );

    /// <summary>No such state.</summary>
    public static Refusal StateUnknown { get; } =
        Refusal.Field(
            "incident.state-unknown",
            "state",
            $"The state must be one of {string.Join(", ", WireName.All<IncidentState>())}, or live for all that have not ended."
        );

    /// <summary>No such person.</summary>
    public static Refusal LeadUnknown { get; } =
        Refusal.Field("incident.lead-unknown", "lead", $"Enter the e-mail address of an active account.");

    /// <summary>No such system.</summary>
    public static Refusal SystemUnknown(string system) =>
        Refusal.Field("incident.system-unknown", "systems", $"There is no AI system {system}. Enter its ID, such as SYS-0001.");

    /// <summary>Not a country.</summary>
    public static Refusal CountryNotValid { get; } =
        Refusal.Field("incident.country-not-valid", "countries", $"Give each country as two capital letters, such as DE.");

    /// <summary>No such alert.</summary>
    public static Refusal AlertUnknown { get; } =
        Refusal.Field("incident.alert-unknown", "alert", $"There is no alert with this ID. IDs look like ALR-0003.");

    /// <summary>The alert has an incident.</summary>
    public static Refusal AlertHasOne(IncidentId incident) =>
        new("incident.alert-has-one", $"{incident} was opened from this alert and is still active. Continue there.", RefusalKind.Conflict);

    /// <summary>No one knew.</summary>
    public static Refusal AwarenessMissing { get; } =
        Refusal.Field(
            "incident.awareness-missing",
            "providerAwareAt",
            $"Say when the provider or the deployer became aware: statutory clocks run from then."
        );

    /// <summary>A time that has not come.</summary>
    public static Refusal InTheFuture(string field) =>
        Refusal.Field(
            "incident.in-the-future",
            field,
            $"This time is in the future. Give the time by the portal's clock, with its time zone."
        );

    /// <summary>Aware of what had not begun.</summary>
    public static Refusal AwareBeforeItBegan { get; } =
        Refusal.Field(
            "incident.aware-before",
            "occurredAt",
            $"The time of awareness is before the start of the incident. Correct one of the times."
        );

    /// <summary>No words.</summary>
    public static Refusal WordsMissing(string field) =>
        Refusal.Field("incident.words-missing", field, $"Give an explanation that others will understand later.");

    /// <summary>It is contained.</summary>
    public static Refusal ContainedAlready { get; } =
        new("incident.contained-already", $"This incident is already contained.", RefusalKind.Conflict);

    /// <summary>It is not contained.</summary>
    public static Refusal NotContained { get; } =
        new(
            "incident.not-contained",
            $"This incident is not contained yet. Take the system offline or restrict it first.",
            RefusalKind.Conflict
        );

    /// <summary>Confirmed already.</summary>
    public static Refusal ConfirmedAlready { get; } =
        new("incident.confirmed-already", $"The serving system has already confirmed the containment.", RefusalKind.Conflict);

    /// <summary>No serving system.</summary>
    public static Refusal ServingSystemNotValid { get; } =
        Refusal.Field(
            "incident.serving-system-not-valid",
            "system",
            $"Name the system that confirms the containment, in at most {Incident.MaxTitle} characters."
        );

    /// <summary>No such way.</summary>
    public static Refusal ModeUnknown { get; } =
        Refusal.Field(
            "incident.mode-unknown",
            "mode",
            $"The containment must be one of {string.Join(", ", WireName.All<ContainmentMode>())}."
        );

    /// <summary>Nothing to freeze.</summary>
    public static Refusal NothingToFreeze { get; } =
        Refusal.Field(
            "incident.nothing-to-freeze",
            "items",
            $"The portal has no records of what is affected. Name files with their SHA-256 digests."
        );

    /// <summary>Not a digest.</summary>
    public static Refusal EvidenceNotValid { get; } =
        Refusal.Field(
            "incident.evidence-not-valid",
            "items",
            $"Each item needs a name of at most {Incident.MaxTitle} characters and a SHA-256 digest: 64 lower-case hexadecimal digits."
        );

    /// <summary>Evidence first.</summary>
    public static Refusal NotFrozen { get; } =
        new(
            "incident.not-frozen",
            $"No evidence is frozen yet. Freeze it before anything about the model is changed.",
            RefusalKind.Conflict
        );

    /// <summary>Evidence first, also for who does not go through the incident.</summary>
    public static Refusal FreezeFirst(IncidentId incident) =>
        new(
            "incident.freeze-first",
            $"{incident} blocks this version, but no evidence has been frozen yet. Freeze the evidence there first, then roll back.",
            RefusalKind.Conflict
        );

    /// <summary>Not its turn.</summary>
    public static Refusal OutOfOrder(string step, string before) =>
        new("incident.out-of-order", $"\"{step}\" comes after \"{before}\", which must be done first.", RefusalKind.Conflict);

    /// <summary>No such question.</summary>
    public static Refusal QuestionUnknown(string id) =>
        Refusal.Field("incident.question-unknown", "answers", $"There is no question {(id.Length > 20 ? id[..20] : id)}.");

    /// <summary>A question without an answer.</summary>
    public static Refusal QuestionOpen(string id) =>
        Refusal.Field("incident.question-open", "answers", $"{id} is not answered. Answer yes, no or unsure.");

    /// <summary>No such answer.</summary>
    public static Refusal AnswerUnknown { get; } =
        Refusal.Field(
            "incident.answer-unknown",
            "answers",
            $"Each answer must be one of {string.Join(", ", WireName.All<SeriousAnswer>())}."
        );

    /// <summary>No such link.</summary>
    public static Refusal LinkUnknown { get; } =
        Refusal.Field(
            "incident.link-unknown",
            "causalLink",
            $"The causal link must be one of {string.Join(", ", WireName.All<CausalLink>())}."
        );

    /// <summary>Nothing waits for a second person.</summary>
    public static Refusal NothingToConfirm { get; } =
        new("incident.nothing-to-confirm", $"No class is waiting for confirmation. Answer the questions first.", RefusalKind.Conflict);

    /// <summary>One's own proposal.</summary>
    public static Refusal OwnProposal { get; } =
        new("incident.own-proposal", $"You proposed this class, so someone else has to confirm it.", RefusalKind.Forbidden);

    /// <summary>No such step.</summary>
    public static Refusal StepUnknown { get; } =
        new("incident.step-unknown", $"The playbook of this incident has no such step.", RefusalKind.NotFound);

    /// <summary>Done or left out.</summary>
    public static Refusal StepDone { get; } = new("incident.step-done", $"This step is already done or skipped.", RefusalKind.Conflict);

    /// <summary>It cannot be left out.</summary>
    public static Refusal StepNeeded(string step) => new("incident.step-needed", $"\"{step}\" cannot be skipped.", RefusalKind.Conflict);

    /// <summary>It is done by doing it.</summary>
    public static Refusal StepByItself(string step) =>
        new("incident.step-by-itself", $"\"{step}\" is done by the portal and cannot be marked by hand.", RefusalKind.Conflict);

    /// <summary>Something is left to do.</summary>
    public static Refusal StepOpen(string step) =>
        new("incident.step-open", $"\"{step}\" must first be done, or skipped with a reason.", RefusalKind.Conflict);

    /// <summary>No such audience.</summary>
    public static Refusal AudienceUnknown(IReadOnlyList<PlaybookAudience> audiences)
    {
        ArgumentNullException.ThrowIfNull(audiences);
        return Refusal.Field(
            "incident.audience-unknown",
            "audience",
            $"An audience of this playbook must be one of {string.Join(", ", audiences.Select(a => a.Id))}."
        );
    }

    /// <summary>No subject, or too long.</summary>
    public static Refusal SubjectNotValid { get; } =
        Refusal.Field("incident.subject-not-valid", "subject", $"Give it a subject of at most {IncidentMessage.MaxSubject} characters.");

    /// <summary>No such message.</summary>
    public static Refusal MessageNotFound { get; } =
        new("incident.message-not-found", $"This incident has no message with this number.", RefusalKind.NotFound);

    /// <summary>It is out.</summary>
    public static Refusal MessageSent { get; } =
        new("incident.message-sent", $"This message was sent and can no longer be changed. Start a new one.", RefusalKind.Conflict);

    /// <summary>Nothing it waits for.</summary>
    public static Refusal HoldNotValid { get; } =
        Refusal.Field("incident.hold-not-valid", "waitsFor", $"State what it is waiting for, in at most {Incident.MaxTitle} characters.");

    /// <summary>Sent before anyone knew.</summary>
    public static Refusal SentBeforeAware { get; } =
        Refusal.Field(
            "incident.sent-before-aware",
            "sentAt",
            $"The message cannot have been sent before anyone was aware of the incident."
        );

    /// <summary>Not a receipt.</summary>
    public static Refusal ReceiptNotValid { get; } =
        Refusal.Field(
            "incident.receipt-not-valid",
            "recipients",
            $"Give the number of recipients, at least 1, or leave it out. A receipt can have at most {Incident.MaxTitle} characters."
        );

    /// <summary>No such way back.</summary>
    public static Refusal RecoveryUnknown { get; } =
        Refusal.Field(
            "incident.recovery-unknown",
            "kind",
            $"The recovery must be one of {string.Join(", ", WireName.All<RecoveryKind>())}."
        );

    /// <summary>Service is back.</summary>
    public static Refusal RecoveredAlready { get; } =
        new("incident.recovered-already", $"Service is already restored.", RefusalKind.Conflict);

    /// <summary>Service is not back.</summary>
    public static Refusal NotRecovered { get; } =
        new(
            "incident.not-recovered",
            $"Service is not restored yet. Roll back, resume service or withdraw the version first.",
            RefusalKind.Conflict
        );

    /// <summary>A drill changes nothing.</summary>
    public static Refusal DrillChangesNothing { get; } =
        new(
            "incident.drill-changes-nothing",
            $"This is a drill: nothing is rolled back. Record that operation has resumed.",
            RefusalKind.Conflict
        );

    /// <summary>Not one of its versions.</summary>
    public static Refusal NotAffected { get; } = Refusal.Field("incident.not-affected", "from", $"Name a version this incident affects.");

    /// <summary>Not held.</summary>
    public static Refusal NotHeld { get; } =
        new("incident.not-held", $"This version is not on hold in this incident.", RefusalKind.Conflict);

    /// <summary>Whose version was taken out of use does not bring it back.</summary>
    public static Refusal SecondLineReleases { get; } =
        new(
            "incident.second-line-releases",
            $"Only a risk officer, security approver or compliance officer who signed in, and who neither answers for the model nor "
                + $"registered it, can release the versions that this incident holds.",
            RefusalKind.Forbidden
        );

    /// <summary>Held versions stay named.</summary>
    public static Refusal VersionHeld { get; } =
        Refusal.Field("incident.version-held", "versions", $"A version whose deployments this incident blocks cannot be removed from it.");

    /// <summary>The gate is shut, no program loads it to serve people, and an agent's calls are denied.</summary>
    public static Refusal Holds(IncidentId incident, string version) =>
        new(
            "incident.holds",
            $"{incident} blocks {version}: it can be neither deployed nor used until that incident releases it.",
            RefusalKind.Conflict
        );

    /// <summary>No one has decided.</summary>
    public static Refusal NotClassified { get; } =
        new(
            "incident.not-classified",
            $"It has not been confirmed whether this is a serious incident. Answer the questions and have the answers confirmed.",
            RefusalKind.Conflict
        );

    /// <summary>The authority does not know.</summary>
    public static Refusal NotReported { get; } =
        new(
            "incident.not-reported",
            $"A serious incident can only be closed after the report to the authority is sent, late or not.",
            RefusalKind.Conflict
        );

    /// <summary>Nothing was learned.</summary>
    public static Refusal PostMortemMissing { get; } =
        new(
            "incident.post-mortem-missing",
            $"The post-mortem must cover what happened, the impact, the causes and what changed. Complete all four.",
            RefusalKind.Conflict
        );

    /// <summary>Nothing to follow up.</summary>
    public static Refusal FollowUpNotValid { get; } =
        Refusal.Field("incident.follow-up-not-valid", "text", $"State what needs to be done, in at most {Risk.MaxTitle} characters.");

    /// <summary>It is contained.</summary>
    public static Refusal CannotDismiss { get; } =
        new(
            "incident.cannot-dismiss",
            $"The incident is already contained, so close it with a post-mortem instead of dismissing it.",
            RefusalKind.Conflict
        );

    /// <summary>A step without a call.</summary>
    public static Refusal NotACall(string step) =>
        new("incident.not-a-call", $"{step} calls no other system. Use the step's own action.", RefusalKind.Conflict);

    /// <summary>An exercise reaches no one outside.</summary>
    public static Refusal DrillCallsNothing { get; } =
        new(
            "incident.drill-calls-nothing",
            $"A drill does not call other systems. Mark the step as done, or skip it.",
            RefusalKind.Conflict
        );

    /// <summary>One at a time.</summary>
    public static Refusal CallUnderway { get; } =
        new("incident.call-underway", $"The call of this step is in progress. Wait for its answer.", RefusalKind.Conflict);

    /// <summary>A program asks for what a person has to press.</summary>
    public static Refusal CallTakesPerson { get; } =
        new("incident.call-takes-person", $"A person must send this. Sign in and send it on the incident's page.", RefusalKind.Forbidden);

    /// <summary>A key that is to be kept is none of those that serve.</summary>
    public static Refusal KeptKeyUnknown(string key) =>
        Refusal.Field("incident.kept-key-unknown", "keep", $"{key} was not used for anything this incident affects.");
}
