namespace Governance.Portal.Compliance.Responsibilities;

/// <summary>An activity of an AI system, and the people who do it, answer for it, advise on it and hear of it.</summary>
/// <param name="Activity">What is done.</param>
/// <param name="Does">Who does it.</param>
/// <param name="Answers">Who answers for it.</param>
/// <param name="Advises">Who is consulted.</param>
/// <param name="Hears">Who is informed.</param>
public sealed record Responsibility(
    string Activity,
    IReadOnlyList<string> Does,
    IReadOnlyList<string> Answers,
    IReadOnlyList<string> Advises,
    IReadOnlyList<string> Hears
)
{
    /// <summary>True when no one does it, or no one answers for it.</summary>
    public bool IsGap => Does.Count == 0 || Answers.Count == 0;
}
