using Governance.Portal.Kernel.Components;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Writes p-values.</summary>
public static class PValues
{
    /// <summary>0.034, or "&lt; 0.001": smaller ones say no more.</summary>
    public static string Written(double p) => p < 0.001 ? $"< {Formats.Score(0.001)}" : Formats.Score(p);
}
