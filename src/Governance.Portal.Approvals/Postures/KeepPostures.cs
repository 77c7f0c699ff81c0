using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Postures;

/// <summary>
/// Judges every deployment again when something it is judged by changed, when an age or a date can have changed it, and at
/// least once an hour. One node does; it writes only where a deployment stands otherwise than before.
/// </summary>
internal sealed partial class KeepPostures(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    FollowPostures follow,
    JudgePosture judge,
    IAlertsChanged rescore,
    TimeProvider clock,
    ILogger<KeepPostures> logger
)
{
    // What is read of a page stands in memory at once; between two pages it is asked what changed meanwhile, which then comes first.
    private const int PageSize = 50;

    /// <summary>Judges everything that is due.</summary>
    /// <returns>How many deployments were judged.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var judged = 0;
        await AddAsync(ct);
        while (await follow.RunAsync(ct))
        {
            if (await DueAsync(ct) is not { Count: > 0 } due)
            {
                await FollowedAsync(ct);
                break;
            }

            foreach (var (check, deployment) in due)
            {
                check.Next = await StepAsync(deployment, ct);
            }

            await DoneAsync([.. due.Select(d => d.Check)], ct);
            judged += due.Count;
        }

        await WitnessAsync(ct);
        return judged;
    }

    /// <summary>How long until the next deployment is to be judged; null when there is none.</summary>
    public async Task<TimeSpan?> UntilDueAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return
            await db.PostureChecks.IgnoreQueryFilters().OrderBy(c => c.DueAt).Select(c => (DateTimeOffset?)c.DueAt).FirstOrDefaultAsync(ct)
                is { } due
            ? due - clock.GetUtcNow()
            : null;
    }

    // Says in the log, twice an hour, that everything that was due has been judged: a row of the queue says it of itself.
    private async Task FollowedAsync(CancellationToken ct)
    {
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            if (
                await PostureEvents.FollowedAtAsync(db, ct) > clock.GetUtcNow() - PostureEvents.FollowedEvery
                || !await db.Deployments.IgnoreQueryFilters().AnyAsync(d => d.Until == null, ct)
            )
            {
                return;
            }
        }

        await runner.RunAsync<Done>(
            PostureEvents.Job,
            new Attempt(PostureEvents.FollowedAction, PostureEvents.Queue, null),
            (context, _) =>
            {
                PostureEvents.Followed(context);
                return Task.FromResult<Result<Done>>(Done.Instance);
            },
            ct
        );
    }

    // Versions that no deployment names, and whose decisions show that they run all the same; and those that stopped.
    private async Task WitnessAsync(CancellationToken ct)
    {
        List<(string Model, string Version)> changed;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            var seen = await Witnessed(db)
                .Where(v => !db.Postures.Any(p => p.Model == v.Model && p.Version == v.Version && p.Deployment == null && p.Until == null))
                .Take(PageSize)
                .ToListAsync(ct);
            var standing = await db
                .Postures.IgnoreQueryFilters()
                .IgnoreAutoIncludes()
                .AsNoTracking()
                .Where(p => p.Deployment == null && p.Until == null)
                .OrderBy(p => p.Id)
                .Select(p => new { p.Model, p.Version })
                .ToListAsync(ct);
            var still = standing.Count == 0 ? [] : await Witnessed(db).ToListAsync(ct);
            changed =
            [
                .. seen.Select(v => (v.Model, v.Version)),
                .. standing.Where(p => !still.Exists(v => v.Model == p.Model && v.Version == p.Version)).Select(p => (p.Model, p.Version)),
            ];
        }

        foreach (var version in changed)
        {
            await rescore.PrepareAsync(version.Model, ct);
            var outcome = await runner.RunAsync<Done>(
                PostureEvents.Job,
                new Attempt("posture.changed", ModelName.Of(version.Model, version.Version), null),
                (context, token) => WitnessAsync(context, version, token),
                ct
            );
            if (outcome.Refusal is { } refusal)
            {
                // It stays as it stands; those after it are still looked at.
                LogNotWitnessed(version.Model, version.Version, refusal.Message);
            }
        }
    }

    private static async Task<Result<Done>> WitnessAsync(
        ActionContext context,
        (string Model, string Version) version,
        CancellationToken ct
    )
    {
        await context.Db.LockModelAsync(version.Model, ct);
        List<RecordsAsked> alerts =
        [
            RecordsAsked.Of<Alert>(nameof(Alert.Model), version.Model),
            OpenAlerts.Of(version.Version),
            RecordsAsked.Missing<Alert>(),
        ];
        if (await RecordIntegrity.VerifyAsync(context.Db, alerts, ct) is { } altered)
        {
            return altered;
        }

        var before = await context
            .Db.Postures.IgnoreQueryFilters()
            .SingleOrDefaultAsync(
                p => p.Model == version.Model && p.Version == version.Version && p.Deployment == null && p.Until == null,
                ct
            );
        var runs = await Witnessed(context.Db).AnyAsync(v => v.Model == version.Model && v.Version == version.Version, ct);
        var faults = runs ? await JudgePosture.TrafficAsync(context.Db, version.Model, version.Version, ct) : [];
        if (faults.Count == 0)
        {
            if (before is not null)
            {
                before.End(context.Now);
                PostureEvents.Ended(context, before);
            }
        }
        else if (before?.Says(faults) is not true)
        {
            var posture = Posture.Of(await context.Db.NextIdAsync<PostureId>(ct), version, faults, before, context.Now);
            before?.End(context.Now);
            context.Db.Postures.Add(posture);
            PostureEvents.Changed(context, posture, before);
        }

        return Done.Instance;
    }

    private static IQueryable<WitnessedVersion> Witnessed(GovernanceDbContext db) =>
        db
            .Alerts.IgnoreQueryFilters()
            .AsNoTracking()
            .Where(a =>
                (a.Rule == AlertRule.UnauthorisedTraffic || a.Rule == AlertRule.RetiredTraffic || a.Rule == AlertRule.ShadowDecided)
                && a.State != AlertState.Resolved
                && !db.Deployments.Any(d => d.Model == a.Model && d.Version == a.Version && d.Stage == Stage.Production && d.Until == null)
            )
            .Select(a => new WitnessedVersion { Model = a.Model, Version = a.Version })
            .Distinct()
            .OrderBy(v => v.Model)
            .ThenBy(v => v.Version);

    private sealed record WitnessedVersion
    {
        public required string Model { get; init; }

        public required string Version { get; init; }
    }

    // Deployments that no one waits for yet.
    private async Task AddAsync(CancellationToken ct)
    {
        List<PostureCheck> added;
        do
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            added = await db
                .Deployments.IgnoreQueryFilters()
                .Where(d => d.Until == null && !db.PostureChecks.Any(c => c.Deployment == d.Id))
                .OrderBy(d => d.Id)
                .Take(PageSize * 10)
                .Select(d => new PostureCheck
                {
                    Deployment = d.Id,
                    Model = d.Model,
                    DueAt = PostureCheck.AtOnce,
                })
                .AsNoTracking()
                .ToListAsync(ct);
            db.PostureChecks.AddRange(added);
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException e) when (e.InnerException is System.Data.Common.DbException && added.Count > 0)
            {
                // Another node added one of them at the same moment; what is missing is added in the next round.
                return;
            }
        } while (added.Count > 0);
    }

    private async Task<List<(Due Check, Deployment Deployment)>> DueAsync(CancellationToken ct)
    {
        // Every deployment is judged at least once an hour: one that would be due later is due now.
        var (now, latest) = (clock.GetUtcNow(), clock.GetUtcNow() + JudgePosture.AtLeastEvery);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var due = await (
            from check in db.PostureChecks.IgnoreQueryFilters().AsNoTracking()
            join deployment in db.Deployments.IgnoreQueryFilters().AsNoTracking() on check.Deployment equals deployment.Id
            where check.DueAt <= now || check.DueAt > latest
            orderby check.DueAt, check.Deployment
            select new { check.DueAt, deployment }
        )
            .Take(PageSize)
            .ToListAsync(ct);
        return [.. due.Select(d => (new Due(d.deployment.Id, d.DueAt), d.deployment))];
    }

    /// <summary>Judges one deployment, and writes down how it stands when that has changed.</summary>
    /// <returns>When it is to be judged next; null when it no longer serves.</returns>
    private async Task<DateTimeOffset?> StepAsync(Deployment deployment, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        try
        {
            await using var fresh = await dbFactory.CreateDbContextAsync(ct);
            var current = await fresh
                .Postures.IgnoreQueryFilters()
                .AsNoTracking()
                .SingleOrDefaultAsync(p => p.Deployment == deployment.Id && p.Until == null, ct);
            await EnsureAsync(fresh, deployment, current, ct);
            if (deployment.Until is not null)
            {
                await WriteAsync(deployment, null, ct);
                return null;
            }

            PostureJudgement judgement;
            if (
                await RecordIntegrity.VerifyAsync(fresh, [RecordsAsked.Of<Deployment>(nameof(Deployment.Id), deployment.Id)], ct) is
                { } altered
            )
            {
                judgement = JudgePosture.Altered(current, altered, now, current?.Stage ?? deployment.Stage);
            }
            else
            {
                await using var db = await dbFactory.CreateDbContextAsync(ct);
                judgement = await judge.RunAsync(db, deployment, current, ct);
            }

            if (current?.Says(judgement.Faults, judgement.Stage) is not true || await PostureAlerts.AreDueAsync(fresh, current, now, ct))
            {
                await WriteAsync(deployment, judgement, ct);
            }

            // A time that begins now ends at its grace from now.
            var ends = judgement
                .Faults.Select(f => f.Grace is { } grace ? (current?.SinceOf(f) ?? now) + grace : (DateTimeOffset?)null)
                .Where(at => at > now);
            return ends.Append(judgement.Next).Min();
        }
#pragma warning disable CA1031 // One deployment that cannot be written down keeps no other from being judged; it is tried again.
        catch (Exception e) when (!ct.IsCancellationRequested && e is not System.Data.Common.DbException)
#pragma warning restore CA1031
        {
            LogNotWritten(e, deployment.Id.ToString());
            return now + JudgePosture.AgainAfter;
        }
    }

    // How long its rules have failed stands in the rows of its posture, and whether it serves in its own. Where these are not what the log
    // states, it stays as it stands and its clocks run on; the gate refuses it for the same row. A row of its own that was changed in
    // another way puts it out of policy.
    internal static Task EnsureAsync(GovernanceDbContext db, Deployment deployment, Posture? current, CancellationToken ct)
    {
        var isTheSame = deployment.Until is null && (current is null || IsOf(current, deployment));
        return RecordIntegrity.EnsureAsync(
            db,
            [
                .. isTheSame ? [] : new[] { RecordsAsked.Of<Deployment>(nameof(Deployment.Id), deployment.Id) },
                RecordsAsked.Of<Posture>(nameof(Posture.Deployment), deployment.Id),
                current is null
                    ? RecordsAsked.Missing<Posture>()
                    : RecordsAsked.Of<PostureFinding>(nameof(PostureFinding.Posture), current.Id).OrGoneUnder([current.Id.Number]),
            ],
            ct
        );
    }

    private static bool IsOf(Posture posture, Deployment deployment) =>
        posture.Model == deployment.Model && posture.Version == deployment.Version;

    private async Task WriteAsync(Deployment deployment, PostureJudgement? judged, CancellationToken ct)
    {
        await rescore.PrepareAsync(deployment.Model, ct);
        var outcome = await runner.RunAsync<Done>(
            PostureEvents.Job,
            new Attempt("posture.changed", deployment.Id.ToString(), null),
            (context, token) => ActAsync(context, deployment, judged, token),
            ct
        );
        if (outcome.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"The posture of {deployment.Id}: {refusal.Message}");
        }
    }

    private async Task<Result<Done>> ActAsync(ActionContext context, Deployment deployment, PostureJudgement? judged, CancellationToken ct)
    {
        var model =
            await context.Db.LockModelAsync(deployment.Model, ct)
            ?? throw new InvalidOperationException($"There is no model {deployment.Model}.");
        var all = await context.Db.Postures.IgnoreQueryFilters().Where(p => p.Model == model.Name && p.Until == null).ToListAsync(ct);
        var before = all.Find(p => p.Deployment == deployment.Id);
        if (judged is null)
        {
            if (before is not null)
            {
                before.End(context.Now);
                all.Remove(before);
                PostureEvents.Ended(context, before);
            }
        }
        else if (before?.Says(judged.Faults, judged.Stage) is not true)
        {
            var posture = Posture.Of(
                await context.Db.NextIdAsync<PostureId>(ct),
                deployment,
                judged.Faults,
                before,
                context.Now,
                judged.Stage
            );
            before?.End(context.Now);
            context.Db.Postures.Add(posture);
            all = [.. all.Where(p => p != before), posture];
            PostureEvents.Changed(context, posture, before);
        }

        await PostureAlerts.FollowAsync(context, model, all, rescore, ct);
        return Done.Instance;
    }

    // What was marked since it was read stays marked.
    private async Task DoneAsync(List<Due> done, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        foreach (var check in done)
        {
            var row = db.PostureChecks.IgnoreQueryFilters().Where(c => c.Deployment == check.Deployment && c.DueAt == check.DueAt);
            if (check.Next is { } next)
            {
                await row.ExecuteUpdateAsync(s => s.SetProperty(c => c.DueAt, next).SetProperty(c => c.JudgedAt, now), ct);
            }
            else
            {
                await row.ExecuteDeleteAsync(ct);
            }
        }

        await transaction.CommitAsync(ct);
    }

    [LoggerMessage(1481, LogLevel.Error, "The posture of {Deployment} could not be recorded; the next attempt is in a few minutes")]
    private partial void LogNotWritten(Exception e, string deployment);

    [LoggerMessage(
        1483,
        LogLevel.Error,
        "The posture of {Model} {Version}, which only its decisions show, could not be recorded: {Reason}"
    )]
    private partial void LogNotWitnessed(string model, string version, string reason);

    /// <summary>A deployment that is due.</summary>
    private sealed class Due(DeploymentId deployment, DateTimeOffset dueAt)
    {
        public DeploymentId Deployment => deployment;

        public DateTimeOffset DueAt => dueAt;

        public DateTimeOffset? Next { get; set; }
    }
}
