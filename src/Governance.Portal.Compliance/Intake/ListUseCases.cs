using Governance.Data;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Domain.Systems;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Which use cases.</summary>
/// <param name="State">Where they stand, by wire name.</param>
/// <param name="Open"><c>true</c> for those not yet decided or withdrawn, <c>false</c> for all others.</param>
public sealed record UseCaseFilter(string? State = null, string? Open = null);

/// <summary>Reads use cases: filtered, ordered and cut into pages by the database.</summary>
public sealed class ListUseCases(IDbContextFactory<GovernanceDbContext> dbFactory, LawLibrary laws, TimeProvider clock)
{
    /// <summary>A page for a screen: what is open first, what is due next at the top.</summary>
    public async Task<Result<PageOf<UseCaseRow>>> PageAsync(UseCaseFilter filter, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filtered(db, filter);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var total = await filtered.Value.CountAsync(ct);
        var rows = await filtered
            .Value.OrderBy(u => u.ClosedAt != null)
            .ThenBy(u => u.DueAt == null)
            .ThenBy(u => u.DueAt)
            .ThenByDescending(u => u.Id)
            .Skip(skip)
            .Take(take)
            .ToListAsync(ct);
        var now = clock.GetLocalNow();
        return new PageOf<UseCaseRow>([.. rows.Select(u => Row(u, now))], total);
    }

    /// <summary>A page for a program, the newest first.</summary>
    public async Task<Result<ApiPage<UseCaseRow>>> RunAsync(UseCaseFilter filter, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeBelow<UseCaseId>();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, below) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filtered(db, filter);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var rows = await filtered
            .Value.Where(u => below == null || (int)(object)u.Id < below)
            .OrderByDescending(u => u.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        var now = clock.GetLocalNow();
        return new ApiPage<UseCaseRow>(
            [.. rows.Take(take).Select(u => Row(u, now))],
            rows.Count > take ? Cursor.Encode(rows[take - 1].Id.ToString()) : null
        );
    }

