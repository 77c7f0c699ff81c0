using Governance.Data;
using Governance.Data.Audit;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit.Witnesses;

/// <summary>Puts the cosignatures of witnesses below checkpoints. The stored note stays as the log signed it.</summary>
public sealed class CosignedCheckpoints(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>The newest checkpoint of at least so many entries that a witness has cosigned; null while there is none.</summary>
    public async Task<StoredCheckpoint?> NewestAsync(long entries, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await LogReader
            .NewestFirst(db)
            .Where(c => c.Size >= entries && db.CheckpointCosignatures.Any(s => s.Size == c.Size))
            .FirstOrDefaultAsync(ct);
    }

    /// <summary>The note of a checkpoint with every cosignature it has.</summary>
    public async Task<SignedNote> OfAsync(StoredCheckpoint checkpoint, CancellationToken ct) => (await OfAsync([checkpoint], ct)).Notes[0];

    /// <summary>The notes of checkpoints with every cosignature they have, and the keys of their witnesses.</summary>
    public async Task<(IReadOnlyList<SignedNote> Notes, IReadOnlyList<NoteKey> Witnesses)> OfAsync(
        IReadOnlyList<StoredCheckpoint> checkpoints,
        CancellationToken ct
    )
    {
        var sizes = checkpoints.Select(c => c.Size).ToList();
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db.CheckpointCosignatures.AsNoTracking().Where(c => sizes.Contains(c.Size)).OrderBy(c => c.Id).ToListAsync(ct);
        var notes = new List<SignedNote>();
        foreach (var checkpoint in checkpoints)
        {
            var text = checkpoint.Note + string.Concat(rows.Where(r => r.Size == checkpoint.Size).Select(r => r.Line));
            notes.Add(
                SignedNote.TryParse(text, out var note)
                    ? note
                    : throw new LogDamagedException($"The checkpoint of {checkpoint.Size} entries is not a signed note.")
            );
        }

        return (
            notes,
            [
                .. rows.Select(r => r.Witness)
                    .Distinct(StringComparer.Ordinal)
                    .Select(w => NoteKey.TryParse(w, out var key) ? key : null)
                    .OfType<NoteKey>(),
            ]
        );
    }
}
