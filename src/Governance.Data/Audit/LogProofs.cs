using Governance.Transparency;

namespace Governance.Data.Audit;

/// <summary>Proofs that the log makes to itself, in the transaction that is open.</summary>
public static class LogProofs
{
    /// <summary>Root of the tree of the first entries.</summary>
    /// <exception cref="LogDamagedException">Something of it is not stored.</exception>
    public static async Task<byte[]> RootAsync(GovernanceDbContext db, long size, CancellationToken ct) =>
        size == 0 ? MerkleHash.Empty : (await LogReader.ResolveAsync(db, ProofPlan.Root(size), ct))[0];

    /// <summary>Proves that the log extends a checkpoint.</summary>
    /// <param name="db">The database.</param>
    /// <param name="checkpoint">What was signed before.</param>
    /// <param name="size">Entries of the log.</param>
    /// <param name="root">Its root.</param>
    /// <param name="which">What the checkpoint is, for the sentence.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LogDamagedException">It does not.</exception>
    public static async Task ProveAsync(
        GovernanceDbContext db,
        Checkpoint checkpoint,
        long size,
        byte[] root,
        string which,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (size < checkpoint.Size)
        {
            throw new LogDamagedException($"Log entries from {size} on are missing: {which} covers {checkpoint.Size} entries.");
        }

        var proof = await LogReader.ResolveAsync(db, ProofPlan.Consistency(checkpoint.Size, size), ct);
        if (!MerkleProofs.Extends(checkpoint.Size, size, checkpoint.Root, root, proof))
        {
            throw new LogDamagedException(
                $"The log is not the one that was signed: its first {checkpoint.Size} entries do not match {which}."
            );
        }
    }
}
