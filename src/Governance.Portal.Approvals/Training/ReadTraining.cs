using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Training;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Training;

/// <summary>Reads requests to train, the newest first.</summary>
public sealed class ReadTraining(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>A page for a screen.</summary>
    public async Task<Result<PageOf<TrainingView>>> PageAsync(string? model, string? state, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filter(db, model, state);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var total = await filtered.Value.CountAsync(ct);
        var rows = await filtered.Value.OrderByDescending(p => p.Id).Skip(skip).Take(take).ToListAsync(ct);
        return new PageOf<TrainingView>(await ViewsAsync(db, rows, null, ct), total);
    }

    /// <summary>A page for a program.</summary>
    public async Task<Result<ApiPage<TrainingView>>> ListAsync(string? model, string? state, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeBelow<TrainingPermitId>();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, below) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filter(db, model, state);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var rows = await filtered
            .Value.Where(p => below == null || (int)(object)p.Id < below)
            .OrderByDescending(p => p.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        return new ApiPage<TrainingView>(
            await ViewsAsync(db, [.. rows.Take(take)], null, ct),
            rows.Count > take ? Cursor.Encode(rows[take - 1].Id.ToString()) : null
        );
    }

    /// <summary>One request, and whether the reader may answer it.</summary>
    public async Task<Result<TrainingView>> GetAsync(string id, Actor reader, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reader);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return
            DisplayId.TryParse<TrainingPermitId>(id, out var named)
            && await db.TrainingPermits.AsNoTracking().SingleOrDefaultAsync(p => p.Id == named, ct) is { } permit
            ? (await ViewsAsync(db, [permit], reader, ct))[0]
            : TrainingRefusals.NotFound;
    }

    private static Result<IQueryable<TrainingPermit>> Filter(GovernanceDbContext db, string? model, string? state)
    {
        var permits = db.TrainingPermits.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(model))
        {
            permits = permits.Where(p => p.Model == model);
        }

        return string.IsNullOrWhiteSpace(state) ? Result<IQueryable<TrainingPermit>>.Done(permits)
            : WireName.TryParse<TrainingState>(state, out var known)
                ? Result<IQueryable<TrainingPermit>>.Done(permits.Where(p => p.State == known))
            : TrainingRefusals.FilterNotValid;
    }

    private static async Task<IReadOnlyList<TrainingView>> ViewsAsync(
        GovernanceDbContext db,
        IReadOnlyList<TrainingPermit> permits,
        Actor? reader,
        CancellationToken ct
    )
    {
        var ids = permits.Select(p => p.Id).ToList();
        var answers = await db.TrainingAnswers.AsNoTracking().Where(a => ids.Contains(a.Permit)).ToListAsync(ct);
        var names = await ActorNames.LoadAsync(
            db,
            permits.SelectMany(p => p.Data.Select(d => $"user:{d.Owner}").Append(p.RequestedBy)).Distinct(StringComparer.Ordinal),
            ct
        );
        return
        [
            .. permits.Select(permit => new TrainingView
            {
                Id = permit.Id,
                Model = permit.Model,
                Datasets = [.. permit.Data.Select(d => new TrainingDataBody(d.Name, d.Version, d.Sha256))],
                Commit = permit.Commit,
                Purpose = permit.Purpose,
                Compute = permit.Compute,
                Environment = permit.Environment,
                State = permit.State,
                RequestedBy = names[permit.RequestedBy],
                RequestedAt = permit.RequestedAt,
                ExpiresAt = permit.ExpiresAt,
                StatementSha256 = permit.StatementSha256,
                Answers = [.. permit.Slots.Select(slot => Slot(permit, slot, answers, names))],
                WhyNot = reader?.User is { } person ? WhyNot(permit, answers, person, reader.Role) : TrainingRefusals.NotAsked.Message,
            }),
        ];
    }

    private static string? WhyNot(TrainingPermit permit, List<TrainingAnswer> answers, UserId person, string? role)
    {
        var slot = permit.SlotFor(person, role);
        return slot.Refusal?.Message
            ?? (
                permit.State is not TrainingState.Waiting || answers.Any(a => a.Permit == permit.Id && a.Slot == slot.Value)
                    ? TrainingRefusals.Answered(permit.Id).Message
                    : null
            );
    }

    private static TrainingSlotView Slot(TrainingPermit permit, string slot, List<TrainingAnswer> answers, ActorNames names)
    {
        var answer = answers.Find(a => a.Permit == permit.Id && a.Slot == slot);
        var data = permit.Data.Where(d => TrainingPermit.SlotOf(d.Owner) == slot).ToList();
        return new TrainingSlotView(
            data.Count == 0 ? TrainingPermit.Security : "owner",
            [.. data.Select(d => d.Name)],
            answer is null ? null
                : answer.Allows ? "allow"
                : "deny",
            answer?.Attestation.PrintedName ?? (data.Count == 0 ? null : names[$"user:{data[0].Owner}"]),
            answer?.Attestation.At,
            answer?.Reason.Text
        );
    }
}
