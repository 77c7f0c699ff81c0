using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Domain.Models.Registries;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registries;

/// <summary>
/// Writes to registries which versions are approved: after every signature, with a permit that stands, and again when that has ended. Each
/// try asks once more right before it writes, so that an approval that ended while it waited never arrives.
/// </summary>
public sealed partial class WriteApprovals(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    RegistryConnections connections,
    IStandingPermits permits,
    ChangeFeed feed,
    DatabaseClock time,
    ILogger<WriteApprovals> logger
) : WorkQueue<RegistryWrite>(dbFactory, time)
{
    private const int Most = 500;

    /// <summary>
    /// What is written to a registry goes by rows that an import stored: where one was given to another version, the portal would approve
    /// that one there.
    /// </summary>
    internal static DecisionReads<RegistryWrite> Reads { get; } =
        new DecisionReads<RegistryWrite>("approvals written to registries")
            .Anchored<ImportedVersion>(w =>
                RecordsAsked.Of<ImportedVersion>(nameof(ImportedVersion.Model), w.Model).And(nameof(ImportedVersion.Version), w.Version)
            )
            .Anchored<ImportedVersion>(w => RecordsAsked.Of<ImportedVersion>(nameof(ImportedVersion.Connection), w.Connection))
            .Anchored<ImportedModel>(w => RecordsAsked.Of<ImportedModel>(nameof(ImportedModel.Connection), w.Connection))
            .Recomputed<RegistryWrite>("the permit that stands when it is written, which IStandingPermits judges")
            .AnchoredIn<DeploymentPermit>("IStandingPermits: its sealed statement is verified and its gate asked again");

    /// <summary>Decides what is to be written: approvals whose permit was issued since, and those that do not stand any more.</summary>
    public async Task DecideAsync(CancellationToken ct)
    {
        foreach (var to in connections.All.Where(c => connections.WriterOf(c) is not null))
        {
            foreach (var (model, version) in await CandidatesAsync(to, ct))
            {
                var permit = await permits.NewestAsync(model, version, ct);
                await runner.RunAsync<Done>(
                    RunImports.Job,
                    new Attempt("registry.approval-decided", ModelName.Of(model, version), null),
                    (context, token) => DecideAsync(context, (to.Name, model, version), permit, token),
                    ct
                );
            }
        }
    }

    /// <inheritdoc/>
    protected override string Name => "registry approvals";

    /// <inheritdoc/>
    protected override Expression<Func<RegistryWrite, DateTimeOffset>>? DueSince => w => w.NextAt;

    /// <inheritdoc/>
    protected override IQueryable<RegistryWrite> Due(GovernanceDbContext db, DateTimeOffset now) =>
        db
            .RegistryWrites.Where(w => w.State != RegistryWriteState.Written && w.NextAt <= now)
            .OrderBy(w => w.NextAt)
            .ThenBy(w => w.Model)
            .ThenBy(w => w.Version);

    /// <inheritdoc/>
    protected override async Task<DateTimeOffset?> NextDueAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db
            .RegistryWrites.Where(w => w.State != RegistryWriteState.Written)
            .OrderBy(w => w.NextAt)
            .Select(w => (DateTimeOffset?)w.NextAt)
            .FirstOrDefaultAsync(ct);
    }

    /// <inheritdoc/>
    protected override void Claim(RegistryWrite row, DateTimeOffset now) => row.Begin(now);

    /// <inheritdoc/>
    protected override DateTimeOffset? HeldUntil(RegistryWrite row) => row.NextAt;

    /// <inheritdoc/>
    protected override async Task WorkAsync(RegistryWrite row, CancellationToken ct)
    {
        try
        {
            if (connections.Find(row.Connection) is not { } to || connections.WriterOf(to) is not { } writer)
            {
                throw new RegistryException("Nothing is written back to this registry any longer.") { IsFinal = true };
            }

            var source = await SourceAsync(row, ct);
            var permit = await permits.NewestAsync(row.Model, row.Version, ct);
            if (row.IsApproved && permit is not { Stands: true })
            {
                await EndAsync(row, (w, now) => w.Decide(isApproved: false, w.Permit, w.Environment, now), "registry.approval-decided", ct);
                return;
            }

            await EnsureHeldAsync(row, ct);
            await writer.WriteAsync(to, ApprovalOf(row, source, row.IsApproved ? permit : null), ct);
            await EndAsync(row, (w, now) => w.Written(now), "registry.approval-written", ct);
        }
        catch (RegistryException e)
        {
            LogMissed(row.Connection, e.Message);
            await EndAsync(row, (w, now) => w.Miss(e.Message, e.RetryAfter, e.IsFinal || e.IsMissing, now), null, ct);
        }
    }

    /// <summary>The page says why; the next decision about the version is written all the same.</summary>
    protected override async Task<bool> SetAsideAsync(RegistryWrite row, WorkSetAsideException why, CancellationToken ct)
    {
        LogMissed(row.Connection, why.Message);
        await EndAsync(row, (w, now) => w.Miss(why.Message, null, isFinal: true, now), null, ct);
        return false;
    }

    /// <inheritdoc/>
    protected override bool IsAskedAgain(RegistryWrite row) => row.Problem is null;

    /// <inheritdoc/>
    protected override Task ReturnAsync(RegistryWrite row) => EndAsync(row, (w, now) => w.Return(now), null, CancellationToken.None);

    // What stands in the queue says that something is to be written, not what: an approval is that of the permit that stands now.
    private static RegistryApproval ApprovalOf(RegistryWrite row, (ImportedVersion Version, string Name) source, StandingPermit? permit) =>
        new(
            source.Version.SourceModel,
            source.Name,
            source.Version.SourceId,
            source.Version.Number,
            row.IsApproved,
            permit?.Environment ?? row.Environment,
            permit?.Id ?? row.Permit,
            permit is not null
                ? $"Approved for production as {ModelName.Of(row.Model, row.Version)} with permit {permit.Id}."
                : $"No longer approved for production: permit {row.Permit} of {ModelName.Of(row.Model, row.Version)} ended."
        );

    // Versions with a permit that counts and no approval on its way yet, and every approval that was decided.
    private async Task<IReadOnlyList<(string Model, string Version)>> CandidatesAsync(RegistryConnection to, CancellationToken ct)
    {
        await using var db = await Databases.CreateDbContextAsync(ct);
        var now = await Time.NowAsync(db, ct);
        var permitted = await db
            .ImportedVersions.Where(v =>
                v.Connection == to.Name
                && v.GoneAt == null
                && db.Permits.Any(p =>
                    p.Model == v.Model && p.Version == v.Version && p.Stage == Stage.Production && p.RevokedAt == null && p.ExpiresAt > now
                )
                && !db.RegistryWrites.Any(w => w.Connection == v.Connection && w.Model == v.Model && w.Version == v.Version && w.IsApproved)
            )
            .OrderBy(v => v.Model)
            .ThenBy(v => v.Version)
            .Select(v => new { v.Model, v.Version })
            .Take(Most)
            .ToListAsync(ct);
        var decided = await db
            .RegistryWrites.Where(w => w.Connection == to.Name && w.IsApproved)
            .OrderBy(w => w.Model)
            .ThenBy(w => w.Version)
            .Select(w => new { w.Model, w.Version })
            .Take(Most)
            .ToListAsync(ct);
        return [.. permitted.Concat(decided).Select(v => (v.Model, v.Version))];
    }

    private async Task<Result<Done>> DecideAsync(
        ActionContext context,
        (string Connection, string Model, string Version) about,
        StandingPermit? permit,
        CancellationToken ct
    )
    {
        var row = await context.Db.RegistryWrites.SingleOrDefaultAsync(
            w => w.Connection == about.Connection && w.Model == about.Model && w.Version == about.Version,
            ct
        );
        var isApproved = row is { IsApproved: true } ? permit is { Stands: true } : permit is { IsValid: true };
        if (isApproved == (row?.IsApproved ?? false))
        {
            return Done.Instance;
        }

        if (row is null)
        {
            row = new RegistryWrite(about.Connection, about.Model, about.Version);
            context.Db.RegistryWrites.Add(row);
        }

        row.Decide(
            isApproved,
            isApproved ? permit!.Id : row.Permit,
            isApproved ? permit!.Environment : row.Environment,
            await Time.NowAsync(context.Db, ct)
        );
        context.Append(FactOf("registry.approval-decided", row));
        return Done.Instance;
    }

    private async Task<(ImportedVersion Version, string Name)> SourceAsync(RegistryWrite row, CancellationToken ct)
    {
        await using var db = await Databases.CreateDbContextAsync(ct);
        try
        {
            await Reads.EnsureAsync(db, row, ct);
        }
        catch (RecordAlteredException altered)
        {
            throw new RegistryException(altered.Message) { IsFinal = true };
        }

        var version = await db
            .ImportedVersions.AsNoTracking()
            .Where(v => v.Connection == row.Connection && v.Model == row.Model && v.Version == row.Version)
            .OrderBy(v => v.SourceId)
            .FirstOrDefaultAsync(ct);
        if (version is null || version.GoneAt is not null)
        {
            throw new RegistryException("The version is no longer in its registry.") { IsFinal = true };
        }

        var name = await db
            .ImportedModels.Where(m => m.Connection == row.Connection && m.SourceId == version.SourceModel)
            .Select(m => m.SourceName)
            .SingleAsync(ct);
        return (version, name);
    }

    private async Task EndAsync(RegistryWrite row, Action<RegistryWrite, DateTimeOffset> change, string? fact, CancellationToken ct)
    {
        await runner.RunAsync<Done>(
            RunImports.Job,
            new Attempt(fact ?? "registry.approval-decided", ModelName.Of(row.Model, row.Version), null),
            async (context, token) =>
            {
                var held = await HeldAsync(context.Db, row, token);
                change(held, await Time.NowAsync(context.Db, token));
                if (fact is not null)
                {
                    context.Append(FactOf(fact, held));
                }

                return Done.Instance;
            },
            ct
        );
        feed.Announce([new Change("registry.approval", RegistriesPage.List)]);
    }

    private static AuditEvent FactOf(string action, RegistryWrite row) =>
        new(
            action,
            ModelName.Of(row.Model, row.Version),
            new JsonObject
            {
                ["connection"] = row.Connection,
                ["isApproved"] = row.IsApproved,
                ["permit"] = row.Permit,
            }
        )
        {
            Covers = [row.Model, RegistriesPage.List],
        };

    [LoggerMessage(1437, LogLevel.Warning, "An approval was not written to the registry {Connection}: {Problem}")]
    private partial void LogMissed(string connection, string problem);
}

/// <summary>Looks for approvals to write in the background. The database is the queue.</summary>
internal sealed partial class RegistryApprovalJob(
    WriteApprovals approvals,
    RegistryConnections connections,
    LogTip tip,
    TimeProvider clock,
    ILogger<RegistryApprovalJob> logger
) : PeriodicJob(TimeSpan.FromSeconds(30), clock)
{
    public override async Task RunAsync(CancellationToken ct)
    {
        if (connections.All.Any(c => connections.WriterOf(c) is not null))
        {
            await approvals.DecideAsync(ct);
            await approvals.RunAsync(ct);
        }
    }

    protected override LogTip? Tip => tip;

    protected override Task<TimeSpan?> UntilDueAsync(CancellationToken ct) => approvals.UntilDueAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(1438, LogLevel.Error, "Writing approvals to registries failed; the next run is due as usual")]
    private partial void LogFailed(Exception e);
}
