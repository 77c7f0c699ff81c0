namespace Governance.Domain.Compliance;

/// <summary>Refusals of classifications.</summary>
public static class AssessmentRefusals
{
    /// <summary>No such assessment.</summary>
    public static Refusal NotFound { get; } = new("assessment.not-found", $"There is no assessment with this ID.", RefusalKind.NotFound);

    /// <summary>Not in a state in which answers change.</summary>
    public static Refusal NotOpen { get; } =
        new(
            "assessment.not-open",
            $"This assessment can no longer be answered. Start a new one. The signed one stays as it is.",
            RefusalKind.Conflict
        );

    /// <summary>Nothing to sign.</summary>
    public static Refusal NotSubmitted { get; } =
        new("assessment.not-submitted", $"This assessment is not waiting for a sign-off.", RefusalKind.Conflict);

    /// <summary>Another one is open.</summary>
    public static Refusal OpenAlready(string id) =>
        new("assessment.open-already", $"Assessment {id} of this system is not finished. Continue or withdraw it.", RefusalKind.Conflict);

    /// <summary>Questions left.</summary>
    public static Refusal NotComplete(string next) =>
        new(
            "assessment.not-complete",
            $"{next} has no answer yet. Nothing can be signed until the questionnaire is complete.",
            RefusalKind.Conflict
        );

    /// <summary>Unsure or contradictory.</summary>
    public static Refusal NeedsLegalReview { get; } =
        new(
            "assessment.needs-legal-review",
            $"An answer is “Not sure” or contradicts another. Resolve this before the classification is signed.",
            RefusalKind.Conflict
        );

    /// <summary>Separation of duties.</summary>
    public static Refusal AuthorCannotSign { get; } =
        new(
            "assessment.author-cannot-sign",
            $"You answered a question of this assessment, so you cannot sign it. Ask another legal approver.",
            RefusalKind.Forbidden
        );

    /// <summary>The law data changed between.</summary>
    public static Refusal OtherLaw { get; } =
        new(
            "assessment.other-law",
            $"The legal data changed after these answers were given. Return the assessment and review the answers.",
            RefusalKind.Conflict
        );

    /// <summary>The signed result is another.</summary>
    public static Refusal ResultChanged { get; } =
        new(
            "assessment.result-changed",
            $"The result changed after you opened it. Nothing was signed. Review it again.",
            RefusalKind.Conflict
        );

    /// <summary>Words missing.</summary>
    public static Refusal ReasonNeeded { get; } =
        Refusal.Field("assessment.reason-needed", "reason", $"Give the reason in at most 2,000 characters.");

    /// <summary>Answers of another form.</summary>
    public static Refusal AnswersNotAcceptable(IReadOnlyDictionary<string, Sentence[]> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var first = errors.First();
        return Refusal.Fields("assessment.answers-not-acceptable", $"{first.Key["answers.".Length..]}: {first.Value[0]}", errors);
    }

    /// <summary>Before the text.</summary>
    public static Refusal DateBeforeText(Law law)
    {
        ArgumentNullException.ThrowIfNull(law);
        return Refusal.Field(
            "assessment.date-before-text",
            "date",
            $"This version of the law applies from {law.Id}. It cannot be used for an assessment on an earlier date."
        );
    }

    /// <summary>No such law.</summary>
    public static Refusal LawUnknown { get; } =
        Refusal.Field("assessment.law-unknown", "law", $"There is no such version of the law. Choose one from the list of versions.");
}
