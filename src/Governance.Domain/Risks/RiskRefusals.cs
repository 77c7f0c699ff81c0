using Governance.Domain.Identity;
using Governance.Domain.Monitoring;

namespace Governance.Domain.Risks;

/// <summary>Why something about a risk was refused.</summary>
public static class RiskRefusals
{
    /// <summary>No such risk.</summary>
    public static Refusal NotFound { get; } = new("risk.not-found", $"There is no risk with this ID.", RefusalKind.NotFound);

    /// <summary>No one said that it does not.</summary>
    public static Refusal ThreatApplies { get; } =
        new("risk.threat-applies", $"This item already applies here, so there is nothing to undo.", RefusalKind.Conflict);

    /// <summary>It was recorded already.</summary>
    public static Refusal ThreatExcluded { get; } =
        new("risk.threat-excluded", $"This item is already marked as not applicable here.", RefusalKind.Conflict);

    /// <summary>No such item, or no such place.</summary>
    public static Refusal CoverageUnknown(string field, Sentence message) => Refusal.Field("risk.coverage-unknown", field, message);

    /// <summary>No risk of the library is chosen, or too many are.</summary>
    public static Refusal LibraryNothingChosen(int most) =>
        Refusal.Field("risk.library-nothing-chosen", "risks", $"Choose 1 to {most} risks from the library.");

    /// <summary>Risks of the library are always about a model or a system.</summary>
    public static Refusal LibraryPlaceMissing { get; } =
        Refusal.Field("risk.library-place-missing", "place", $"Name the model or the AI system the risks belong to.");

    /// <summary>The library has no such set.</summary>
    public static Refusal LibrarySetUnknown(IEnumerable<string> sets) =>
        Refusal.Field("risk.library-set-unknown", "set", $"A part of the library must be one of {string.Join(", ", sets)}.");

    /// <summary>The library has no such risk.</summary>
    public static Refusal LibraryUnknown(string item) =>
        Refusal.Field("risk.library-unknown", "risks", $"The library has no risk {item}. Its IDs look like CS-1 and LLM01:2025.");

    /// <summary>The library does not rate this one.</summary>
    public static Refusal LibraryRatingMissing(string item) =>
        Refusal.Field("risk.library-rating-missing", "risks", $"{item} has no rating of its own. Give its inherent likelihood and impact.");

    /// <summary>The register has it for this place.</summary>
    public static Refusal LibraryKnown(string item, RiskId risk) =>
        new(
            "risk.library-known",
            $"{item} is already in the register, as {risk}. Nothing was added. Leave it out, or close {risk} first.",
            RefusalKind.Conflict
        );

    /// <summary>It is closed.</summary>
    public static Refusal Closed { get; } = new("risk.closed", $"This risk is closed. Reopen it to change it.", RefusalKind.Conflict);

    /// <summary>It is not closed.</summary>
    public static Refusal NotClosed { get; } = new("risk.not-closed", $"This risk is already open.", RefusalKind.Conflict);

    /// <summary>No title, or too long.</summary>
    public static Refusal TitleNotValid { get; } =
        Refusal.Field("risk.title-not-valid", "title", $"Give it a title of at most {Risk.MaxTitle} characters.");

    /// <summary>Not on the scales.</summary>
    public static Refusal RatingNotValid(string field) =>
        Refusal.Field("risk.rating-not-valid", field, $"Likelihood and impact must both be whole numbers from 1 to 5.");

    /// <summary>More is left than there was.</summary>
    public static Refusal ResidualAboveInherent { get; } =
        Refusal.Field(
            "risk.residual-above-inherent",
            "residual",
            $"The residual rating cannot be higher than the inherent one. Raise the inherent rating if the risk grew."
        );

    /// <summary>What raised it is open.</summary>
    /// <param name="alert">The alert.</param>
    public static Refusal AlertDecides(AlertId alert) =>
        new(
            "risk.alert-decides",
            $"{alert} has raised this risk and is open, and a policy in force reads it. Its score goes down when the alert ends, "
                + $"or by someone in risk, security or compliance who is not accountable for the model.",
            RefusalKind.Forbidden
        );

