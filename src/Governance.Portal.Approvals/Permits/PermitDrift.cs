using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Monitoring;
using Governance.Policies;
using Governance.Portal.Approvals.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Permits;

/// <summary>Whether the newest monitoring window since a permit was issued is one that a policy's <c>drift_limit</c> blocks on.</summary>
internal static class PermitDrift
{
    /// <summary>What the rules say; empty when nothing speaks against the permit.</summary>
    public static async Task<IReadOnlyList<string>> ReasonsAsync(
        GovernanceDbContext db,
        DeploymentPermit permit,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var policies = await ActivePolicies.LoadAsync(db, ct);
        if (!policies.Any(p => p.Rules.Any(r => r.Type == "drift_limit")))
        {
            return [];
        }

        var window = await db
            .Windows.AsNoTracking()
            .Where(w =>
                w.Model == permit.Model
                && w.Version == permit.Version
                && w.Role == WindowRole.Current
                && w.ReferenceId != null
                && w.UploadedAt > permit.IssuedAt
            )
            .OrderByDescending(w => w.UploadedAt)
            .ThenByDescending(w => w.Id)
            .FirstOrDefaultAsync(ct);
        var promotion = await db.Promotions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == permit.Promotion, ct);
        var run = promotion is null ? null : await db.GateRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == promotion.GateRun, ct);
        if (window is null || run is null || GateInput.Read(run.Input).Input is not { } input)
        {
            return [];
        }

        var id = window.Id;
        var features = await db.FeatureDrifts.AsNoTracking().Where(f => f.Window == id).OrderBy(f => f.Position).ToListAsync(ct);
        // The window stands for the newest drift evidence; everything else is judged as it was approved.
        var evidence = new GateEvidence(
            window.Id.ToString(),
            "drift",
            window.DataSha256,
            window.UploadedAt,
            "monitoring",
            input.Artifact.DeclaredSha256,
            new EvidenceFacts
            {
                Drift = new DriftFacts([
                    .. features.Select(f => new DriftFeature(
                        f.Name,
                        new Dictionary<string, double?>(StringComparer.Ordinal) { ["psi"] = f.Psi, ["ks"] = f.Ks }
                    )),
                ]),
            }
        );
        var result = GateEvaluator.Evaluate(policies, input with { At = now, Evidence = [.. input.Evidence, evidence] });
        return
        [
            .. result
                .Results.Where(r => r.Type == "drift_limit" && r.Blocks && r.Evidence.Any(e => e.Id == evidence.Id))
                .Select(r => r.Message),
        ];
    }
}
