using Governance.Data;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Reads assessments and obligations.</summary>
public sealed class ReadCompliance(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    LawLibrary laws,
    ObligationBoard board,
    TimeProvider clock
)
{
    /// <summary>One assessment.</summary>
    public async Task<Result<AssessmentView>> AssessmentAsync(AssessmentId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Assessments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is { } found
            ? View(found)
            : AssessmentRefusals.NotFound;
    }

    /// <summary>A page of assessments, the newest first.</summary>
    public async Task<Result<ApiPage<AssessmentView>>> AssessmentsAsync(
        SystemId? system,
        AssessmentState? state,
        ListQuery query,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        var take = query.Take();
        if (take.Refusal is { } limit)
        {
            return limit;
        }

        var below = int.MaxValue;
        if (
            query.Cursor is not null
            && (
                !Cursor.TryDecode(query.Cursor, 1, out var keys)
                || !DisplayId.TryParse<AssessmentId>(keys[0], out var last)
                || (below = last.Number) < 1
            )
        )
        {
            return Cursor.NotOurs;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db
            .Assessments.AsNoTracking()
            .Where(a => (system == null || a.System == system) && (state == null || a.State == state) && (int)(object)a.Id < below)
            .OrderByDescending(a => a.Id)
            .Take(take.Value + 1)
            .ToListAsync(ct);
        return new ApiPage<AssessmentView>(
            [.. rows.Take(take.Value).Select(View)],
            rows.Count > take.Value ? Cursor.Encode(rows[take.Value - 1].Id.ToString()) : null
        );
    }

    /// <summary>The assessments of a system, the newest first.</summary>
    public async Task<IReadOnlyList<Assessment>> OfSystemAsync(SystemId system, int most, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Assessments.AsNoTracking().Where(a => a.System == system).OrderByDescending(a => a.Id).Take(most).ToListAsync(ct);
    }

    /// <summary>A system.</summary>
    public async Task<Result<AiSystem>> SystemAsync(SystemId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is { } found ? found : SystemRefusals.NotFound;
    }

    /// <summary>People who may answer for a duty.</summary>
    public async Task<IReadOnlyList<Person>> PeopleAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await People.ActiveAsync(db, clock.GetLocalNow(), ct);
    }

    /// <summary>Systems whose classification counts, high-risk ones first: the columns of the matrix of obligations.</summary>
    public async Task<PageOf<AiSystem>> ClassifiedAsync(SystemId? only, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var systems = Classified(db).Where(s => only == null || s.Id == only);
        var strict = Strict(db);
        return new PageOf<AiSystem>(
            await systems.OrderBy(s => strict.Contains(s.Id) ? 0 : 1).ThenBy(s => s.NameKey).Skip(skip).Take(take).ToListAsync(ct),
            await systems.CountAsync(ct)
        );
    }

    /// <summary>How many classified systems come before this one in their list; 0 for one that is not listed.</summary>
    public async Task<int> ClassifiedBeforeAsync(SystemId system, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var strict = Strict(db);
        var name = Classified(db).Where(s => s.Id == system).Select(s => s.NameKey);
        return await Classified(db)
            .CountAsync(
                s =>
                    (strict.Contains(s.Id) && !strict.Contains(system))
                    || (strict.Contains(s.Id) == strict.Contains(system) && string.Compare(s.NameKey, name.FirstOrDefault()) < 0),
                ct
            );
    }

    /// <summary>How systems stand.</summary>
    public async Task<IReadOnlyList<SystemStanding>> StandingsAsync(IReadOnlyList<SystemId> systems, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db.AiSystems.AsNoTracking().Where(s => systems.Contains(s.Id)).ToListAsync(ct);
        return await board.OfAsync(db, [.. found.OrderBy(s => systems.ToList().IndexOf(s.Id))], ct);
    }

    /// <summary>The obligations of a system.</summary>
    public async Task<Result<IReadOnlyList<ObligationView>>> ObligationsAsync(SystemId system, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == system, ct) is not { } found)
        {
            return SystemRefusals.NotFound;
        }

        var stands = await board.OfAsync(db, found, ct);
        var people = await People.ByIdAsync(db, stands.Duties.Values.Select(d => d.Owner).OfType<Domain.Identity.UserId>(), ct);
        return Result<IReadOnlyList<ObligationView>>.Done([.. stands.Standings.Select(s => ObligationView.Of(stands, s, people))]);
    }

    /// <summary>What the answers say today, or said when they were submitted.</summary>
    public Classification Judge(Assessment assessment)
    {
        ArgumentNullException.ThrowIfNull(assessment);
        var law = laws.Texts.FirstOrDefault(t => t.Sha256 == assessment.LawSha256) ?? laws.Current;
        return Classifier
            .Under(law, assessment.Given(), assessment.JudgedOn ?? board.Today)
            .Match(c => c, _ => Classifier.Under(law, new Dictionary<string, GivenAnswer>(), board.Today).Value);
    }

    private AssessmentView View(Assessment a) =>
        new()
        {
            Id = a.Id,
            System = a.System,
            State = a.State,
            Law = a.Law,
            LawIsCurrent = a.LawSha256 == laws.Current.Sha256,
            Answers = a.Answers,
            Result = EvaluationView.Of(Judge(a)),
            JudgedOn = a.JudgedOn ?? board.Today,
            ResultSha256 = a.ResultSha256,
            StartedAt = a.StartedAt,
            SubmittedAt = a.SubmittedAt,
            SignedByName = a.SignedByName,
            SignedAt = a.SignedAt,
            ReviewReason = a.ReviewReason,
            Revision = a.Revision,
        };

    // Systems of the classes with most duties.
    private static IQueryable<SystemId> Strict(GovernanceDbContext db) =>
        db
            .Assessments.Where(a =>
                (a.State == AssessmentState.Signed || a.State == AssessmentState.NeedsReview)
                && (a.ClassList.Contains(";prohibited;") || a.ClassList.Contains(";high_risk_"))
            )
            .Select(a => a.System);

    private static IQueryable<AiSystem> Classified(GovernanceDbContext db) =>
        db
            .AiSystems.AsNoTracking()
            .Where(s =>
                db.Assessments.Any(a => a.System == s.Id && (a.State == AssessmentState.Signed || a.State == AssessmentState.NeedsReview))
            );
}
