using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Postures;

/// <summary>What a changed policy would mean for what runs now.</summary>
public sealed record PosturePreview
{
    /// <summary>Deployments judged.</summary>
    public required int Judged { get; init; }

    /// <summary>False when more run than are judged at once; the oldest of them were.</summary>
    public required bool Complete { get; init; }

    /// <summary>Deployments that could not be judged: their records are not what the log states.</summary>
    public required int Skipped { get; init; }

    /// <summary>Deployments that would go out of policy, with the rules that would newly block.</summary>
    public required IReadOnlyList<PreviewedPosture> Out { get; init; }

    /// <summary>Deployments that would come back in policy.</summary>
    public required IReadOnlyList<PreviewedPosture> Back { get; init; }
}

/// <summary>A deployment that would stand otherwise.</summary>
public sealed record PreviewedPosture(
    string Model,
    string Version,
    string Environment,
    DeploymentId Deployment,
    IReadOnlyList<FailingRule> Failing
);

/// <summary>
/// Judges what runs now by a proposed policy, before anyone approves it: which deployments it would put out of policy. Stores nothing.
/// </summary>
internal sealed class PreviewPosture(IDbContextFactory<GovernanceDbContext> dbFactory, JudgePosture judge)
{
    /// <summary>Most deployments judged at once.</summary>
    public const int MaxDeployments = 1_000;

    /// <summary>Judges by the text of a proposal.</summary>
    public async Task<Result<PosturePreview>> RunAsync(PolicyProposalId id, CancellationToken ct)
    {
        byte[]? source;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            source = await db.PolicyProposals.AsNoTracking().Where(p => p.Id == id).Select(p => p.Source).SingleOrDefaultAsync(ct);
        }

        return source is null || PolicyDocument.Parse(source, "policy.yaml").Document is not { } policy
            ? ProposalRefusals.NotFound
            : await JudgeAsync(policy, ct);
    }

    /// <summary>Judges by a policy that need not be stored.</summary>
    public async Task<Result<PosturePreview>> RunAsync(PolicyDocument draft, CancellationToken ct) => await JudgeAsync(draft, ct);

    private async Task<PosturePreview> JudgeAsync(PolicyDocument policy, CancellationToken ct)
    {
        List<Deployment> serving;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            serving = await db
                .Deployments.AsNoTracking()
                .Where(d => d.Until == null)
                .OrderBy(d => d.Id)
                .Take(MaxDeployments + 1)
                .ToListAsync(ct);
        }

        var (gone, back, skipped) = (new List<PreviewedPosture>(), new List<PreviewedPosture>(), 0);
        foreach (var deployment in serving.Take(MaxDeployments))
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            // A policy is judged by everything there is; whose deployments are named was decided above.
            db.DataScope = null;
            try
            {
                var (before, after) = await judge.CompareAsync(db, deployment, policy, ct);
                var (was, becomes) = (before.Where(f => f.Blocks).ToList(), after.Where(f => f.Blocks).ToList());
                if (was.Count == 0 && becomes.Count > 0)
                {
                    gone.Add(Of(deployment, becomes));
                }
                else if (was.Count > 0 && becomes.Count == 0)
                {
                    back.Add(Of(deployment, was));
                }
                else if (becomes.Where(f => !was.Exists(w => w.Policy == f.Policy && w.Rule == f.Rule)).ToList() is { Count: > 0 } more)
                {
                    gone.Add(Of(deployment, more));
                }
            }
            catch (RecordAlteredException)
            {
                skipped++;
            }
        }

        return new PosturePreview
        {
            Judged = Math.Min(serving.Count, MaxDeployments) - skipped,
            Complete = serving.Count <= MaxDeployments,
            Skipped = skipped,
            Out = gone,
            Back = back,
        };
    }

    private static PreviewedPosture Of(Deployment deployment, IEnumerable<PostureFault> faults) =>
        new(deployment.Model, deployment.Version, deployment.Environment, deployment.Id, [.. faults.Select(FailingRule.Of)]);
}
