using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Decisions;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Storage;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>
/// Deletes content as closed retirements decided: bytes of artifacts, content of decisions, and what other features hold for versions.
/// Digests, commitments and entries stay, so every proof that was handed out keeps verifying. What an incident holds as evidence waits
/// until that is over.
/// </summary>
public sealed class DeleteRetiredData(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ReleaseContent release,
    IEnumerable<IHoldRetiredData> holders
)
{
    private const int Most = 100;
    private const int Run = 10_000;

    /// <summary>Runs it.</summary>
    /// <returns>How many pieces were deleted.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var done = 0;
        foreach (var (id, kind, item) in await PendingAsync(ct))
        {
            var outcome = await runner.RunAsync<bool>(
                RetirementEvents.Job,
                new Attempt("retirement.data-deleted", id.ToString(), null),
                (context, token) => DeleteAsync(context, id, kind, item, token),
                ct
            );
            done += outcome is { IsDone: true, Value: true } ? 1 : 0;
        }

        await SweepAsync(ct);
        return done;
    }

    private async Task<List<(RetirementId Id, string Kind, string Item)>> PendingAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var pending = new List<(RetirementId, string, string)>();
        await foreach (
            var closed in db
                .Retirements.AsNoTracking()
                .IgnoreAutoIncludes()
                .Where(r => r.State == RetirementState.Closed)
                .OrderByDescending(r => r.Id)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
        {
            pending.AddRange(
                closed
                    .Dispositions.Where(d => d is { Choice: DispositionKind.Delete, DeletedAt: null })
                    .Where(d => d.Kind is "artifact" or "decisions" || HolderOf(d.Kind) is not null)
                    .Select(d => (closed.Id, d.Kind, d.Id))
            );
            if (pending.Count >= Most)
            {
                break;
            }
        }

        return pending;
    }

    private IHoldRetiredData? HolderOf(string kind) => holders.FirstOrDefault(h => h.Kind == kind);

    private Task<Result<bool>> DeleteAsync(ActionContext context, RetirementId id, string kind, string item, CancellationToken ct) =>
        HolderOf(kind) is { } holder ? DeleteHeldAsync(context, holder, id, item, ct) : DeleteOwnAsync(context, id, kind, item, ct);

    private static async Task<Result<bool>> DeleteHeldAsync(
        ActionContext context,
        IHoldRetiredData holder,
        RetirementId id,
        string item,
        CancellationToken ct
    )
    {
        var deleted = await holder.DeleteAsync(context, id, item, ct);
        if (deleted is not { IsDone: true, Value: true })
        {
            return deleted;
        }

        return await context.Db.Retirements.SingleOrDefaultAsync(r => r.Id == id, ct) is { } retirement
            ? Settled(context, retirement, holder.Kind, item, $"{item} deleted as decided; a record of what existed stays.")
            : RetirementRefusals.NotFound;
    }

    private static async Task<Result<bool>> DeleteOwnAsync(
        ActionContext context,
        RetirementId id,
        string kind,
        string item,
        CancellationToken ct
    )
    {
        var parts = item.Split('@');
        var (db, model, name) = (context.Db, parts[0], parts.ElementAtOrDefault(1) ?? "");
        await db.LockModelAsync(model, ct);
        var states = Incident.LiveStates.ToList();
        if (
            await db.Incidents.AnyAsync(
                i => i.FrozenAt != null && states.Contains(i.State) && i.Versions.Any(v => v.Model == model && v.Version == name),
                ct
            )
        )
        {
            return false;
        }

        if (
            await db.Retirements.SingleOrDefaultAsync(r => r.Id == id, ct) is not { } retirement
            || await db.Versions.SingleOrDefaultAsync(v => v.Model == model && v.Version == name, ct) is not { } version
        )
        {
            return RetirementRefusals.NotFound;
        }

        if (kind == "artifact" && version.EraseArtifact(context.Now))
        {
            context.Append(
                new AuditEvent(
                    "artifact.erased",
                    version.Id,
                    new JsonObject { ["sha256"] = version.ArtifactSha256, ["retirement"] = id.ToString() }
                )
            );
        }

        if (kind == "decisions")
        {
            await EraseAsync(context, model, name, ct);
        }

        return Settled(
            context,
            retirement,
            kind,
            item,
            $"{(kind == "artifact" ? "The artifact" : "The decisions")} of {item} deleted as decided; digests and proofs remain."
        );
    }

    private static bool Settled(ActionContext context, Retirement retirement, string kind, string item, string words)
    {
        if (!retirement.Deleted(kind, item, context.Now))
        {
            return false;
        }

        RetirementEvents.Changed(
            context,
            retirement,
            new AuditEvent("retirement.data-deleted", retirement.Id.ToString(), new JsonObject { ["kind"] = kind, ["item"] = item }),
            words,
            byPortal: true
        );
        return true;
    }

    private static async Task EraseAsync(ActionContext context, string model, string version, CancellationToken ct)
    {
        var sources = await context
            .Db.DecisionSources.Where(s => s.Model == model && s.Version == version)
            .Select(s => s.Id)
            .ToListAsync(ct);
        // Whole seconds: the entry says the instant, and the check holds rows against it.
        var before = new DateTimeOffset(context.Now.UtcTicks - (context.Now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        int count;
        var all = 0L;
        do
        {
            count = await DecisionWriter.For(context.Db).EraseAsync(context.Db, sources, before, Run, ct);
            all += count;
        } while (count == Run);
        context.Append(
            new AuditEvent(
                "decisions.erased",
                model,
                new JsonObject
                {
                    ["before"] = CanonicalJson.Time(before),
                    ["count"] = all,
                    ["version"] = version,
                }
            )
        );
    }

    // After the commit, and again at the next look if it was interrupted: bytes that no other record needs. All of them, however many there
    // are.
    private async Task SweepAsync(CancellationToken ct)
    {
        await using var list = await dbFactory.CreateDbContextAsync(ct);
        var erased = list
            .Versions.AsNoTracking()
            .Where(v => v.ArtifactErasedAt != null)
            .Select(v => v.ArtifactSha256)
            .Distinct()
            .OrderBy(d => d)
            .AsAsyncEnumerable();
        foreach (var digests in holders.Select(h => h.ReleasedAsync(list)).Prepend(erased))
        {
            await foreach (var digest in digests.WithCancellation(ct))
            {
                await release.RunAsync(digest, ct);
            }
        }
    }
}

/// <summary>Looks for data of closed retirements from time to time.</summary>
internal sealed partial class RetiredDataJob(DeleteRetiredData delete, TimeProvider clock, ILogger<RetiredDataJob> logger)
    : PeriodicJob(TimeSpan.FromMinutes(10), clock)
{
    public override async Task RunAsync(CancellationToken ct)
    {
        if (await delete.RunAsync(ct) is > 0 and var count)
        {
            LogDeleted(count);
        }
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(2301, LogLevel.Information, "Data items of retired versions deleted as decided: {Count}")]
    private partial void LogDeleted(int count);

    [LoggerMessage(2302, LogLevel.Error, "Deleting data of retired versions failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
