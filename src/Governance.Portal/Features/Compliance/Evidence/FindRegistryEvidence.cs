using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Compliance;
using Governance.Domain.Models;
using Governance.Portal.Features.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Compliance.Evidence;

/// <summary>Evidence of versions, their approvals and gate runs.</summary>
internal sealed class FindRegistryEvidence : IFindEvidence
{
    private const int Most = 2_000;

    private static readonly Dictionary<EvidenceKind, string> s_kinds = new()
    {
        [EvidenceKind.Validation] = "validation_report",
        [EvidenceKind.Fairness] = "fairness_report",
        [EvidenceKind.Robustness] = "robustness_report",
        [EvidenceKind.Explainability] = "validation_report",
        [EvidenceKind.Drift] = "drift_monitoring",
        [EvidenceKind.Sbom] = "sbom",
        [EvidenceKind.ModelCard] = "model_card",
        [EvidenceKind.SystemCard] = "system_card",
        [EvidenceKind.Lineage] = "data_lineage",
        [EvidenceKind.SecurityScan] = "robustness_report",
        [EvidenceKind.PiiScan] = "data_lineage",
        [EvidenceKind.PromptSafety] = "robustness_report",
        [EvidenceKind.Other] = "attached_document",
    };

    public async Task<IReadOnlyList<SystemEvidence>> FindAsync(GovernanceDbContext db, IReadOnlyList<SystemVersions> systems, CancellationToken ct)
    {
        var models = systems.SelectMany(s => s.Versions.Select(v => v.Model)).Distinct(StringComparer.Ordinal).ToList();
        if (models.Count == 0)
        {
            return [];
        }

        var evidence = await db.Evidence.AsNoTracking().Where(e => models.Contains(e.Model) && e.WithdrawnAt == null)
            .OrderByDescending(e => e.Id).Take(Most).Select(e => new { e.Id, e.Model, e.Version, e.Kind, e.ProducedAt }).ToListAsync(ct);
        var approvals = await db.Promotions.AsNoTracking().Where(p => models.Contains(p.Model) && p.To == Stage.Production && (p.State == PromotionState.Approved || p.State == PromotionState.Deployed))
            .OrderByDescending(p => p.Id).Take(Most).Select(p => new { p.Id, p.Model, p.Version, p.GateRun, p.DecidedAt, p.RequestedAt }).ToListAsync(ct);
        var found = new List<SystemEvidence>();
        foreach (var system in systems)
        {
            foreach (var served in system.Versions)
            {
                // The newest of a kind about the version in use; without one the newest about another, which then does not count.
                foreach (var kind in evidence.Where(e => e.Model == served.Model).GroupBy(e => e.Kind))
                {
                    var newest = kind.FirstOrDefault(e => e.Version == served.Version) ?? kind.First();
                    found.Add(new(system.System, new FoundEvidence(
                        s_kinds[newest.Kind], Title(newest.Kind), newest.Id.ToString(), Addresses.Version(newest.Model, newest.Version), newest.ProducedAt,
                        ModelName.Of(newest.Model, newest.Version), newest.Version == served.Version, Live: false)));
                }

                if (approvals.Find(a => a.Model == served.Model && a.Version == served.Version) is { } approval)
                {
                    var at = approval.DecidedAt ?? approval.RequestedAt;
                    var subject = ModelName.Of(approval.Model, approval.Version);
                    found.Add(new(system.System, new FoundEvidence("approval_signoff", "Approval for production", approval.Id.ToString(), $"/approvals/{approval.Id}", at, subject, OfServedVersion: true, Live: false)));
                    found.Add(new(system.System, new FoundEvidence("policy_result", "Gate run at approval", approval.GateRun.ToString(), $"/approvals/{approval.Id}", at, subject, OfServedVersion: true, Live: false)));
                }
            }
        }

        return found;
    }

    private static string Title(EvidenceKind kind) => kind switch
    {
        EvidenceKind.Sbom => "Bill of materials",
        EvidenceKind.ModelCard => "Model card",
        EvidenceKind.SystemCard => "System card",
        EvidenceKind.PiiScan => "Scan for personal data",
        EvidenceKind.SecurityScan => "Security scan",
        EvidenceKind.PromptSafety => "Prompt safety tests",
        EvidenceKind.Other => "Document",
        _ => $"{kind} report",
    };
}
