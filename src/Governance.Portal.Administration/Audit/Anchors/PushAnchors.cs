using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Anchors;

/// <summary>
/// Pushes the newest checkpoint to every anchor that is due. That it was pushed becomes an entry of the log at most once an hour an anchor:
/// the entry itself makes a new checkpoint, which is pushed too, and then there is nothing new.
/// </summary>
internal sealed partial class PushAnchors(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    LogReader reader,
    AnchorSchedule turns,
    AnchorSender sender,
    IOptions<WatchOptions> options,
    TimeProvider clock,
    ILogger<PushAnchors> logger
)
{
    /// <summary>Action of the entry.</summary>
    public const string Anchored = "checkpoint.anchored";

    private static readonly TimeSpan s_betweenEntries = TimeSpan.FromHours(1);

    /// <summary>One round. An anchor that fails keeps none of the others waiting, and never the log.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (options.Value.Anchors.Length == 0 || await reader.CheckpointAsync(ct) is not { } newest)
        {
            return;
        }

        await Task.WhenAll(options.Value.Anchors.Select(text => PushAsync(AnchorTarget.Parse(text)!, newest, ct)));
    }

    /// <summary>How long until an anchor may be sent the newest checkpoint; null while all have it.</summary>
    public async Task<TimeSpan?> UntilDueAsync(CancellationToken ct) =>
        options.Value.Anchors.Length > 0 && await reader.CheckpointAsync(ct) is { } newest
            ? await turns.UntilDueAsync(
                [.. options.Value.Anchors.Select(a => AnchorTarget.Parse(a)!.Name)],
                newest.Size,
                TimeSpan.FromSeconds(options.Value.AnchorSeconds),
                options.Value.AnchorEntries,
                ct
            )
            : null;

    private async Task PushAsync(AnchorTarget target, StoredCheckpoint newest, CancellationToken ct)
    {
        var every = TimeSpan.FromSeconds(options.Value.AnchorSeconds);
        if (await turns.TakeAsync(target.Name, newest.Size, every, options.Value.AnchorEntries, ct) is not { } turn)
        {
            return;
        }

        try
        {
            if (!await turns.IsHeldAsync(turn, ct))
            {
                return;
            }

            await sender.SendAsync(target, newest, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await turns.ReturnAsync(turn);
            throw;
        }
        catch (Exception e) when (e is OutboundException or IOException)
        {
            LogNotAnchored(newest.Size, target.Name, e.Message);
            await turns.FailedAsync(turn, e.Message, ct);
            return;
        }

        await turns.DoneAsync(turn, newest.Size, ct);
        await LogAsync(target, newest, ct);
    }

    private async Task LogAsync(AnchorTarget target, StoredCheckpoint newest, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var state = await db.OutsideStates.FirstAsync(s => s.Name == target.Name, ct);
        var now = clock.GetUtcNow();
        if (state.LoggedAt is { } before && now < before + s_betweenEntries)
        {
            return;
        }

        state.LoggedAt = now;
        state.Revision++;
        db.Append(
            new AuditEvent(
                Anchored,
                "log",
                new JsonObject
                {
                    ["anchor"] = target.Name,
                    ["size"] = newest.Size,
                    ["root"] = Convert.ToHexStringLower(newest.Root),
                }
            ),
            Actor.OfJob("anchors"),
            now
        );
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another node wrote the entry of this hour.
        }
    }

    [LoggerMessage(1521, LogLevel.Warning, "The checkpoint of {Size} entries did not reach the anchor {Anchor}: {Error}")]
    private partial void LogNotAnchored(long size, string anchor, string error);
}
