namespace Governance.Samples.Data;

internal enum FeatureKind
{
    /// <summary>Bytes, money, seconds, counts: perturbed by a factor.</summary>
    Amount,

    /// <summary>A fraction: perturbed by an addend and kept in [0, 1].</summary>
    Share,

    /// <summary>A number that a small disturbance cannot change, such as a flag.</summary>
    Fixed,

    Category,
}
