namespace Governance.Domain.Competences;

/// <summary>Where a competence record is.</summary>
public enum CompetenceState
{
    /// <summary>Recorded; someone else has to confirm it.</summary>
    Recorded,

    /// <summary>Confirmed: it counts while it is valid.</summary>
    Confirmed,

    /// <summary>Withdrawn: it counts no longer.</summary>
    Withdrawn,
}
