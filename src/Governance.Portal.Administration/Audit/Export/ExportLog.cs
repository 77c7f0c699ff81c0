using Governance.Data.Audit;
using Governance.Domain;
using Governance.Portal.Administration.Audit.Witnesses;
using Governance.Portal.Kernel.AuditLog;
using Governance.Transparency;
using Governance.Transparency.Export;

namespace Governance.Portal.Administration.Audit.Export;

/// <summary>
/// Writes the log as <c>tlog-export/v1</c>, as a stream: everything that the newest signed checkpoint covers, and the proofs that go with
/// it.
/// </summary>
public sealed class ExportLog(LogReader reader, LogKey key, CheckpointSigner signer, CosignedCheckpoints cosigned)
{
    private const int Earlier = 16;

    /// <summary>Everything of the export but its entries; they are what <see cref="WriteAsync"/> adds.</summary>
    public async Task<Result<ExportHead>> HeadAsync(CancellationToken ct)
    {
        var newest = await reader.CheckpointAsync(ct) ?? await signer.SignAsync(ct);
        if (newest is null || !Signed(newest))
        {
            return AuditRefusals.NoCheckpoint;
        }

        var earlier = new List<StoredCheckpoint>();
        foreach (
            var checkpoint in (await reader.EarlierAsync(Earlier, ct)).Where(c => c.Size > 0 && c.Size < newest.Size).OrderBy(c => c.Size)
        )
        {
            if (await ForTodaysKeyAsync(checkpoint, ct) is { } verifiable)
            {
                earlier.Add(verifiable);
            }
        }

        var (notes, witnesses) = await cosigned.OfAsync([newest, .. earlier], ct);
        return new ExportHead
        {
            Checkpoint = notes[0],
            PublicKey = key.Public,
            PreviousCheckpoints = [.. notes.Skip(1)],
            WitnessKeys = witnesses,
            InclusionProofs = newest.Size == 0 ? [] : [await InclusionAsync(newest, ct)],
            ConsistencyProofs = await ConsistencyAsync(newest, earlier, ct),
        };
    }

    /// <summary>Writes the export.</summary>
    public async Task WriteAsync(ExportHead head, Stream to, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (!Checkpoint.TryParse(head.Checkpoint.Text, out var checkpoint))
        {
            throw new ArgumentException("The note is not a checkpoint.", nameof(head));
        }

        // The entries are read twice: hashes behind entries name an altered one, and nothing has to be kept in between.
        var leaves = reader.ReadAsync(0, checkpoint.Size, ct).Select(r => r.Leaf);
        var hashes = reader.ReadAsync(0, checkpoint.Size, ct).Select(r => r.LeafHash);
        await ExportWriter.WriteAsync(to, head, leaves, hashes, ct);
    }

    private bool Signed(StoredCheckpoint checkpoint) =>
        checkpoint.Origin == key.Public.Name && SignedNote.TryParse(checkpoint.Note, out var note) && note.IsSignedBy(key.Public);

    // An export names one key. What an earlier key alone signed carries its signature on, and today's below it once the log was seen to
    // extend it: anyone who holds the earlier key can check it, anyone who holds today's too.
    private async Task<StoredCheckpoint?> ForTodaysKeyAsync(StoredCheckpoint stored, CancellationToken ct)
    {
        if (Signed(stored))
        {
            return stored;
        }

        return
            CheckpointSeal.Fault(stored, key.All) is null
            && stored.Origin == key.Origin
            && (await reader.RootAsync(stored.Size, ct)).AsSpan().SequenceEqual(stored.Root)
            ? stored.With(key.Sign(new Checkpoint(stored.Origin, stored.Size, stored.Root)).Signatures[0])
            : null;
    }

    private async Task<InclusionProof> InclusionAsync(StoredCheckpoint newest, CancellationToken ct)
    {
        var index = newest.Size - 1;
        var last =
            await reader.ReadAsync(index, newest.Size, ct).FirstOrDefaultAsync(ct)
            ?? throw new LogDamagedException($"Entry {index} is missing.");
        return new InclusionProof(
            index,
            newest.Size,
            last.LeafHash,
            await reader.ResolveAsync(ProofPlan.Inclusion(index, newest.Size), ct)
        );
    }

    private async Task<IReadOnlyList<ConsistencyProof>> ConsistencyAsync(
        StoredCheckpoint newest,
        List<StoredCheckpoint> earlier,
        CancellationToken ct
    )
    {
        var from = earlier.Select(c => (c.Size, c.Root)).ToList();
        if (from.Count == 0 && newest.Size > 1)
        {
            from.Add((1, await reader.RootAsync(1, ct)));
        }

        var proofs = new List<ConsistencyProof>();
        foreach (var (size, root) in from)
        {
            proofs.Add(
                new ConsistencyProof(
                    size,
                    newest.Size,
                    root,
                    newest.Root,
                    await reader.ResolveAsync(ProofPlan.Consistency(size, newest.Size), ct)
                )
            );
        }

        return proofs;
    }
}
