using Governance.Domain.Compliance;
using Governance.Domain.Systems;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>How a system stands: its classification as it reads today and its duties with what proves them.</summary>
/// <param name="System">The system.</param>
/// <param name="Assessment">The classification that counts; null while none is signed.</param>
/// <param name="InForce">True when it is signed, under the law data of today, and need not be looked at again.</param>
/// <param name="Result">What its answers say today; null without one.</param>
/// <param name="Standings">The duties, in the order of the law's data.</param>
/// <param name="Duties">What people did about them, by obligation.</param>
public sealed record SystemStanding(
    AiSystem System,
    Assessment? Assessment,
    bool InForce,
    Classification? Result,
    IReadOnlyList<DutyStanding> Standings,
    IReadOnlyDictionary<string, Duty> Duties
)
{
    /// <summary>Own duties that count: those that do not apply are left out.</summary>
    public int Owed => Standings.Count(s => s.Dated.Own && s.Status is not DutyStatus.NotApplicable);

    /// <summary>Own duties that are met.</summary>
    public int Met => Standings.Count(s => s.Dated.Own && s.Status is DutyStatus.Satisfied);

    /// <summary>Duties of others, of which evidence is asked for.</summary>
    public int Asked => Standings.Count(s => !s.Dated.Own);

    /// <summary>Own duties that do not apply.</summary>
    public int Excluded => Standings.Count - Owed - Asked;

    /// <summary>The next day on which an accepted duty has to be looked at again.</summary>
    public DateOnly? NextReview => Duties.Values.Select(d => d.NextReview).Where(d => d is not null).DefaultIfEmpty().Min();
}
