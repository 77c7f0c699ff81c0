using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Policies;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>The result of evaluating a stored gate run again.</summary>
/// <param name="GateRun">The run.</param>
/// <param name="Identical">True if every byte of the result is the same.</param>
/// <param name="Outcome">The gate's result now; null if the stored input or a policy can no longer be read.</param>
/// <param name="InputSha256">Digest of the stored input.</param>
/// <param name="ResultSha256">Digest of the stored result.</param>
/// <param name="FirstDifference">Where the results first differ, or null.</param>
public sealed record ReplayView(
    GateRunId GateRun,
    bool Identical,
    string? Outcome,
    string InputSha256,
    string ResultSha256,
    ReplayDifference? FirstDifference
);

/// <summary>Evaluates a stored input against the stored policies again. Changes nothing.</summary>
public sealed class ReplayGate(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Runs the read.</summary>
    public async Task<Result<ReplayView>> RunAsync(GateRunId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.GateRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } run)
        {
            return GateRefusals.RunNotFound;
        }

        if (Sha256Hex.Of(run.Input) != run.InputSha256 || Sha256Hex.Of(run.Result) != run.ResultSha256)
        {
            return new ReplayView(
                id,
                false,
                null,
                run.InputSha256,
                run.ResultSha256,
                new ReplayDifference("stored bytes", run.InputSha256, Sha256Hex.Of(run.Input))
            );
        }

        if (await ActivePolicies.OfRunAsync(db, run, ct) is not { } policies)
        {
            return new ReplayView(
                id,
                false,
                null,
                run.InputSha256,
                run.ResultSha256,
                new ReplayDifference("policies", run.PolicySha256s, null)
            );
        }

        var replay = GateEvaluator.Replay(policies, run.Input, run.Result);
        return new ReplayView(
            id,
            replay.Identical,
            replay.Result?.Outcome.ToWireName(),
            run.InputSha256,
            run.ResultSha256,
            replay.FirstDifference
        );
    }
}
