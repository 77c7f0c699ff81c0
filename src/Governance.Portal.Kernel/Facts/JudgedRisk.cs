using Governance.Domain.Risks;

namespace Governance.Portal.Kernel.Facts;

/// <summary>A risk with the appetite it is judged by.</summary>
public sealed class JudgedRisk
{
    /// <summary>The risk.</summary>
    public required Risk Risk { get; init; }

    /// <summary>
    /// The lowest that was signed for an AI system it is about, or for one that uses its model; the organisation's where none is.
    /// </summary>
    public required int Appetite { get; init; }
}
