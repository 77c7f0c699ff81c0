using Governance.Data.Audit;
using Governance.Domain;
using Governance.Transparency;

namespace Governance.Portal.Administration.Audit;

/// <summary>Proofs about the log, for anyone who holds a checkpoint of it.</summary>
public sealed class ProveEntries(LogReader log)
{
    /// <summary>That an entry stands at its index in the tree of a size.</summary>
    /// <param name="index">Index of the entry.</param>
    /// <param name="size">Size of the tree; the newest checkpoint's when null.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<IReadOnlyList<byte[]>>> InclusionAsync(long? index, long? size, CancellationToken ct)
    {
        if (await SizeAsync("size", size, ct) is { IsDone: false } bad)
        {
            return bad.Refusal;
        }

        var of = size ?? (await log.CheckpointAsync(ct))?.Size;
        if (of is not { } tree)
        {
            return AuditRefusals.NoCheckpoint;
        }

        return index is { } leaf && leaf >= 0 && leaf < tree
            ? await ResolveAsync(ProofPlan.Inclusion(leaf, tree), ct)
            : AuditRefusals.Number("index", $"Enter the index of an entry: 0 to {tree - 1} in a tree of {tree} entries.");
    }

    /// <summary>That a tree begins with all the entries of an earlier one.</summary>
    /// <param name="from">Size of the earlier tree.</param>
    /// <param name="to">Size of the later tree; the newest checkpoint's when null.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<IReadOnlyList<byte[]>>> ConsistencyAsync(long? from, long? to, CancellationToken ct)
    {
        if (await SizeAsync("to", to, ct) is { IsDone: false } bad)
        {
            return bad.Refusal;
        }

        var of = to ?? (await log.CheckpointAsync(ct))?.Size;
        if (of is not { } tree)
        {
            return AuditRefusals.NoCheckpoint;
        }

        return from is { } first && first >= 1 && first <= tree
            ? await ResolveAsync(ProofPlan.Consistency(first, tree), ct)
            : AuditRefusals.Number("from", $"Enter the size of an earlier tree: 1 to {tree} for a tree of {tree} entries.");
    }

    private async Task<Result<Done>> SizeAsync(string field, long? size, CancellationToken ct)
    {
        if (size is not { } asked)
        {
            return Done.Instance;
        }

        var there = await log.SizeAsync(ct);
        return asked >= 1 && asked <= there
            ? Done.Instance
            : AuditRefusals.Number(
                field,
                there == 0
                    ? (Sentence)$"The log is empty: there is no tree yet."
                    : $"Enter the size of a tree: 1 to {there}, the number of entries."
            );
    }

    private async Task<Result<IReadOnlyList<byte[]>>> ResolveAsync(ProofPlan plan, CancellationToken ct)
    {
        try
        {
            return Result<IReadOnlyList<byte[]>>.Done(await log.ResolveAsync(plan, ct));
        }
        catch (LogDamagedException)
        {
            return AuditRefusals.Damaged;
        }
    }
}
