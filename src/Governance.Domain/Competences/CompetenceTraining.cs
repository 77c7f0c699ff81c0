namespace Governance.Domain.Competences;

/// <summary>A training, as someone records it.</summary>
/// <param name="Course">Its name.</param>
/// <param name="Provider">Who gave it.</param>
/// <param name="On">The day on which the person completed it.</param>
/// <param name="ValidUntil">The last day it counts; null for as long as the topic says.</param>
/// <param name="Reference">Where the proof is.</param>
/// <param name="Sha256">SHA-256 of that file.</param>
/// <param name="Source">How it came here.</param>
public sealed record CompetenceTraining(
    string? Course,
    string? Provider,
    DateOnly On,
    DateOnly? ValidUntil,
    string? Reference,
    string? Sha256,
    CompetenceSource Source
)
{
    /// <summary>Most years that a training counts.</summary>
    public const int MaxYears = 10;

    /// <summary>Why it cannot be recorded; null when it can.</summary>
    public Refusal? Refuses(DateOnly today) =>
        IsNotText(Course, Competence.MaxTitle) ? CompetenceRefusals.CourseMissing
        : IsNotText(Provider, Competence.MaxTitle) ? CompetenceRefusals.ProviderMissing
        : On > today || On.Year < 1990 ? CompetenceRefusals.DayNotValid
        : ValidUntil is { } until && (until < On || until > On.AddYears(MaxYears)) ? CompetenceRefusals.ValidityNotValid
        : Reference?.Length > Competence.MaxReference ? CompetenceRefusals.ReferenceTooLong
        : Sha256 is not null && !IsDigest(Sha256) ? CompetenceRefusals.DigestNotValid
        : null;

    private static bool IsNotText(string? text, int most) => string.IsNullOrWhiteSpace(text) || text.Trim().Length > most;

    private static bool IsDigest(string text) => text.Length == 64 && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}
