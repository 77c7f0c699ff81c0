using Governance.Data;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// The appetite that a risk is judged by, for everyone who asks: what was signed for its AI system, or for a system in use that uses its
/// model, the lowest of several; the organisation's (<c>Risks__Appetite</c>) where nothing is signed. It is worked out in the statement
/// that reads the risks, so that it takes none of its own. Someone with a limited role judges by the systems they see, gates by all.
/// </summary>
public static class AppetiteOfRisks
{
    /// <summary>Risks with the appetite they are judged by.</summary>
    /// <param name="risks">The risks.</param>
    /// <param name="db">Their context.</param>
    /// <param name="organisation">The appetite of the organisation; no system's exceeds it.</param>
    public static IQueryable<JudgedRisk> Judged(this IQueryable<Risk> risks, GovernanceDbContext db, int organisation)
    {
        ArgumentNullException.ThrowIfNull(risks);
        ArgumentNullException.ThrowIfNull(db);
        return risks.Select(r => new JudgedRisk
        {
            Risk = r,
            Appetite =
                db.SystemTargets.Where(t =>
                        t.State == TargetsState.InForce
                        && t.Appetite < organisation
                        && db.AiSystems.Any(s =>
                            s.Id == t.System
                            && s.LifeCycle != LifeCycle.Retired
                            && (
                                t.Place == r.SystemId
                                || (
                                    r.Model != null
                                    && (
                                        // The names of its models are one column, each in quotation marks.
                                        ((string)(object)EF.Property<List<string>>(s, "_models")).Contains("\"" + r.Model + "\"")
                                        || db.Models.Any(m => m.Name == r.Model && m.System == t.Place)
                                    )
                                )
                            )
                        )
                    )
                    .Min(t => (int?)t.Appetite)
                ?? organisation,
        });
    }

    /// <summary>
    /// Those whose residual score is above the appetite they are judged by. One that nobody assessed counts with its inherent score, as at
    /// the gate (<c>risk_assessed</c>).
    /// </summary>
    public static IQueryable<Risk> AboveAppetite(this IQueryable<Risk> risks, GovernanceDbContext db, int organisation) =>
        risks.Judged(db, organisation).Where(j => (j.Risk.ResidualScore ?? j.Risk.InherentScore) > j.Appetite).Select(j => j.Risk);

    /// <summary>Risks as a gate sees them, with what was signed for the systems of their model.</summary>
    /// <param name="risks">Open risks; null when the register says nothing.</param>
    /// <param name="signed">What is in force for the systems of the model; null where no policy asks.</param>
    /// <param name="now">The time ages are counted to.</param>
    /// <param name="assessments">When the risks were assessed; null where no policy asks.</param>
    public static IReadOnlyList<GateRisk>? ToGate(
        this IReadOnlyList<Risk>? risks,
        IReadOnlyList<SystemTargets>? signed,
        DateTimeOffset now,
        RiskAssessments? assessments = null
    ) =>
        risks is null
            ? null
            :
            [
                .. risks.Select(r => new GateRisk(r.Id.ToString(), r.ResidualScore, r.IsTreated(now))
                {
                    // All systems that are read use the model, so that a risk of the model is one of each.
                    Appetite = signed?.Where(t => r.Model is not null || t.Place == r.SystemId).Min(t => (int?)t.Appetite),
                    Inherent = assessments is null ? null : r.InherentScore,
                    AssessedAt = assessments?.Of(r),
                    OfRelease = assessments?.Of(r) is { } at ? at >= assessments.Release : null,
                }),
            ];
}
