using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Monitoring;
using Governance.Policies;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Permits;

/// <summary>
/// Whether a monitoring window has come, or was withdrawn, since a permit was issued, and the newest measured one is what a policy's
/// <c>drift_limit</c> blocks
/// on.
/// </summary>
internal static class PermitDrift
{
    /// <summary>What the rules say; empty when nothing speaks against the permit.</summary>
    public static async Task<IReadOnlyList<string>> ReasonsAsync(
        GovernanceDbContext db,
        BundleFactSources measurements,
        IContinuedUse continued,
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

        // What was measured before, the gate has judged when it allowed the permit.
        var since = permit.IssuedAt;
        if (
            !await db.AllWindows.AnyAsync(
                w =>
                    w.Model == permit.Model
                    && w.Version == permit.Version
                    && ((w.Role == WindowRole.Current && w.ReferenceId != null && w.UploadedAt > since) || w.DecidedAt > since),
                ct
            )
        )
        {
            return [];
        }

        var promotion = await db.Promotions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == permit.Promotion, ct);
        var run = promotion is null ? null : await db.GateRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == promotion.GateRun, ct);
        if (run is null || GateInput.Read(run.Input).Input is not { } input)
        {
            return [];
        }

        // By the policies of today; everything else is judged as it was approved.
        var measured = await measurements.ReadAsync(db, permit.Model, permit.Version, policies, ct);
        var result = GateEvaluator.Evaluate(policies, input with { At = now, Monitoring = measured.Monitoring });
        List<DeployReason> drifted =
        [
            .. result.Results.Where(r => r.Type == "drift_limit" && r.Blocks && !IsOfFiledAlone(policies, r)).Select(AgedRules.Reason),
        ];
        var counting = await continued.JudgeAsync(permit.Model, permit.Version, permit.Stage, drifted, isOut: false, ct);
        return [.. counting.Counting.Select(r => r.Message)];
    }

    // What a policy wants judged by a filed comparison alone, the gate has judged.
    private static bool IsOfFiledAlone(IReadOnlyList<PolicyDocument> policies, RuleResult result) =>
        policies
            .Where(p => p.Name == result.Policy)
            .SelectMany(p => p.Rules)
            .Any(r => r.Id == result.RuleId && r.Parameters.Text("source") == "filed");
}
