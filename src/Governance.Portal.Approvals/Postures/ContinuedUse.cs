using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Postures;

/// <summary>
/// Whether a version that runs goes on being let in although it fails rules. What <c>spec.continuous</c> of a policy gives holds for every
/// rule of it, whatever it reads, and for as long as the posture of the deployment is followed.
/// </summary>
internal sealed class ContinuedUse(IDbContextFactory<GovernanceDbContext> dbFactory, JudgePosture judge, TimeProvider clock) : IContinuedUse
{
    // Judged at least every hour: a posture that no one has judged for longer says nothing of how long a rule has failed.
    private static readonly TimeSpan s_followed = JudgePosture.AtLeastEvery * 2;

    /// <summary>True when a rule that fails keeps a running version from being let in now.</summary>
    /// <param name="fault">The rule.</param>
    /// <param name="since">Since when it fails.</param>
    /// <param name="now">The server's clock.</param>
    public static bool Counts(PostureFault fault, DateTimeOffset since, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(fault);
        // A policy that says nothing of what runs leaves it to the gate, which judges what is true when it is asked; so does one that only
        // alerts, once its time is over. What a review keeps ends no permits.
        return fault.Grace is not { } grace || (now >= since + grace && !(fault.AsksReview && !fault.EndsPermits));
    }

    public async Task<ContinuedJudgement> JudgeAsync(
        string model,
        string version,
        Stage stage,
        IReadOnlyList<DeployReason> failing,
        bool isOut,
        CancellationToken ct
    )
    {
        if (!isOut && !failing.Any(IsRule))
        {
            return new(failing, null);
        }

        var now = clock.GetUtcNow();
        List<Deployment> running;
        Dictionary<DeploymentId, Posture> postures;
        DateTimeOffset? followedAt;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            running = await db
                .Deployments.IgnoreQueryFilters()
                .AsNoTracking()
                .Where(d => d.Model == model && d.Version == version && d.Stage == stage && d.Until == null)
                .OrderBy(d => d.Id)
                .ToListAsync(ct);
            var ids = running.Select(d => d.Id).ToList();
            postures = await db
                .Postures.IgnoreQueryFilters()
                .AsNoTracking()
                .Where(p => p.Deployment != null && ids.Contains(p.Deployment.Value) && p.Until == null)
                .ToDictionaryAsync(p => p.Deployment!.Value, ct);
            followedAt = await PostureEvents.FollowedAtAsync(db, ct);
        }

        if (running.Count == 0 || (!(followedAt >= now - s_followed) && running.Exists(d => d.Since < now - s_followed)))
        {
            return new(failing, null);
        }

        Evaluation? decided = null;
        var counting = failing.Where(r => !IsRule(r)).ToHashSet();
        foreach (var deployment in running)
        {
            var posture = postures.GetValueOrDefault(deployment.Id);
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            db.DataScope = null;
            var judged = await judge.RunAsync(db, deployment, posture, ct);
            if (judged.Decided is null)
            {
                return new(failing, null);
            }

            decided ??= judged.Decided;
            // What the rule says of the newest facts decides for what runs: one that is met by now counts no more.
            counting.UnionWith(
                failing.Where(r =>
                    IsRule(r)
                    && judged.Faults.Any(f =>
                        f.Blocks && f.Policy == r.Policy && f.Rule == r.Rule && Counts(f, posture?.SinceOf(f) ?? now, now)
                    )
                )
            );
        }

        return new([.. failing.Where(counting.Contains)], decided);
    }

    private static bool IsRule(DeployReason reason) => reason is { Rule: not null, Policy: not null };
}
