namespace Governance.Domain.Training;

/// <summary>How a run that trained stands to the permits.</summary>
public enum TrainingVerdict
{
    /// <summary>A permit that counted when the run began names all its data.</summary>
    Covered,

    /// <summary>A permit counted, and does not name some of the data, or is for another purpose.</summary>
    CoveredInPart,

    /// <summary>The permit that fits had expired when the run began.</summary>
    PermitExpired,

    /// <summary>The permit that fits had been revoked when the run began.</summary>
    PermitRevoked,

    /// <summary>No permit fits.</summary>
    NoPermit,
}
