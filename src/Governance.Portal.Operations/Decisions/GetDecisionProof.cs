using Governance.Data;
using Governance.Domain;
using Governance.Domain.Decisions;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions;

/// <summary>Puts together the proof of a decision: a few hundred commitments are read, whatever the batch and the log hold.</summary>
public sealed class GetDecisionProof(IDbContextFactory<GovernanceDbContext> dbFactory, ILogReceipts receipts, LogKey key)
{
    /// <summary>Runs it.</summary>
    /// <param name="id">The sender's id.</param>
    /// <param name="withValues">Leave the content in although it holds values of the input; only after
    /// <see cref="UnmaskDecision"/>.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<DecisionProof>> RunAsync(string id, bool withValues, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await GetDecision.FindAsync(db, id, ct) is not { } row)
        {
            return DecisionRefusals.NotFound;
        }

        var number = new DecisionNumber(row.Number);
        var batch = await db.DecisionBatches.AsNoTracking().SingleAsync(b => b.Id == number.Batch, ct);
        var entry = await db.AuditEntries.AsNoTracking().Where(e => e.Index == batch.LogIndex).Select(e => e.Leaf).SingleAsync(ct);
        var commitments = await CommitmentsAsync(db, batch, number.Position, ct);
        var receipt = await receipts.ForAsync(batch.LogIndex, ct);
        if (receipt.Refusal is { } refusal)
        {
            return refusal;
        }

        var shown = DecisionReading.Parse(row) is { } content && (withValues || !DecisionReading.HoldsValues(content));
        var salt = new byte[DecisionSeed.Size];
        if (shown)
        {
            DecisionSeed.ContentSalt(row.Seed, salt);
        }

        return new DecisionProof
        {
            DecisionId = row.Id,
            Content = shown ? row.Content : null,
            Salt = shown ? salt : null,
            Commitment = row.Commitment,
            Batch = batch.Id.ToString(),
            Position = number.Position,
            Count = batch.Count,
            Hashes = DecisionTree.Prove(number.Position, batch.Count, batch.Runs, place => commitments[place]),
            EntryIndex = batch.LogIndex,
            Entry = entry,
            Receipt = receipt.Value.ToString(),
            LogKey = key.Public.ToString(),
        };
    }

    // The run of leaves around the decision, and the last, incomplete one: both are at most a few hundred neighbours.
    private static async Task<Dictionary<int, byte[]>> CommitmentsAsync(
        GovernanceDbContext db,
        DecisionBatch batch,
        int position,
        CancellationToken ct
    )
    {
        var found = new Dictionary<int, byte[]>();
        foreach (
            var (from, to) in new[]
            {
                DecisionTree.RangeFor(position, batch.Count),
                DecisionTree.RangeFor(batch.Count - 1, batch.Count),
            }.Distinct()
        )
        {
            var (first, last) = (DecisionNumber.Of(batch.Id, from).Value, DecisionNumber.Of(batch.Id, to - 1).Value);
            await foreach (
                var row in db
                    .Decisions.AsNoTracking()
                    .Where(d => d.Number >= first && d.Number <= last && d.Time >= batch.FirstTime && d.Time <= batch.LastTime)
                    .Select(d => new { d.Number, d.Commitment })
                    .AsAsyncEnumerable()
                    .WithCancellation(ct)
            )
            {
                found[new DecisionNumber(row.Number).Position] = row.Commitment;
            }
        }

        return found;
    }
}
