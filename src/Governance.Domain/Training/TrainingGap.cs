namespace Governance.Domain.Training;

/// <summary>A dataset that a run trained on and that no permit covered.</summary>
/// <param name="Dataset">Its name.</param>
/// <param name="Version">Its version or digest, as lineage names it; null where it names none.</param>
/// <param name="Why">Why it was not covered.</param>
public sealed record TrainingGap(string Dataset, string? Version, TrainingGapReason Why);

/// <summary>Why a dataset was not covered.</summary>
public enum TrainingGapReason
{
    /// <summary>There was no permit.</summary>
    NoPermit,

    /// <summary>The permit had expired.</summary>
    PermitExpired,

    /// <summary>The permit had been revoked.</summary>
    PermitRevoked,

    /// <summary>The permit does not name it.</summary>
    NotNamed,

    /// <summary>The permit names another version of it.</summary>
    OtherVersion,

    /// <summary>The permit is for another purpose.</summary>
    OtherPurpose,
}
