using System.ComponentModel.DataAnnotations;

namespace Governance.Portal.Kernel.Configuration;

/// <summary>Settings of the risk register, section <c>Risks</c>.</summary>
public sealed class RisksOptions
{
    /// <summary>
    /// Highest residual score the organisation accepts; what is signed for an AI system may be lower. What is above it is counted and
    /// marked; what blocks a release is said by a policy.
    /// </summary>
    /// <value>The default value is 15.</value>
    [Range(1, 25)]
    public int Appetite { get; set; } = 15;
}
