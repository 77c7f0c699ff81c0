using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>A promotion about to be relied on.</summary>
/// <param name="Promotion">Its row, with its decisions.</param>
/// <param name="Version">The version it is for.</param>
public sealed record ReliedOn(Promotion Promotion, ModelVersion Version)
{
    /// <summary>The gate run its row names, where it has been read.</summary>
    public GateRun? Run { get; init; }

    /// <summary>The emergency override that stands in for signatures; null where an approval is relied on.</summary>
    public EmergencyOverride? Override { get; init; }

    /// <summary>
    /// Later promotions of the version to the same stage, which do not stand against this one as far as their rows say.
    /// </summary>
    public IReadOnlyList<Promotion> Later { get; init; } = [];
}