    /// <summary>Whose gate it shuts does not make less of it.</summary>
    public static Refusal SecondLineDecides { get; } =
        new(
            "risk.second-line-decides",
            $"This risk is above what a policy in force accepts. Only a risk officer, security approver or compliance officer who signed "
                + $"in, and who neither answers for the model nor registered it, can lower its score, close it or move it.",
            RefusalKind.Forbidden
        );

    /// <summary>A version of no model.</summary>
    public static Refusal VersionWithoutModel { get; } =
        Refusal.Field("risk.version-without-model", "version", $"Name the model of this version.");

    /// <summary>No such system id.</summary>
    public static Refusal SystemNotValid { get; } =
        Refusal.Field("risk.system-not-valid", "system", $"Name a system by its ID, such as SYS-0001.");

    /// <summary>No such person.</summary>
    public static Refusal PersonUnknown(string field) =>
        Refusal.Field("risk.person-unknown", field, $"Enter the e-mail address of an active account.");

    /// <summary>No such category.</summary>
    public static Refusal CategoryUnknown { get; } =
        Refusal.Field(
            "risk.category-unknown",
            "category",
            $"The category must be one of {string.Join(", ", WireName.All<RiskCategory>())}."
        );

    /// <summary>No such treatment.</summary>
    public static Refusal TreatmentUnknown { get; } =
        Refusal.Field(
            "risk.treatment-unknown",
            "treatment",
            $"The treatment must be one of {string.Join(", ", WireName.All<RiskTreatment>())}."
        );

    /// <summary>No such state.</summary>
    public static Refusal StateUnknown { get; } =
        Refusal.Field("risk.state-unknown", "state", $"The state must be one of {string.Join(", ", WireName.All<RiskState>())}.");

    /// <summary>No such band.</summary>
    public static Refusal BandUnknown { get; } =
        Refusal.Field("risk.band-unknown", "band", $"The band must be one of {string.Join(", ", WireName.All<RiskBand>())}.");

    /// <summary>No such threat.</summary>
    public static Refusal ThreatUnknown(string threat) =>
        Refusal.Field(
            "risk.threat-unknown",
            "threats",
            $"'{threat}' is not an item of a framework stored here. If a framework has several editions, name the "
                + $"edition too, such as LLM01:2025."
        );

    /// <summary>Too many of something.</summary>
    public static Refusal TooManyParts(string field) =>
        Refusal.Field("risk.too-many-parts", field, $"A risk can have at most {Risk.MaxParts} of these.");

    /// <summary>A review in the far future.</summary>
    public static Refusal ReviewTooLate { get; } =
        Refusal.Field("risk.review-too-late", "reviewAt", $"Every risk must be reviewed at least once a year. Give an earlier date.");

    /// <summary>No words, or too many.</summary>
    public static Refusal TextNotValid { get; } =
        Refusal.Field("risk.text-not-valid", "text", $"Describe it in at most {Risk.MaxText:#,0} characters.");

    /// <summary>No such mitigation or step.</summary>
    public static Refusal PartNotFound { get; } =
        new("risk.part-not-found", $"This risk has no mitigation or step with this number.", RefusalKind.NotFound);

    /// <summary>Nothing shows it.</summary>
    public static Refusal EvidenceMissing { get; } =
        Refusal.Field(
            "risk.evidence-missing",
            "evidence",
            $"Name the evidence that it is in place: a record by its ID, or a document by its name."
        );

    /// <summary>Evidence that is not stored here.</summary>
    public static Refusal EvidenceUnknown { get; } =
        Refusal.Field("risk.evidence-unknown", "evidence", $"There is no evidence with this ID.");

    /// <summary>Too long a name.</summary>
    public static Refusal EvidenceTooLong { get; } =
        Refusal.Field("risk.evidence-too-long", "evidence", $"At most {Risk.MaxText:#,0} characters are accepted.");

    /// <summary>No day, or too far away.</summary>
    public static Refusal DueNotValid { get; } =
        Refusal.Field("risk.due-not-valid", "dueAt", $"Give a due date, at most three years ahead.");

    /// <summary>Done already.</summary>
    public static Refusal StepDone { get; } = new("risk.step-done", $"This step is already done.", RefusalKind.Conflict);

