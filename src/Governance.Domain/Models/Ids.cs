namespace Governance.Domain.Models;

/// <summary>A piece of evidence about a model version.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct EvidenceId(int Number) : IDisplayId<EvidenceId>
{
    /// <inheritdoc/>
    public static string Prefix => "EVD";

    /// <inheritdoc/>
    public static EvidenceId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>A deployment of a model version.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct DeploymentId(int Number) : IDisplayId<DeploymentId>
{
    /// <inheritdoc/>
    public static string Prefix => "DEP";

    /// <inheritdoc/>
    public static DeploymentId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
