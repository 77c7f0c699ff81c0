using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>Reads validation schedules, their runs and held-out sets.</summary>
public sealed class ListSchedules(IDbContextFactory<GovernanceDbContext> dbFactory, LogLabels labels, TimeProvider clock)
{
    /// <summary>The schedules of a model, in the order they were set up.</summary>
    public async Task<Result<IReadOnlyList<ValidationScheduleView>>> OfModelAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await VersionLookup.IsModelAsync(db, model, ct))
        {
            return ModelRefusals.NotFound(model);
        }

        var found = await db
            .ValidationSchedules.AsNoTracking()
            .Where(s => s.Model == model)
            .OrderBy(s => s.Id)
            .Take(ValidationSchedule.MostOfModel)
            .ToListAsync(ct);
        var owners = await People.ByIdAsync(db, found.Select(s => s.Owner), ct);
        var now = clock.GetUtcNow();
        return Result<IReadOnlyList<ValidationScheduleView>>.Done([
            .. found.Select(s => ValidationScheduleView.Of(s, owners.GetValueOrDefault(s.Owner), now)),
        ]);
    }

    /// <summary>One schedule of a model.</summary>
    public async Task<Result<ValidationScheduleView>> GetAsync(string model, string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (
            !DisplayId.TryParse<ValidationScheduleId>(id, out var known)
            || await db.ValidationSchedules.AsNoTracking().SingleOrDefaultAsync(s => s.Id == known && s.Model == model, ct)
                is not { } schedule
        )
        {
            return ValidationRefusals.NotFound;
        }

        var owners = await People.ByIdAsync(db, [schedule.Owner], ct);
        return ValidationScheduleView.Of(schedule, owners.GetValueOrDefault(schedule.Owner), clock.GetUtcNow());
    }

    /// <summary>The runs of a schedule, the newest first.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="id">The schedule.</param>
    /// <param name="below">Only with a smaller number; null from the newest.</param>
    /// <param name="limit">How many.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ApiPage<ValidationRunView>>> RunsAsync(string model, string id, int? below, int limit, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (
            !DisplayId.TryParse<ValidationScheduleId>(id, out var known)
            || !await db.ValidationSchedules.AnyAsync(s => s.Id == known && s.Model == model, ct)
        )
        {
            return ValidationRefusals.NotFound;
        }

        var found = await db
            .ValidationRuns.AsNoTracking()
            .Where(r => r.Schedule == known && (below == null || (int)(object)r.Id < below))
            .OrderByDescending(r => r.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        var names = await AuditActors.LoadAsync(db, labels, found.Select(r => r.RequestedBy), ct);
        return new ApiPage<ValidationRunView>(
            [.. found.Take(limit).Select(r => ValidationRunView.Of(r, names[r.RequestedBy]))],
            found.Count > limit ? Cursor.Encode(found[limit - 1].Id.ToString()) : null
        );
    }

    /// <summary>One run.</summary>
    public async Task<Result<ValidationRunView>> RunAsync(ValidationRunId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.ValidationRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } run)
        {
            return ValidationRefusals.RunNotFound;
        }

        var names = await AuditActors.LoadAsync(db, labels, [run.RequestedBy], ct);
        return ValidationRunView.Of(run, names[run.RequestedBy]);
    }

    /// <summary>The held-out sets of a model, those whose files were removed among them, the newest first.</summary>
    public async Task<Result<IReadOnlyList<HeldOutSetView>>> SetsAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Models.AnyAsync(m => m.Name == model, ct)
            ? Result<IReadOnlyList<HeldOutSetView>>.Done([
                .. (
                    await db
                        .HeldOutSets.AsNoTracking()
                        .Where(s => s.Model == model)
                        .OrderByDescending(s => s.Id)
                        .Take(ListQuery.MaxLimit)
                        .ToListAsync(ct)
                ).Select(HeldOutSetView.Of),
            ])
            : ModelRefusals.NotFound(model);
    }

    /// <summary>One held-out set of a model.</summary>
    public async Task<Result<HeldOutSetView>> SetAsync(string model, HeldOutSetId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.HeldOutSets.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && s.Model == model, ct) is { } set
            ? HeldOutSetView.Of(set)
            : ValidationRefusals.SetNotFound;
    }

    /// <summary>
    /// Environments in which a version of the model runs, by name, and its versions, the newest first: what can be validated.
    /// </summary>
    public async Task<(IReadOnlyList<string> Environments, IReadOnlyList<string> Versions)> TargetsAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return (
            await db
                .Deployments.Where(d => d.Model == model && d.Until == null)
                .Select(d => d.Environment)
                .Distinct()
                .OrderBy(e => e)
                .Take(100)
                .ToListAsync(ct),
            await db
                .Versions.Where(v => v.Model == model && v.Stage != Stage.Retired)
                .OrderByDescending(v => v.RegisteredAt)
                .Select(v => v.Version)
                .Take(100)
                .ToListAsync(ct)
        );
    }
}
