using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Training;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Training;

/// <summary>Reads runs that trained, the newest first.</summary>
public sealed class ReadTrainingRuns(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>The filter for those that wait for an answer.</summary>
    public const string Open = "open";

    /// <summary>A page for a screen.</summary>
    public async Task<Result<PageOf<TrainingRunView>>> PageAsync(string? verdict, int skip, int take, Actor reader, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reader);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filter(db, null, verdict);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var total = await filtered.Value.CountAsync(ct);
        // By when they ran: lineage may tell of an old run last.
        var rows = await filtered
            .Value.OrderByDescending(r => r.StartedAt)
            .ThenByDescending(r => r.Id)
            .Skip(skip)
            .Take(take)
            .ToListAsync(ct);
        return new PageOf<TrainingRunView>(await ViewsAsync(db, rows, reader.User, ct), total);
    }

    /// <summary>A page for a program.</summary>
    public async Task<Result<ApiPage<TrainingRunView>>> ListAsync(string? model, string? verdict, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeBelow<TrainingRunId>();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, below) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filter(db, model, verdict);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var rows = await filtered
            .Value.Where(r => below == null || (int)(object)r.Id < below)
            .OrderByDescending(r => r.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        return new ApiPage<TrainingRunView>(
            await ViewsAsync(db, [.. rows.Take(take)], null, ct),
            rows.Count > take ? Cursor.Encode(rows[take - 1].Id.ToString()) : null
        );
    }

    /// <summary>One run.</summary>
    public async Task<Result<TrainingRunView>> GetAsync(string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return
            DisplayId.TryParse<TrainingRunId>(id, out var named)
            && await db.TrainingRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == named, ct) is { } run
            ? (await ViewsAsync(db, [run], null, ct))[0]
            : TrainingRefusals.RunNotFound;
    }

    private static Result<IQueryable<TrainingRun>> Filter(GovernanceDbContext db, string? model, string? verdict)
    {
        var runs = db.TrainingRuns.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(model))
        {
            runs = runs.Where(r => r.Model == model);
        }

        return string.IsNullOrWhiteSpace(verdict) ? Result<IQueryable<TrainingRun>>.Done(runs)
            : verdict == Open
                ? Result<IQueryable<TrainingRun>>.Done(runs.Where(r => r.Verdict != TrainingVerdict.Covered && r.AnsweredAt == null))
            : WireName.TryParse<TrainingVerdict>(verdict, out var known)
                ? Result<IQueryable<TrainingRun>>.Done(runs.Where(r => r.Verdict == known))
            : TrainingRefusals.RunFilterNotValid;
    }

    private static async Task<IReadOnlyList<TrainingRunView>> ViewsAsync(
        GovernanceDbContext db,
        IReadOnlyList<TrainingRun> runs,
        UserId? reader,
        CancellationToken ct
    )
    {
        var names = await ActorNames.LoadAsync(
            db,
            runs.SelectMany(r => r.Asked.Concat(r.AnsweredBy is { } by ? [by] : []))
                .Select(u => $"user:{u}")
                .Distinct(StringComparer.Ordinal),
            ct
        );
        return
        [
            .. runs.Select(run => new TrainingRunView
            {
                Id = run.Id,
                Run = run.Run,
                Job = run.Job,
                Model = run.Model.Length == 0 ? null : run.Model,
                Version = run.Version,
                Commit = run.Commit,
                StartedAt = run.StartedAt,
                FoundAt = run.FoundAt,
                Verdict = run.Verdict,
                Permit = run.Permit,
                Data = run.Data,
                Gaps = run.Gaps,
                Asked = [.. run.Asked.Select(u => names[$"user:{u}"])],
                IsOpen = run.IsOpen,
                Answer = run.Answer?.Text,
                AnsweredBy = run.AnsweredBy is { } person ? names[$"user:{person}"] : null,
                AnsweredAt = run.AnsweredAt,
                MayAnswer = run.IsOpen && reader is { } user && run.MayAnswer(user),
            }),
        ];
    }
}
