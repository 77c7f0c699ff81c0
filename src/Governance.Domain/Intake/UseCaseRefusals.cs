namespace Governance.Domain.Intake;

/// <summary>Refusals about proposed use cases.</summary>
public static class UseCaseRefusals
{
    /// <summary>No such use case.</summary>
    public static Refusal NotFound { get; } = new("use-case.not-found", $"There is no use case with this ID.", RefusalKind.NotFound);

    /// <summary>Someone else's proposal.</summary>
    public static Refusal NotYours { get; } =
        new("use-case.not-yours", $"Only the proposers of a use case can change, submit or withdraw it.", RefusalKind.Forbidden);

    /// <summary>Not with the proposer.</summary>
    public static Refusal NotWithProposer { get; } =
        new(
            "use-case.not-with-proposer",
            $"A use case can only be changed while it is a draft or after more information was requested.",
            RefusalKind.Conflict
        );

    /// <summary>Decided or withdrawn.</summary>
    public static Refusal Closed { get; } =
        new("use-case.closed", $"This use case was accepted, declined or withdrawn and can no longer be changed.", RefusalKind.Conflict);

    /// <summary>Not in triage.</summary>
    public static Refusal NotInTriage { get; } =
        new("use-case.not-in-triage", $"This use case is not in triage: the proposer has to submit it first.", RefusalKind.Conflict);

    /// <summary>One's own proposal.</summary>
    public static Refusal OwnProposal { get; } =
        new("use-case.own-proposal", $"You proposed this use case. Someone else has to assess it.", RefusalKind.Forbidden);

    /// <summary>The role in force judges nothing.</summary>
    public static Refusal NoFunction { get; } =
        new(
            "use-case.no-function",
            $"Only a risk officer, a security approver and a legal approver can give opinions, each in their active role.",
            RefusalKind.Forbidden
        );

    /// <summary>The function has spoken.</summary>
    public static Refusal AlreadyGiven { get; } =
        new("use-case.already-given", $"An opinion for this function has already been given.", RefusalKind.Conflict);

    /// <summary>The person has spoken in another function.</summary>
    public static Refusal OnePersonOneFunction { get; } =
        new(
            "use-case.one-person-one-function",
            $"You gave an opinion on this use case in another function. Someone else has to do this.",
            RefusalKind.Forbidden
        );

    /// <summary>A verdict that is none.</summary>
    public static Refusal VerdictUnknown { get; } =
        Refusal.Field(
            "use-case.verdict-unknown",
            "verdict",
            $"The verdict must be one of {string.Join(", ", WireName.All<TriageVerdict>())}."
        );

    /// <summary>No words where words are needed.</summary>
    public static Refusal WordsMissing(string field) =>
        Refusal.Field("use-case.words-missing", field, $"Write it in at most {SaltedText.MaxLength} characters.");

    /// <summary>The answers are not complete.</summary>
    public static Refusal NotComplete(IReadOnlyDictionary<string, Sentence[]> missing) =>
        Refusal.Fields("use-case.not-complete", $"The proposal is not complete yet.", missing);

    /// <summary>Opinions are missing.</summary>
    public static Refusal OpinionsMissing(IReadOnlyList<TriageFunction> functions) =>
        new(
            "use-case.opinions-missing",
            $"Opinions are missing: {Sentence.Join(", ", functions.Select(Sentence.Word))}. "
                + $"A use case can be accepted only once all three are given.",
            RefusalKind.Conflict
        );

    /// <summary>An objection stands.</summary>
    public static Refusal ObjectionUnanswered { get; } =
        Refusal.Field("use-case.objection-unanswered", "reason", $"A reviewer objected. Say why the use case is accepted despite this.");

    /// <summary>Too many conditions, or one without words.</summary>
    public static Refusal ConditionsNotValid { get; } =
        Refusal.Field(
            "use-case.conditions-not-valid",
            "conditions",
            $"At most {UseCaseCondition.Max} conditions are accepted, each of at most 1,000 characters."
        );

    /// <summary>Prohibited.</summary>
    public static Refusal Prohibited { get; } =
        Refusal.Field(
            "use-case.prohibited",
            "expectedClass",
            $"A use case whose expected class is a prohibited practice (Art. 5) cannot be accepted."
        );

    /// <summary>No such condition.</summary>
    public static Refusal NoSuchCondition { get; } =
        new("use-case.no-such-condition", $"This use case has no condition with this number.", RefusalKind.NotFound);

    /// <summary>Met before.</summary>
    public static Refusal ConditionMet { get; } =
        new("use-case.condition-met", $"This condition is already recorded as met.", RefusalKind.Conflict);
}
