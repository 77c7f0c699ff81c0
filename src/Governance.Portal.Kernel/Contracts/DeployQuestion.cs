namespace Governance.Portal.Kernel.Contracts;

/// <summary>May a version be deployed to a stage?</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="Stage">Target stage.</param>
/// <param name="Sha256">Digest of the file about to be deployed, or null when the caller has none.</param>
public sealed record DeployQuestion(string? Model, string? Version, string? Stage, string? Sha256);
