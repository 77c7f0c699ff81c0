namespace Governance.Samples.Models;

/// <summary>Signed contribution of a feature to one score, in log-odds.</summary>
internal sealed record Attribution(string Feature, double Value);
