using Governance.Policies;

namespace Governance.Portal.Models.Registry;

/// <summary>What is known of another version, to stand beside a version's own figures.</summary>
/// <param name="Version">Its name.</param>
/// <param name="Metrics">Its measures.</param>
public sealed record OtherFigures(string Version, IReadOnlyList<GateMetric> Metrics);
