using Governance.Domain.Competences;

namespace Governance.Portal.Compliance.Competences.Import;

/// <summary>A training, as a line of a file or an xAPI statement says it.</summary>
/// <param name="Line">The line of the file, or the number of the statement, from 1.</param>
/// <param name="Email">E-mail address of the person.</param>
/// <param name="Topic">Key of the topic; null where none is known.</param>
/// <param name="Training">The training.</param>
/// <param name="Verdict">What becomes of it.</param>
/// <param name="Problems">What is wrong and how to correct it.</param>
public sealed record TrainingLine(
    int Line,
    string Email,
    string? Topic,
    CompetenceTraining Training,
    TrainingVerdict Verdict,
    IReadOnlyList<string> Problems
);
