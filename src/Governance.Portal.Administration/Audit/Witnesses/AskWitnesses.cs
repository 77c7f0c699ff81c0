using System.Globalization;
using System.Text;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Administration.Audit.Anchors;
using Governance.Portal.Kernel.Outbound;
using Governance.Transparency;
using Governance.Transparency.Witness;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Witnesses;

/// <summary>Sends the newest checkpoint to every witness that is due, verifies the cosignature that comes back, and keeps it.</summary>
internal sealed partial class AskWitnesses(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    LogReader reader,
    AnchorSchedule turns,
    OutboundClient client,
    IOptions<WatchOptions> options,
    ILogger<AskWitnesses> logger
)
{
    private const string OtherHistory =
        "The witness has seen a different history of this log: the log was rewritten, or the witness is wrong.";

    /// <summary>One round. A witness that fails keeps none of the others waiting.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (options.Value.Witnesses.Length == 0 || await reader.CheckpointAsync(ct) is not { } newest)
        {
            return;
        }

        await Task.WhenAll(options.Value.Witnesses.Select(text => AskAsync(WitnessTarget.Parse(text)!, newest, ct)));
    }

    /// <summary>How long until a witness may be asked about the newest checkpoint; null while all have it.</summary>
    public async Task<TimeSpan?> UntilDueAsync(CancellationToken ct) =>
        options.Value.Witnesses.Length > 0 && await reader.CheckpointAsync(ct) is { } newest
            ? await turns.UntilDueAsync(
                [.. options.Value.Witnesses.Select(w => WitnessTarget.Parse(w)!.Name)],
                newest.Size,
                TimeSpan.FromSeconds(options.Value.WitnessSeconds),
                long.MaxValue,
                ct
            )
            : null;

    private async Task AskAsync(WitnessTarget target, StoredCheckpoint newest, CancellationToken ct)
    {
        if (
            await turns.TakeAsync(target.Name, newest.Size, TimeSpan.FromSeconds(options.Value.WitnessSeconds), long.MaxValue, ct)
            is not { } turn
        )
        {
            return;
        }

        try
        {
            if (!await turns.IsHeldAsync(turn, ct))
            {
                return;
            }

            var line = await CosignAsync(target, turn.LastSize, newest, ct);
            await KeepAsync(target, newest, line, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await turns.ReturnAsync(turn);
            throw;
        }
        catch (Exception e) when (e is OutboundException or PlatformNotSupportedException)
        {
            LogNotCosigned(newest.Size, target.Name, e.Message);
            await turns.FailedAsync(turn, e.Message, ct);
            return;
        }

        await turns.DoneAsync(turn, newest.Size, ct);
    }

    private async Task<NoteSignature> CosignAsync(WitnessTarget target, long from, StoredCheckpoint newest, CancellationToken ct)
    {
        var answer = await SendAsync(target, from, newest, ct);
        if (answer.Status == 409 && answer.ContentType == WitnessAnswer.SizeType)
        {
            // It remembers another size than we do: after a restored backup on either side, or a lost answer.
            if (
                !long.TryParse(
                    Encoding.ASCII.GetString(answer.Body).TrimEnd('\n'),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var seen
                )
            )
            {
                throw new OutboundException("The witness answered with 409 without a size.");
            }

            if (seen > newest.Size)
            {
                throw new OutboundException(
                    $"The witness has seen {seen} entries of this log, which has {newest.Size}: entries were lost, or an older state "
                        + $"was restored."
                );
            }

            // Of the size we started from it saw another tree; or it does of the size it names now.
            answer = seen == from ? answer : await SendAsync(target, seen, newest, ct);
            if (answer.Status == 409 && seen == newest.Size)
            {
                throw new OutboundException(OtherHistory);
            }
        }

        if (answer.Status == 422)
        {
            throw new OutboundException(OtherHistory);
        }

        if (answer.Status != 200)
        {
            throw new OutboundException($"The witness answered with {answer.Status}.");
        }

        var note = SignedNote.TryParse(newest.Note + Encoding.UTF8.GetString(answer.Body), out var cosigned) ? cosigned : null;
        var line = note?.Signatures.FirstOrDefault(s => s.IsBy(target.Key));
        return line is not null && note!.IsSignedBy(target.Key)
            ? line
            : throw new OutboundException("The witness's answer is not a cosignature by its key.");
    }

    private async Task<OutboundAnswer> SendAsync(WitnessTarget target, long from, StoredCheckpoint newest, CancellationToken ct)
    {
        if (!SignedNote.TryParse(newest.Note, out var note))
        {
            throw new OutboundException("The newest stored checkpoint is not a signed note.");
        }

        var proof = await reader.ResolveAsync(ProofPlan.Consistency(from, newest.Size), ct);
        var body = Encoding.UTF8.GetBytes(new WitnessRequest(from, proof, note).ToString());
        return await client.SendAsync(HttpMethod.Post, target.Submission, body, "text/plain", null, ct);
    }

    private async Task KeepAsync(WitnessTarget target, StoredCheckpoint newest, NoteSignature line, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var cosignature = CheckpointCosignature.Of(newest.Size, target.Key, line);
        if (!await db.CheckpointCosignatures.AnyAsync(c => c.Id == cosignature.Id, ct))
        {
            db.CheckpointCosignatures.Add(cosignature);
            await db.SaveChangesAsync(ct);
        }
    }

    [LoggerMessage(1523, LogLevel.Warning, "The checkpoint of {Size} entries was not cosigned by the {Witness}: {Error}")]
    private partial void LogNotCosigned(long size, string witness, string error);
}
