namespace Governance.Domain.Threats;

/// <summary>Refusals of threat models.</summary>
public static class ThreatRefusals
{
    /// <summary>No threat model.</summary>
    public static Refusal NotFound { get; } =
        new("threat-model.not-found", $"This AI system has no such threat model. Draw its components to start one.", RefusalKind.NotFound);

    /// <summary>Begun before.</summary>
    public static Refusal Exists { get; } =
        new("threat-model.exists", $"This AI system already has a threat model. Change that one.", RefusalKind.Conflict);

    /// <summary>Parts that do not fit together.</summary>
    public static Refusal NotDrawable(IReadOnlyDictionary<string, Sentence[]> errors) =>
        Refusal.Fields("threat-model.not-drawable", $"The threat model was not saved: parts of it are inconsistent.", errors);

    /// <summary>A model that is not registered.</summary>
    public static Refusal ModelUnknown(int component) =>
        Refusal.Field("threat-model.model-unknown", $"components[{component}].model", $"There is no registered model with this name.");

    /// <summary>A word that is none.</summary>
    public static Refusal WordUnknown(string field, IEnumerable<string> words) =>
        Refusal.Field("threat-model.word-unknown", field, $"This must be one of {string.Join(", ", words)}.");

    /// <summary>Someone reviews it, or it is closed.</summary>
    public static Refusal NotADraft(ThreatModelState state) =>
        new(
            "threat-model.not-a-draft",
            $"This threat model is {Sentence.Word(state)}. It can be changed again when it is returned or reviewed.",
            RefusalKind.Conflict
        );

    /// <summary>No such threat.</summary>
    public static Refusal ThreatUnknown { get; } =
        new("threat-model.threat-unknown", $"No rule suggests this threat for the current threat model.", RefusalKind.NotFound);

    /// <summary>No reason, or too long a one.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field(
            "threat-model.reason-missing",
            "reason",
            $"Describe the countermeasure or give the reason, in at most {ThreatModel.MaxReason:N0} characters."
        );

    /// <summary>Accepting, or treating elsewhere, without a record of it.</summary>
    public static Refusal RiskMissing { get; } =
        Refusal.Field(
            "threat-model.risk-missing",
            "risk",
            $"Name the risk in the register. A threat is accepted or treated there through a risk with an accountable owner."
        );

    /// <summary>A risk that is none of this system.</summary>
    public static Refusal RiskUnknown { get; } =
        Refusal.Field("threat-model.risk-unknown", "risk", $"There is no open risk with this ID for this AI system or one of its models.");

    /// <summary>Accepted here, but not in the register.</summary>
    public static Refusal RiskNotAccepted(string risk) =>
        Refusal.Field(
            "threat-model.risk-not-accepted",
            "risk",
            $"{risk} is not accepted, or its acceptance has ended. Accept it in the register first, or choose to have it treated in the "
                + $"register."
        );

    /// <summary>Nothing to review.</summary>
    public static Refusal Empty { get; } =
        new(
            "threat-model.empty",
            $"Draw at least two components and a data flow before you submit the threat model.",
            RefusalKind.Conflict
        );

    /// <summary>Threats without a decision.</summary>
    public static Refusal Undecided(int count) =>
        new(
            "threat-model.undecided",
            count == 1
                ? (Sentence)$"1 suggested threat has no decision, or the basis of its decision has changed. Decide on it before you submit."
                : $"{count} suggested threats have no decision, or the basis of their decisions has changed. Decide on them before you "
                    + $"submit.",
            RefusalKind.Conflict
        );

    /// <summary>Nothing that waits.</summary>
    public static Refusal NotSubmitted(ThreatModelState state) =>
        new(
            "threat-model.not-submitted",
            $"This threat model is {Sentence.Word(state)}. Only a submitted one can be reviewed.",
            RefusalKind.Conflict
        );

    /// <summary>The author.</summary>
    public static Refusal AuthorCannotReview { get; } =
        new(
            "threat-model.author-cannot-review",
            $"You drew part of this threat model, decided on one of its threats or submitted it, so someone else has to review it.",
            RefusalKind.Forbidden
        );

    /// <summary>Another content than was shown.</summary>
    public static Refusal ContentChanged { get; } =
        new(
            "threat-model.content-changed",
            $"The threat model changed after you opened it. Nothing was recorded. Read it again.",
            RefusalKind.Conflict
        );

    /// <summary>No decision of the reviewer.</summary>
    public static Refusal DecisionUnknown { get; } =
        Refusal.Field("threat-model.decision-unknown", "decision", $"The decision of a review must be approve or return.");

    /// <summary>Returned without words.</summary>
    public static Refusal ReturnReasonMissing { get; } =
        Refusal.Field("threat-model.return-reason-missing", "reason", $"State what must change.");

    /// <summary>No such open point.</summary>
    public static Refusal PointNotFound { get; } =
        new("threat-model.point-not-found", $"There is no open point with this number.", RefusalKind.NotFound);

    /// <summary>Done before.</summary>
    public static Refusal PointDone { get; } =
        new("threat-model.point-done", $"This point is closed and can no longer be changed.", RefusalKind.Conflict);

    /// <summary>No text.</summary>
    public static Refusal PointTextMissing { get; } =
        Refusal.Field(
            "threat-model.point-text-missing",
            "text",
            $"State what still needs to be done, in at most {ThreatPoint.MaxText:N0} characters."
        );

    /// <summary>Due before today.</summary>
    public static Refusal PointDueNotValid { get; } =
        Refusal.Field("threat-model.point-due-not-valid", "due", $"The due date must be today or later, within five years.");

    /// <summary>A format no one writes.</summary>
    public static Refusal FormatUnknown { get; } =
        Refusal.Field("threat-model.format-unknown", "format", $"The format must be markdown or json.");
}
