namespace Governance.Portal.Compliance.Competences.Import;

/// <summary>What becomes of a line of a file.</summary>
public enum TrainingVerdict
{
    /// <summary>It is recorded.</summary>
    Import,

    /// <summary>The same training of the same person is on record, or in an earlier line.</summary>
    Duplicate,

    /// <summary>The person has not completed the course.</summary>
    NotCompleted,

    /// <summary>Something is wrong in it.</summary>
    Wrong,
}
