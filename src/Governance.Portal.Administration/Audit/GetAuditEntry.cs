using System.Numerics;
using System.Text;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Portal.Kernel.Labels;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>One entry with what proves it.</summary>
/// <param name="Row">The entry as people read it.</param>
/// <param name="Leaf">The exact bytes.</param>
/// <param name="Proof">The way to the newest checkpoint that covers it; null while none does.</param>
public sealed record AuditEntryDetail(AuditRow Row, byte[] Leaf, EntryProof? Proof)
{
    /// <summary>The bytes as text.</summary>
    public string Json => Encoding.UTF8.GetString(Leaf);
}

/// <summary>An inclusion proof as the portal's own pages check it: from the bytes of the entry to the root that was signed.</summary>
/// <param name="Index">Index of the entry.</param>
/// <param name="Size">Entries that the checkpoint covers.</param>
/// <param name="Root">Root that was signed, lower-case hex.</param>
/// <param name="Hashes">From the entry's sibling up.</param>
/// <param name="Receipt">The proof as a <c>.tlog-proof</c>; null when the stored checkpoint cannot be read.</param>
/// <param name="Included">True when bytes, proof and root agree.</param>
public sealed record EntryProof(long Index, long Size, string Root, IReadOnlyList<ProofStep> Hashes, string? Receipt, bool Included);

/// <summary>One hash of a proof.</summary>
/// <param name="Hash">Lower-case hex.</param>
/// <param name="IsLeft">True when it stands on the left of the path.</param>
/// <param name="From">First entry it stands for.</param>
/// <param name="To">Last entry it stands for.</param>
public sealed record ProofStep(string Hash, bool IsLeft, long From, long To)
{
    /// <summary>
    /// The hashes of a proof with their sides and what each stands for: the same walk as that of the proof (RFC 6962 section 2.1.1).
    /// </summary>
    public static IReadOnlyList<ProofStep> Of(long index, long size, IReadOnlyList<byte[]> hashes)
    {
        var sides = new Stack<(bool IsLeft, long From, long To)>();
        var (from, to) = (0L, size);
        while (to - from > 1)
        {
            var middle = from + ((long)BitOperations.RoundUpToPowerOf2((ulong)(to - from)) / 2);
            if (index < middle)
            {
                sides.Push((false, middle, to - 1));
                to = middle;
            }
            else
            {
                sides.Push((true, from, middle - 1));
                from = middle;
            }
        }

        return [.. sides.Zip(hashes, (side, hash) => new ProofStep(Convert.ToHexStringLower(hash), side.IsLeft, side.From, side.To))];
    }
}

/// <summary>Reads one entry of the log and proves it.</summary>
public sealed class GetAuditEntry(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    LogReader reader,
    CheckpointSigner signer,
    LogLabels words
)
{
    /// <summary>The entry, or that there is none.</summary>
    public async Task<Result<AuditEntryDetail>> RunAsync(long index, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var entry = await db.AuditEntries.AsNoTracking().SingleOrDefaultAsync(e => e.Index == index, ct);
        if (entry is null)
        {
            return AuditRefusals.EntryUnknown;
        }

        var rows = await ListAuditEntries.RowsAsync(db, words, [entry], ct);
        return new AuditEntryDetail(rows[0], entry.Leaf, await ProveAsync(entry, ct));
    }

    private async Task<EntryProof?> ProveAsync(AuditEntry entry, CancellationToken ct)
    {
        var checkpoint = await reader.CheckpointAsync(ct);
        if (checkpoint is null || checkpoint.Size <= entry.Index)
        {
            // An entry of this second need not wait for the next.
            checkpoint = await signer.SignAsync(ct);
            if (checkpoint is null || checkpoint.Size <= entry.Index)
            {
                return null;
            }
        }

        var root = Convert.ToHexStringLower(checkpoint.Root);
        IReadOnlyList<byte[]> hashes;
        try
        {
            hashes = await reader.ResolveAsync(ProofPlan.Inclusion(entry.Index, checkpoint.Size), ct);
        }
        catch (LogDamagedException)
        {
            return new EntryProof(entry.Index, checkpoint.Size, root, [], Receipt: null, Included: false);
        }

        // From the bytes, not from the stored hash: an edited row must not prove itself.
        var included = MerkleProofs.Includes(entry.Index, checkpoint.Size, MerkleHash.Leaf(entry.Leaf), hashes, checkpoint.Root);
        var receipt = SignedNote.TryParse(checkpoint.Note, out var note) ? new TlogProof(entry.Index, hashes, note).ToString() : null;
        return new EntryProof(entry.Index, checkpoint.Size, root, ProofStep.Of(entry.Index, checkpoint.Size, hashes), receipt, included);
    }
}