    /// <summary>One use case.</summary>
    public async Task<Result<UseCaseView>> GetAsync(UseCaseId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.UseCases.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, ct) is { } useCase
            ? await ViewAsync(db, useCase, ct)
            : UseCaseRefusals.NotFound;
    }

    /// <summary>The use case for which a system was registered; null when there is none.</summary>
    public async Task<UseCaseView?> OfSystemAsync(SystemId system, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.UseCases.AsNoTracking().SingleOrDefaultAsync(u => u.System == system, ct) is { } useCase
            ? await ViewAsync(db, useCase, ct)
            : null;
    }

    /// <summary>Active accounts, from which an owner is chosen.</summary>
    public async Task<IReadOnlyList<Person>> PeopleAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await People.ActiveAsync(db, clock.GetLocalNow(), ct);
    }

    /// <summary>True for those who wrote on a use case.</summary>
    public async Task<bool> IsProposerAsync(UseCaseId id, UserId? person, CancellationToken ct)
    {
        if (person is not { } known)
        {
            return false;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.UseCases.AsNoTracking().IgnoreAutoIncludes().SingleOrDefaultAsync(u => u.Id == id, ct) is { } useCase
            && useCase.Proposers.Contains(known);
    }

    private static IReadOnlyList<string> WaitsFor(UseCase useCase) =>
        useCase.IsWithProposer ? ["proposer"]
        : !useCase.IsInTriage ? []
        : useCase.Missing is { Count: > 0 } missing ? [.. missing.Select(f => WireName.Of(f))]
        : ["decision"];

    private static UseCaseRow Row(UseCase useCase, DateTimeOffset now) =>
        new()
        {
            Id = useCase.Id,
            Title = useCase.Title,
            State = useCase.State,
            ProposedBy = useCase.ProposedByName,
            ProposedAt = useCase.ProposedAt,
            SubmittedAt = useCase.SubmittedAt,
            Due = useCase.DueAt,
            Overdue = useCase.IsOverdue(now),
            WaitsFor = WaitsFor(useCase),
            ClosedAt = useCase.ClosedAt,
            System = useCase.System,
        };

    private async Task<UseCaseView> ViewAsync(GovernanceDbContext db, UseCase useCase, CancellationToken ct)
    {
        var row = Row(useCase, clock.GetLocalNow());
        var owner = useCase.Owner is { } id ? (await People.ByIdAsync(db, [id], ct)).GetValueOrDefault(id) : null;
        var (classes, tag, without) = await StandingAsync(db, useCase, ct);
        return new UseCaseView
        {
            AssessedClasses = classes,
            PackTag = tag,
            ModelsWithoutPackTag = without,
            Id = row.Id,
            Title = row.Title,
            State = row.State,
            ProposedBy = row.ProposedBy,
            ProposedAt = row.ProposedAt,
            SubmittedAt = row.SubmittedAt,
            Due = row.Due,
            Overdue = row.Overdue,
            WaitsFor = row.WaitsFor,
            ClosedAt = row.ClosedAt,
            System = row.System,
            Purpose = useCase.Purpose,
            Benefit = useCase.Benefit,
            AffectedGroups = useCase.AffectedGroups,
            Vulnerable = useCase.Vulnerable,
            Data = useCase.Data,
            Sourcing = useCase.Sourcing,
            Supplier = useCase.Supplier,
            Product = useCase.Product,
            Hosting = useCase.Hosting,
            DecisionRole = useCase.DecisionRole,
            WishedStart = useCase.WishedStart,
            Owner = owner?.Email,
            OwnerName = owner?.Name,
            BusinessUnit = useCase.BusinessUnit,
            Screening = useCase.Screening,
            Hints = Screening.Hints(laws.Current, useCase.Answers()),
            Round = useCase.Round,
            Question = useCase.Question?.Text,
            QuestionBy = useCase.QuestionByName,
            Opinions =
            [
                .. useCase
                    .Opinions.OrderBy(o => o.At)
                    .ThenBy(o => o.Id)
                    .Select(o => new OpinionView(o.Round, o.Function, o.Verdict, o.Words.Text, o.PersonName, o.At)),
            ],
            Reason = useCase.Reason?.Text,
            ClosedBy = useCase.ClosedByName,
            ExpectedClass = useCase.ExpectedClass,
            ExpectedTier = useCase.ExpectedTier,
            Pack = useCase.Pack,
            Conditions =
            [
                .. useCase
                    .Conditions.OrderBy(c => c.Number)
                    .Select(c => new ConditionView(c.Number, c.Text.Text, c.MetBy?.Text, c.MetByName, c.MetAt)),
            ],
        };
    }

    // What became of the class that was expected and of the pack that was proposed.
    private static async Task<(IReadOnlyList<string> Classes, string? Tag, IReadOnlyList<string> Without)> StandingAsync(
        GovernanceDbContext db,
        UseCase useCase,
        CancellationToken ct
    )
    {
        if (useCase.System is not { } id)
        {
            return ([], null, []);
        }

        var classes = await db
            .Assessments.AsNoTracking()
            .Where(a => a.System == id && (a.State == AssessmentState.Signed || a.State == AssessmentState.NeedsReview))
            .OrderByDescending(a => a.Id)
            .Select(a => a.ClassList)
            .FirstOrDefaultAsync(ct);
        var assessed = (classes ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries);
        if ((useCase.Pack is { } pack ? PolicyPacks.Find(pack)?.Tag : null) is not { } tag)
        {
            return (assessed, null, []);
        }

        var system = await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct);
        var names = system is null ? [] : await ClassOfModel.ModelsOfAsync(db, system, ct);
        var models = await db.Models.AsNoTracking().Where(m => names.Contains(m.Name)).OrderBy(m => m.Name).ToListAsync(ct);
        return (
            assessed,
            $"{tag.Key}={tag.Value}",
            [.. models.Where(m => m.Tags.GetValueOrDefault(tag.Key) != tag.Value).Select(m => m.Name)]
        );
    }

    private static Result<IQueryable<UseCase>> Filtered(GovernanceDbContext db, UseCaseFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        // Conditions are of no matter to a list.
        IQueryable<UseCase> useCases = db.UseCases.AsNoTracking().IgnoreAutoIncludes().Include(u => u.Opinions);
        if (!string.IsNullOrEmpty(filter.State))
        {
            if (!WireName.TryParse<UseCaseState>(filter.State, out var state))
            {
                return Unknown("state", $"This must be one of {string.Join(", ", WireName.All<UseCaseState>())}.");
            }

            useCases = useCases.Where(u => u.State == state);
        }

        if (!string.IsNullOrEmpty(filter.Open))
        {
            if (!bool.TryParse(filter.Open, out var open))
            {
                return Unknown("open", $"Use true or false.");
            }

            useCases = useCases.Where(u => (u.ClosedAt == null) == open);
        }

        return Result<IQueryable<UseCase>>.Done(useCases);
    }

    private static Refusal Unknown(string field, Sentence sentence) => Refusal.Field("use-case.filter", field, sentence);
}
