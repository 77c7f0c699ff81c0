using Governance.Data.Audit;
using Governance.Domain;
using Governance.Portal.Administration.Audit.Witnesses;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;

namespace Governance.Portal.Administration.Audit;

/// <summary>Receipts of entries: proof and signed checkpoint in one file that verifies offline.</summary>
public sealed class LogReceipts(LogReader log, CheckpointSigner signer, CosignedCheckpoints cosigned, TimeProvider clock) : ILogReceipts
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public async Task<Result<TlogProof>> ForAsync(long index, CancellationToken ct)
    {
        if (index < 0 || index >= await log.SizeAsync(ct))
        {
            return AuditRefusals.EntryUnknown;
        }

        var since = clock.GetTimestamp();
        var checkpoint = await log.CheckpointAsync(ct);
        while (checkpoint is null || checkpoint.Size <= index)
        {
            checkpoint = await signer.SignAsync(ct) ?? await log.CheckpointAsync(ct);
            if (checkpoint is null || checkpoint.Size <= index)
            {
                if (clock.GetElapsedTime(since) >= s_patience)
                {
                    return AuditRefusals.NotCovered;
                }

                await Task.Delay(s_pause, clock, ct);
            }
        }

        return await ProveAsync(index, checkpoint, ct);
    }

    /// <summary>
    /// The receipt of an entry up to the newest checkpoint that a witness has cosigned: the newest of all may be too young for that.
    /// </summary>
    public async Task<Result<TlogProof>> CosignedAsync(long index, CancellationToken ct)
    {
        if (index < 0 || index >= await log.SizeAsync(ct))
        {
            return AuditRefusals.EntryUnknown;
        }

        return await cosigned.NewestAsync(index + 1, ct) is { } checkpoint
            ? await ProveAsync(index, checkpoint, ct)
            : AuditRefusals.NotCosigned;
    }

    private async Task<Result<TlogProof>> ProveAsync(long index, StoredCheckpoint checkpoint, CancellationToken ct)
    {
        try
        {
            var hashes = await log.ResolveAsync(ProofPlan.Inclusion(index, checkpoint.Size), ct);
            return new TlogProof(index, hashes, await cosigned.OfAsync(checkpoint, ct));
        }
        catch (LogDamagedException)
        {
            return AuditRefusals.Damaged;
        }
    }
}
