using Governance.Policies;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Reads the limits on measured values that policies in force set, for pages that show values beside them.</summary>
public interface IReadLimits
{
    /// <summary>The limits for a promotion of one of its versions.</summary>
    /// <param name="model">The model with the class gates judge it by; its tier is read.</param>
    /// <param name="stage">Wire name of the stage the version would go to.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<PolicyLimit>> OfModelAsync(GateModel model, string stage, CancellationToken ct);
}
