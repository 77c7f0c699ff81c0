using Governance.Policies;

namespace Governance.Portal.Models.Registry;

/// <summary>What the version in production measured, to be drawn beside another's.</summary>
/// <param name="Version">Its name.</param>
/// <param name="Pictures">What can be drawn of its newest report.</param>
/// <param name="Metrics">What the report measured.</param>
public sealed record CurveBeside(string Version, EvidencePictures Pictures, IReadOnlyList<GateMetric> Metrics);