    /// <summary>Neither or both.</summary>
    public static Refusal SignalNotNamed { get; } =
        Refusal.Field("risk.signal-not-named", "monitor", $"Name either a monitor of the model or a kind of alert.");

    /// <summary>No such monitor.</summary>
    public static Refusal SignalUnknown { get; } =
        Refusal.Field("risk.signal-unknown", "monitor", $"The risk's model has no monitor with this ID.");

    /// <summary>No such kind of alert.</summary>
    public static Refusal SignalRuleUnknown { get; } =
        Refusal.Field(
            "risk.signal-rule-unknown",
            "rule",
            $"The kind of alert must be one of {string.Join(", ", WireName.All<Monitoring.AlertRule>())}."
        );

    /// <summary>Not 0 to 4, or nothing at all.</summary>
    public static Refusal SignalStepsNotValid { get; } =
        Refusal.Field(
            "risk.signal-steps-not-valid",
            "alertAdds",
            $"An alert must add 1 to 4 levels of likelihood, and a warning no more than an alert."
        );

    /// <summary>No model whose alerts there could be.</summary>
    public static Refusal SignalWithoutModel { get; } =
        Refusal.Field(
            "risk.signal-without-model",
            "monitor",
            $"Name the model of this risk first: a signal must be one of its monitors or alerts."
        );

    /// <summary>The signal belongs to the model.</summary>
    public static Refusal SignalOfAnotherModel { get; } =
        Refusal.Field(
            "risk.signal-of-another-model",
            "model",
            $"This risk is linked to a monitor of its model. Remove the signal before you name another model."
        );

    /// <summary>No reason given.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("risk.reason-missing", "reason", $"Give a reason that others will understand later.");

    /// <summary>Nothing to accept.</summary>
    public static Refusal NotAssessed { get; } =
        new("risk.not-assessed", $"The residual risk is not assessed, so there is nothing to accept. Rate it first.", RefusalKind.Conflict);

    /// <summary>Accepted already.</summary>
    public static Refusal AcceptedAlready { get; } =
        new(
            "risk.accepted-already",
            $"This risk is already accepted. Withdraw the acceptance before a new one is signed.",
            RefusalKind.Conflict
        );

    /// <summary>Nothing to revoke.</summary>
    public static Refusal NotAccepted { get; } =
        new("risk.not-accepted", $"This risk has no acceptance that is in force or waiting for a signature.", RefusalKind.Conflict);

    /// <summary>No end, or too late.</summary>
    public static Refusal AcceptanceNotBounded(int days) =>
        Refusal.Field(
            "risk.acceptance-not-bounded",
            "expiresAt",
            $"An acceptance needs an end date. In this band, it can last at most {days} days from now."
        );

    /// <summary>Another person decides.</summary>
    public static Refusal AcceptanceRole(RiskBand band, IReadOnlyList<string> roles) =>
        new(
            "risk.acceptance-role",
            $"A residual risk of this size (band {Sentence.Word(band)}) can only be accepted in one of these roles: "
                + $"{Sentence.List(roles.Select(Roles.Title))}.",
            RefusalKind.Forbidden
        );

    /// <summary>Not one's own.</summary>
    public static Refusal OwnRisk { get; } =
        new(
            "risk.own-risk",
            $"You own this risk or its controls, or assessed the residual risk, so someone else has to accept it.",
            RefusalKind.Forbidden
        );

    /// <summary>Two people in two roles.</summary>
    public static Refusal TwoPeople { get; } =
        new(
            "risk.two-people",
            $"You have already signed this acceptance, or someone else has in your role. It needs two people, one "
                + $"risk officer and one compliance officer.",
            RefusalKind.Forbidden
        );

    /// <summary>A file that is older than the register.</summary>
    public static Refusal ChangedSince(RiskId id, int revision) =>
        new(
            "risk.changed-since",
            $"{id} has changed since this file was written: its revision is now {revision}. Export it again.",
            RefusalKind.Conflict
        );

    /// <summary>Nothing to change.</summary>
    public static Refusal NothingChosen { get; } =
        Refusal.Field("risk.nothing-chosen", "ids", $"Choose 1 to 200 risks and at least one change.");
}
