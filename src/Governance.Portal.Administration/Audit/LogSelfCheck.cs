using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Kernel.AuditLog;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>Verifies the whole log and keeps the outcome. Appends nothing: a log that is damaged must not grow.</summary>
public sealed partial class LogSelfCheck(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    LogVerifier verifier,
    LogKey key,
    LastCheckpoint last,
    LogHealth health,
    LogCheckDays days,
    TimeProvider clock,
    ILogger<LogSelfCheck> logger
)
{
    /// <summary>What is believed: the keys and the last checkpoint of the key folder.</summary>
    /// <exception cref="LogDamagedException">The key folder's checkpoint is none, is missing, or not signed by a key of this
    /// log.</exception>
    public async Task<LogTrust> TrustAsync(CancellationToken ct)
    {
        await key.TryOpenAsync(ct);
        var keys = key.IsOpen ? key.All : [];
        if (last.Read() is not var (note, checkpoint))
        {
            return !last.IsForgotten || await IsEmptyAsync(ct)
                ? new LogTrust(keys, null)
                : throw new LogDamagedException(LastCheckpoint.Forgotten);
        }

        return CheckpointSeal.Signers(note, checkpoint, keys).Count > 0
            ? new LogTrust(keys, checkpoint)
            : throw new LogDamagedException($"The file {LastCheckpoint.FileName} in the key folder is not signed by a key of this log.");
    }

    /// <summary>Holds every checkpoint that the key folder lists against the log as it is now.</summary>
    /// <exception cref="LogDamagedException">One of them is not signed by a key of this log, or the log does not extend it.</exception>
    public async Task ProveListedAsync(CancellationToken ct)
    {
        await key.TryOpenAsync(ct);
        // The list is read before the database, which may have grown since, but never shrunk.
        var listed = last.List.Read();
        if (listed.Count == 0)
        {
            return;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var size = (await db.AuditEntries.MaxAsync(e => (long?)e.Index, ct) ?? -1) + 1;
        var root = await LogProofs.RootAsync(db, size, ct);
        foreach (var (note, checkpoint) in listed)
        {
            if (key.IsOpen && CheckpointSeal.Signers(note, checkpoint, key.All).Count == 0)
            {
                throw new LogDamagedException(
                    $"A line of the file {CheckpointList.FileName} in the key folder is not signed by a key of this log."
                );
            }

            await LogProofs.ProveAsync(db, checkpoint, size, root, $"a checkpoint in {CheckpointList.FileName} of the key folder", ct);
        }
    }

    /// <summary>Verifies everything.</summary>
    public async Task<LogCheckResult> RunAsync(CancellationToken ct)
    {
        LogFinding? first = null;
        var findings = 0;
        var verified = new Verified(health);
        var turn = health.Begin();
        var began = clock.GetTimestamp();
        try
        {
            await foreach (var finding in verifier.VerifyAsync(await TrustAsync(ct), verified, ct))
            {
                // What concerns an entry is named before what concerns the tree as a whole.
                first = first is null || (finding.Index ?? long.MaxValue) < (first.Index ?? long.MaxValue) ? finding : first;
                findings++;
            }

            await ProveListedAsync(ct);
        }
        catch (LogDamagedException e)
        {
            (first, findings) = (first ?? new LogFinding(null, e.Message), findings + 1);
        }
        finally
        {
            health.Progress = null;
        }

        var result = new LogCheckResult(verified.Size, clock.GetUtcNow(), first?.Index, first?.Sentence, findings)
        {
            Took = clock.GetElapsedTime(began),
        };
        await days.CountAsync(first is not null, ct);
        health.End(turn, result);
        if (first is null)
        {
            LogVerified(result.Size);
        }
        else
        {
            LogDamaged(first.Sentence, findings);
        }

        return result;
    }

    private async Task<bool> IsEmptyAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return !await db.AuditEntries.AnyAsync(ct) && !await db.Checkpoints.AnyAsync(ct);
    }

    [LoggerMessage(1506, LogLevel.Information, "The audit log is as it was signed: {Size} entries verified")]
    private partial void LogVerified(long size);

    [LoggerMessage(1507, LogLevel.Critical, "The audit log is damaged: {First} (findings: {Findings})")]
    private partial void LogDamaged(string first, int findings);

    private sealed class Verified(LogHealth health) : IProgress<long>
    {
        public long Size { get; private set; }

        public void Report(long value)
        {
            Size = value;
            health.Progress = value;
        }
    }
}
