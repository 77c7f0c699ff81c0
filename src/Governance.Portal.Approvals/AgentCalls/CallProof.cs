using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>
/// Whether a stored call is what was decided: its row gives its commitment, the commitments of its batch give the root, and the log states
/// the batch and the person's answer.
/// </summary>
internal static class CallProof
{
    public static async Task<Refusal?> RefusesAsync(GovernanceDbContext db, AgentCall call, CancellationToken ct)
    {
        RecordsAsked[] stated =
        [
            RecordsAsked.Of<AgentCallBatch>(nameof(AgentCallBatch.Id), call.Batch),
            RecordsAsked.Of<AgentCallAnswer>(nameof(AgentCallAnswer.Call), call.Id).OrGone([new object[] { call.Id.Number }]),
        ];
        if (await RecordIntegrity.VerifyAsync(db, stated, ct) is { } altered)
        {
            return altered;
        }

        var batch = await db.AgentCallBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Id == call.Batch, ct);
        var leaves = await db
            .AgentCalls.AsNoTracking()
            .Where(c => c.Batch == call.Batch)
            .OrderBy(c => c.Position)
            .Select(c => c.Commitment)
            .ToListAsync(ct);
        var tree = new DecisionTree();
        foreach (var leaf in leaves.Where(l => l.Length == 32))
        {
            tree.Append(leaf);
        }

        return
            batch is not null
            && tree.Count == batch.Count
            && tree.Root().AsSpan().SequenceEqual(batch.Root)
            && call.Committed().AsSpan().SequenceEqual(call.Commitment)
            ? null
            : RecordRefusals.Altered(call.Id.ToString());
    }
}
