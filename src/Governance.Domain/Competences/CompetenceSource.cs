namespace Governance.Domain.Competences;

/// <summary>How a competence record came here.</summary>
public enum CompetenceSource
{
    /// <summary>Someone wrote it.</summary>
    Manual,

    /// <summary>A line of a table.</summary>
    Csv,

    /// <summary>An xAPI statement.</summary>
    Xapi,

    /// <summary>A line of a SCORM completion export.</summary>
    Scorm,
}
