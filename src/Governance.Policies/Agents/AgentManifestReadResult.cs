using System.Diagnostics.CodeAnalysis;

namespace Governance.Policies;

/// <summary>Either a manifest, or every problem found in its text.</summary>
/// <param name="Manifest">The manifest; null when there are problems.</param>
/// <param name="Problems">The problems in the order of the file; empty when the manifest is valid.</param>
public sealed record AgentManifestReadResult(AgentManifest? Manifest, IReadOnlyList<PolicyProblem> Problems)
{
    /// <summary>Whether the text is a valid manifest.</summary>
    [MemberNotNullWhen(true, nameof(Manifest))]
    public bool IsValid => Manifest is not null;
}
