namespace Governance.Domain.Agents.Calls;

/// <summary>By what a call is decided.</summary>
/// <param name="Model">The agent.</param>
/// <param name="Version">The version that acts; null when none does.</param>
/// <param name="ManifestSha256">Digest of its manifest.</param>
/// <param name="Environment">Where it acts.</param>
public sealed record ActingVersion(string Model, string? Version, string? ManifestSha256, string? Environment);
