namespace Governance.Domain.Compliance;

/// <summary>Where an assessment stands.</summary>
public enum AssessmentState
{
    /// <summary>Being answered.</summary>
    Open,

    /// <summary>Complete; waits for a sign-off.</summary>
    Submitted,

    /// <summary>Signed by someone other than its authors.</summary>
    Signed,

    /// <summary>Signed, but what it rests on has changed since.</summary>
    NeedsReview,

    /// <summary>A newer one is signed.</summary>
    Superseded,

    /// <summary>Given up before it was signed.</summary>
    Withdrawn,
}

/// <summary>An answer as stored.</summary>
/// <param name="Question">Id of the question.</param>
/// <param name="Values">The values.</param>
/// <param name="IsList">True when it came as a list.</param>
/// <param name="Reason">Why, in the words of who answered; null when nothing was said.</param>
/// <param name="By">Who, as the log writes an actor.</param>
/// <param name="ByName">Their printed name.</param>
/// <param name="At">When.</param>
public sealed record StoredAnswer(
    string Question,
    IReadOnlyList<string> Values,
    bool IsList,
    string? Reason,
    string By,
    string ByName,
    DateTimeOffset At
)
{
    /// <summary>The answer as the questionnaire takes it.</summary>
    public GivenAnswer Given() => new(Values, IsList);
}
