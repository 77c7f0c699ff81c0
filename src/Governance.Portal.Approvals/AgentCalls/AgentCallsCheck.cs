using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Decisions;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>
/// Every call of a tool says what its commitment is over, and the commitments of a batch give the root that its entry states: none was
/// changed, added or taken away.
/// </summary>
internal sealed class AgentCallsCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : DatabaseCheck(dbFactory)
{
    private const int Page = 200;

    public override string Subject => "calls of agents' tools";

    protected override async IAsyncEnumerable<string> FindAsync(GovernanceDbContext db, [EnumeratorCancellation] CancellationToken ct)
    {
        var all = await db.AgentCallBatches.AsNoTracking().Select(b => b.Id).ToListAsync(ct);
        foreach (var ids in all.OrderBy(id => id.Number).Chunk(Page))
        {
            var batches = await db.AgentCallBatches.AsNoTracking().Where(b => ids.Contains(b.Id)).OrderBy(b => b.Id).ToListAsync(ct);
            var (read, unreadable) = await ReadAsync(
                ids,
                some => db.AgentCalls.AsNoTracking().Where(c => some.Contains(c.Batch)).OrderBy(c => c.Position),
                ct
            );
            foreach (var id in unreadable)
            {
                await foreach (var sentence in UnreadableAsync(db, id, ct))
                {
                    yield return sentence;
                }
            }

            var calls = read.ToLookup(c => c.Batch);
            foreach (var sentence in batches.Where(b => !unreadable.Contains(b.Id)).SelectMany(b => Faults(b, [.. calls[b.Id]])))
            {
                yield return sentence;
            }
        }

        await foreach (
            var call in db
                .AgentCalls.AsNoTracking()
                .Where(c => !db.AgentCallBatches.Any(b => b.Id == c.Batch))
                .OrderBy(c => c.Id)
                .Select(c => c.Id)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            yield return $"The call {call} belongs to no batch that the log states: it was added outside the portal.";
        }
    }

    private static async IAsyncEnumerable<string> UnreadableAsync(
        GovernanceDbContext db,
        AgentCallBatchId batch,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var ids = await db.AgentCalls.AsNoTracking().Where(c => c.Batch == batch).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(ct);
        foreach (var id in (await ReadAsync(ids, some => db.AgentCalls.AsNoTracking().Where(c => some.Contains(c.Id)), ct)).Unreadable)
        {
            yield return $"The call {id} was changed: it holds a value that cannot be read.";
        }
    }

    private static IEnumerable<string> Faults(AgentCallBatch batch, IReadOnlyList<AgentCall> calls)
    {
        var changed = calls.Where(c => c.Model != batch.Model || !c.Committed().AsSpan().SequenceEqual(c.Commitment)).ToList();
        foreach (var call in changed)
        {
            yield return $"The call {call.Id} was changed: what it says does not match its commitment.";
        }

        if (calls.Count != batch.Count)
        {
            yield return $"The batch {batch.Id} of {batch.Model} has {calls.Count} calls, but the log states {batch.Count}.";
            yield break;
        }

        var tree = new DecisionTree();
        foreach (var call in calls.Where(c => c.Commitment.Length == 32))
        {
            tree.Append(call.Commitment);
        }

        if (tree.Count != batch.Count || !tree.Root().AsSpan().SequenceEqual(batch.Root))
        {
            yield return $"The commitments of the calls of {batch.Id} do not give the root that the log states: "
                + $"one of {string.Join(", ", calls.Take(10).Select(c => c.Id))}{(calls.Count > 10 ? " and others" : "")} was exchanged.";
        }
    }
}
