using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>
/// Signs a checkpoint of what is new in the log. One signer at a time, on whatever node or host command; it signs nothing that does not
/// extend both the last checkpoint of the key folder and the last of the table, and raises the alarm instead.
/// </summary>
/// <remarks>
/// Order: the file is on the disk before the row is committed, and the row before anyone hears of it. After a crash in between, the row is
/// made from the file: what was once signed is never signed differently.
/// </remarks>
public sealed partial class CheckpointSigner(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    LogKey key,
    LastCheckpoint last,
    LogHealth health,
    ChangeFeed feed,
    TimeProvider clock,
    ILogger<CheckpointSigner> logger
) : IDisposable
{
    /// <summary>Action and subject that are published when a checkpoint was signed.</summary>
    public static readonly Change Signed = new("checkpoint.signed", "log");

    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Told between the steps of signing, so that a test can end the process there.</summary>
    internal Action<string>? Step { get; set; }

    /// <summary>Signs what is new.</summary>
    /// <returns>The checkpoint of the whole log as it stands, just signed or from before; null for an empty log, and when signing is
    /// refused.</returns>
    public async Task<StoredCheckpoint?> SignAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            if (await UpToDateAsync(db, ct) is { } current)
            {
                health.KeyAway = null;
                return current;
            }

            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await db.LockSignerAsync(ct);
            var checkpoint = await SignLockedAsync(db, ct);
            await transaction.CommitAsync(ct);
            health.KeyAway = null;
            Clear();
            if (checkpoint is not null)
            {
                feed.Announce([Signed]);
            }

            return checkpoint;
        }
        catch (LogDamagedException e)
        {
            if (health.Raise(e.Message))
            {
                LogRefused(e.Message);
            }

            return null;
        }
        catch (SigningKeyException e)
        {
            if (health.KeyAway != e.Message)
            {
                health.KeyAway = e.Message;
                LogKeyAway(e.Message);
            }

            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    // Most looks end here: no lock, a few small reads. The key is looked at too, so that this process knows of a rotation that another
    // made.
    private async Task<StoredCheckpoint?> UpToDateAsync(GovernanceDbContext db, CancellationToken ct)
    {
        await key.RefreshAsync(db, ct);
        if (health.Alarm is not null || last.Read() is not { } file)
        {
            return null;
        }

        var newest = await LogReader.NewestFirst(db).FirstOrDefaultAsync(ct);
        var size = await SizeAsync(db, ct);
        return newest is not null && newest.Size == size && file.Checkpoint.Size == size && file.Note.ToString() == newest.Note
            ? newest
            : null;
    }

    private async Task<StoredCheckpoint?> SignLockedAsync(GovernanceDbContext db, CancellationToken ct)
    {
        await key.RefreshAsync(db, ct);
        var file = last.Read();
        var newest = await LogReader.NewestFirst(db).FirstOrDefaultAsync(ct);
        var size = await SizeAsync(db, ct);
        if (size == 0 && file is null && newest is null)
        {
            return null;
        }

        if (last.IsForgotten && (size > 0 || newest is not null))
        {
            throw new LogDamagedException(LastCheckpoint.Forgotten);
        }

        var root = await LogProofs.RootAsync(db, size, ct);
        if (newest is not null)
        {
            if (CheckpointSeal.Fault(newest, key.All) is { } fault)
            {
                throw new LogDamagedException(fault);
            }

            await LogProofs.ProveAsync(
                db,
                new Checkpoint(newest.Origin, newest.Size, newest.Root),
                size,
                root,
                "the last stored checkpoint",
                ct
            );
        }

        if (file is var (note, checkpoint))
        {
            if (CheckpointSeal.Signers(note, checkpoint, key.All).Count == 0)
            {
                throw new LogDamagedException($"The file {LastCheckpoint.FileName} in the key folder is not signed by a key of this log.");
            }

            await LogProofs.ProveAsync(db, checkpoint, size, root, "the last signed checkpoint in the key folder", ct);
            if (checkpoint.Size > (newest?.Size ?? 0))
            {
                // Signed, but the process ended before the row was there.
                newest = await StoreAsync(db, note, checkpoint, ct);
            }
        }

        if (newest is { } covering && covering.Size == size)
        {
            // Another node signed, or this folder is new. What is here already was proven above to say the same.
            if (file?.Note.ToString() != covering.Note && SignedNote.TryParse(covering.Note, out var theirs))
            {
                last.Write(theirs);
            }

            return covering;
        }

        return await SignNewAsync(db, new Checkpoint(key.Origin, size, root), ct);
    }

    private async Task<StoredCheckpoint> SignNewAsync(GovernanceDbContext db, Checkpoint checkpoint, CancellationToken ct)
    {
        var rotated = await KeyRotations.LastAsync(db, ct);
        var next = rotated is not null && rotated == key.NextId;
        if (rotated is not null && !next && rotated != LogKey.IdOf(key.Public))
        {
            throw new LogDamagedException(
                $"The log's key was changed to {rotated}, but this node still has {LogKey.IdOf(key.Public)}: give it the new key."
            );
        }

        var note = key.Sign(checkpoint, withNext: next);
        Step?.Invoke("signed");
        // One who stood still while it signed has lost the lock with its connection, and another may have signed more: this one writes
        // nothing.
        await db.TimeAsync(ct);
        last.Write(note);
        Step?.Invoke("written");
        if (next)
        {
            key.Promote();
            LogRotated(rotated!);
        }

        return await StoreAsync(db, note, checkpoint, ct);
    }

    private async Task<StoredCheckpoint> StoreAsync(GovernanceDbContext db, SignedNote note, Checkpoint checkpoint, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var at = now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMillisecond));
        var stored = new StoredCheckpoint
        {
            Size = checkpoint.Size,
            Origin = checkpoint.Origin,
            Root = checkpoint.Root,
            Note = note.ToString(),
            SignedAt = at,
            TimeSignature = key.SignBytes(StoredCheckpoint.TimeStatementOf(checkpoint, at)),
        };
        db.Checkpoints.Add(stored);
        await db.SaveChangesAsync(ct);
        Step?.Invoke("stored");
        return stored;
    }

    private void Clear()
    {
        if (health.Raise(null))
        {
            LogSignsAgain();
        }
    }

    private static async Task<long> SizeAsync(GovernanceDbContext db, CancellationToken ct) =>
        (await db.AuditEntries.MaxAsync(e => (long?)e.Index, ct) ?? -1) + 1;

    [LoggerMessage(1501, LogLevel.Critical, "No checkpoint of the audit log is signed: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(1511, LogLevel.Critical, "No checkpoint of the audit log is signed while its key is unavailable: {Reason}")]
    private partial void LogKeyAway(string reason);

    [LoggerMessage(1502, LogLevel.Information, "Checkpoints of the audit log are signed again")]
    private partial void LogSignsAgain();

    [LoggerMessage(1503, LogLevel.Information, "From now on, the audit log is signed with the key {Key}")]
    private partial void LogRotated(string key);
}
