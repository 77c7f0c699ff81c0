namespace Governance.Domain.Explanations;

/// <summary>Refusals about requests for the explanation of a decision.</summary>
public static class ExplanationRefusals
{
    /// <summary>No such request.</summary>
    public static Refusal NotFound { get; } =
        new("explanation.not-found", $"There is no explanation request with this ID.", RefusalKind.NotFound);

    /// <summary>No reference to the person, or too long a one.</summary>
    public static Refusal PersonMissing { get; } =
        Refusal.Field(
            "explanation.person-missing",
            "personReference",
            $"Give your reference for the person, in at most {ExplanationRequest.MaxPerson} characters."
        );

    /// <summary>The decision is not in the log of decisions.</summary>
    public static Refusal DecisionUnknown { get; } =
        Refusal.Field("explanation.decision-unknown", "decision", $"There is no decision with this ID in the decision log.");

    /// <summary>The same person asks about the same decision, and the first request is open.</summary>
    public static Refusal AlreadyOpen(string id) =>
        new("explanation.already-open", $"The request {id} from the same person about this decision is still open.", RefusalKind.Conflict);

    /// <summary>Received in the future, or before the decision.</summary>
    public static Refusal ReceivedNotValid { get; } =
        Refusal.Field(
            "explanation.received-not-valid",
            "receivedAt",
            $"The request must have been received after the decision was made, and not in the future."
        );

    /// <summary>Due before it was received, or too late.</summary>
    public static Refusal DueNotValid { get; } =
        Refusal.Field(
            "explanation.due-not-valid",
            "due",
            $"The answer must be due after the request was received and at most {ExplanationRequest.MaxDays} days later."
        );

    /// <summary>A language that letters are not written in.</summary>
    public static Refusal LanguageUnknown { get; } =
        Refusal.Field(
            "explanation.language-unknown",
            "language",
            $"An explanation must be written in one of these languages: {string.Join(", ", ExplanationRequest.Languages)}."
        );

    /// <summary>No text.</summary>
    public static Refusal TextMissing { get; } =
        Refusal.Field("explanation.text-missing", "text", $"Write the explanation, in at most 8,000 characters.");

    /// <summary>A text that holds what has to stay erasable.</summary>
    public static Refusal NamesPerson { get; } =
        Refusal.Field(
            "explanation.names-person",
            "text",
            $"The text contains the person's reference. Remove it: the letter is kept sealed and could not be erased. The letter names "
                + $"only the request; the envelope names the person."
        );

    /// <summary>Answered, declined or withdrawn.</summary>
    public static Refusal Closed { get; } =
        new("explanation.closed", $"This request was answered, declined or withdrawn and can no longer be changed.", RefusalKind.Conflict);

    /// <summary>Nothing to review.</summary>
    public static Refusal NotDrafted { get; } =
        new("explanation.not-drafted", $"No explanation is waiting for a review.", RefusalKind.Conflict);

    /// <summary>No one reviewed it.</summary>
    public static Refusal NotReviewed { get; } =
        new(
            "explanation.not-reviewed",
            $"A second person has to review the explanation before its letter is created or sent.",
            RefusalKind.Conflict
        );

    /// <summary>An outcome that is none.</summary>
    public static Refusal OutcomeUnknown { get; } =
        Refusal.Field("explanation.outcome-unknown", "outcome", $"The outcome of a review must be approve or return.");

    /// <summary>Who wrote on it does not review it.</summary>
    public static Refusal AuthorCannotReview { get; } =
        new(
            "explanation.author-cannot-review",
            $"You wrote part of this explanation. Someone else has to review it.",
            RefusalKind.Forbidden
        );

    /// <summary>The text is not the one that was read.</summary>
    public static Refusal TextChanged { get; } =
        new("explanation.text-changed", $"The explanation changed after you opened it. Read it again, then decide.", RefusalKind.Conflict);

    /// <summary>A review that returns it, or a refusal to explain, without words.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("explanation.reason-missing", "reason", $"Give the reason in at most 8,000 characters.");

    /// <summary>A ground that is none.</summary>
    public static Refusal GroundUnknown { get; } =
        Refusal.Field(
            "explanation.ground-unknown",
            "ground",
            $"The ground must be one of {string.Join(", ", WireName.All<DeclineGround>())}."
        );

    /// <summary>A channel that is none.</summary>
    public static Refusal ChannelUnknown { get; } =
        Refusal.Field(
            "explanation.channel-unknown",
            "via",
            $"The channel for the answer must be one of {string.Join(", ", WireName.All<AnswerChannel>())}."
        );

    /// <summary>A letter that is not one of this text.</summary>
    public static Refusal LetterNotOfThis { get; } =
        Refusal.Field(
            "explanation.letter-not-of-this",
            "letter",
            $"Name a finished report of the kind explanation that was created for this request after its review, such as REP-0042."
        );

    /// <summary>The person's request is still worked on.</summary>
    public static Refusal StillOpen { get; } =
        new(
            "explanation.still-open",
            $"The person's data is needed until the request is answered, declined or withdrawn.",
            RefusalKind.Conflict
        );

    /// <summary>Nothing is left to erase.</summary>
    public static Refusal AlreadyErased { get; } =
        new("explanation.already-erased", $"The person's data in this request has already been erased.", RefusalKind.Conflict);
}
