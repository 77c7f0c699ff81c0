using Governance.Domain.Experiments;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>May a version be deployed to a stage?</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="Stage">Target stage.</param>
/// <param name="Sha256">Digest of the file about to be deployed, or null when the caller has none.</param>
public sealed record DeployQuestion(string? Model, string? Version, string? Stage, string? Sha256)
{
    /// <summary>
    /// The experiment in which it is to decide for a share; null for a deployment that is none. A promotion that is limited to an
    /// experiment answers for that one alone.
    /// </summary>
    public ExperimentId? Experiment { get; init; }
}
