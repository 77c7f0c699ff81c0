using Governance.Data;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Systems;

/// <summary>Which systems.</summary>
/// <param name="Name">Part of the name, in any case.</param>
/// <param name="LifeCycle">Where in its life, by its wire name.</param>
/// <param name="Class">A class of the law's data; <c>none</c> for systems without a signed classification.</param>
/// <param name="Owner">E-mail address of the owner.</param>
/// <param name="Model">A model it uses.</param>
public sealed record SystemFilter(
    string? Name = null,
    string? LifeCycle = null,
    string? Class = null,
    string? Owner = null,
    string? Model = null
)
{
    /// <summary>The word for systems without a classification.</summary>
    public const string Unclassified = "none";
}

/// <summary>Lists AI systems: filtered, ordered by name and cut into pages by the database.</summary>
public sealed class ListSystems(IDbContextFactory<GovernanceDbContext> dbFactory, LawLibrary laws, ObligationBoard board)
{
    private const string Escape = "!";

    /// <summary>A page for a screen.</summary>
    public async Task<Result<PageOf<SystemRow>>> PageAsync(SystemFilter filter, int skip, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = await FilterAsync(db, filter, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var total = await filtered.Value.CountAsync(ct);
        var systems = await filtered.Value.OrderBy(s => s.NameKey).Skip(skip).Take(take).ToListAsync(ct);
        return new PageOf<SystemRow>(await RowsAsync(db, systems, ct), total);
    }

    /// <summary>A page for a program, by name.</summary>
    public async Task<Result<ApiPage<SystemRow>>> ListAsync(SystemFilter filter, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeAfter();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, after) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = await FilterAsync(db, filter, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var following = after is null ? filtered.Value : filtered.Value.Where(s => string.Compare(s.NameKey, after) > 0);
        var systems = await following.OrderBy(s => s.NameKey).Take(take + 1).ToListAsync(ct);
        var page = systems.Take(take).ToList();
        return new ApiPage<SystemRow>(await RowsAsync(db, page, ct), systems.Count > take ? Cursor.Encode(page[^1].NameKey) : null);
    }

    /// <summary>Owners of systems, for the filter.</summary>
    public async Task<IReadOnlyList<Person>> OwnersAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var owners = await db.AiSystems.AsNoTracking().Select(s => s.Owner).Distinct().OrderBy(o => o).Take(200).ToListAsync(ct);
        return [.. (await People.ByIdAsync(db, owners, ct)).Values.OrderBy(p => p.Name, StringComparer.Ordinal)];
    }

    private async Task<Result<IQueryable<AiSystem>>> FilterAsync(GovernanceDbContext db, SystemFilter filter, CancellationToken ct)
    {
        var systems = db.AiSystems.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Name))
        {
            var pattern = SearchText.Pattern(Plain(filter.Name));
            systems = systems.Where(s => SearchText.Matches(s.Name, pattern));
        }

        if (!string.IsNullOrWhiteSpace(filter.LifeCycle))
        {
            if (!WireName.TryParse<LifeCycle>(filter.LifeCycle, out var life))
            {
                return Refusal.Field("system.filter", "lifeCycle", $"This must be one of {string.Join(", ", WireName.All<LifeCycle>())}.");
            }

            systems = systems.Where(s => s.LifeCycle == life);
        }

        if (!string.IsNullOrWhiteSpace(filter.Model))
        {
            systems = systems.Naming(Plain(filter.Model));
        }

        if (!string.IsNullOrWhiteSpace(filter.Owner))
        {
            var owner = await People.ByEmailAsync(db, Plain(filter.Owner), ct);
            var id = owner?.UserId ?? new UserId(0);
            systems = systems.Where(s => s.Owner == id);
        }

        return string.IsNullOrWhiteSpace(filter.Class) ? Result<IQueryable<AiSystem>>.Done(systems) : OfClass(db, systems, filter.Class);
    }

    private Result<IQueryable<AiSystem>> OfClass(GovernanceDbContext db, IQueryable<AiSystem> systems, string name)
    {
        if (name == SystemFilter.Unclassified)
        {
            return Result<IQueryable<AiSystem>>.Done(
                systems.Where(s =>
                    !db.Assessments.Any(a =>
                        a.System == s.Id && (a.State == AssessmentState.Signed || a.State == AssessmentState.NeedsReview)
                    )
                )
            );
        }

        if (!laws.Current.Classes.ContainsKey(name))
        {
            return Refusal.Field(
                "system.filter",
                "class",
                $"This must be one of {string.Join(", ", laws.Current.HeadlineOrder)}, {SystemFilter.Unclassified}."
            );
        }

        var part = $"%;{name.Replace("_", Escape + "_", StringComparison.Ordinal)};%";
        return Result<IQueryable<AiSystem>>.Done(
            systems.Where(s =>
                db.Assessments.Any(a =>
                    a.System == s.Id
                    && (a.State == AssessmentState.Signed || a.State == AssessmentState.NeedsReview)
                    && EF.Functions.Like(a.ClassList, part, Escape)
                )
            )
        );
    }

    private async Task<IReadOnlyList<SystemRow>> RowsAsync(GovernanceDbContext db, List<AiSystem> systems, CancellationToken ct)
    {
        var stands = await board.OfAsync(db, systems, ct);
        var people = await People.ByIdAsync(db, systems.Select(s => s.Owner), ct);
        var ids = systems.Select(s => s.Id).ToList();
        var live = await db
            .Assessments.AsNoTracking()
            .Where(a => ids.Contains(a.System) && (a.State == AssessmentState.Open || a.State == AssessmentState.Submitted))
            .Select(a => new { a.System, a.State })
            .ToListAsync(ct);
        return [.. stands.Select(s => Row(s, people, live.Find(l => l.System == s.System.Id)?.State))];
    }

    private static SystemRow Row(SystemStanding stands, IReadOnlyDictionary<UserId, Person> people, AssessmentState? live)
    {
        var system = stands.System;
        people.TryGetValue(system.Owner, out var owner);
        var counts =
            stands.Assessment is null ? live
            : stands.InForce ? AssessmentState.Signed
            : AssessmentState.NeedsReview;
        return new SystemRow(
            system.Id,
            system.Name,
            owner?.Email ?? system.Owner.ToString(),
            owner?.Name ?? system.Owner.ToString(),
            system.LifeCycle,
            stands.Result?.Roles ?? system.Roles,
            stands.Result?.Classes ?? [],
            stands.Result?.Headline,
            counts,
            stands.Result is null ? null : stands.Met,
            stands.Result is null ? null : stands.Owed,
            stands.NextReview
        );
    }

    // NUL reaches no database.
    private static string Plain(string text) => text.Trim().Replace("\0", "", StringComparison.Ordinal);
}
