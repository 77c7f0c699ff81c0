namespace Governance.Domain.Agents.Runs;

/// <summary>What a registered agent may use, as its manifests in production name it.</summary>
/// <param name="Tools">Names of tools, with and without their server.</param>
/// <param name="Models">Names of models, with and without their version.</param>
public sealed record RunReference(IReadOnlySet<string> Tools, IReadOnlySet<string> Models);
