using Governance.Data;
using Governance.Domain;
using Governance.Domain.Datasets;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Models.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>Which datasets a list shows. Null or empty: all.</summary>
/// <param name="Name">A part of the name.</param>
/// <param name="Owner">E-mail address of the owner.</param>
/// <param name="Sensitivity">Sensitivity by its wire name.</param>
/// <param name="PersonalData"><c>yes</c> or <c>no</c>.</param>
public sealed record DatasetFilter(string? Name = null, string? Owner = null, string? Sensitivity = null, string? PersonalData = null);

/// <summary>Lists records of datasets by name: filtered and cut into pages by the database.</summary>
public sealed class ListDatasets(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>A page for a screen.</summary>
    public async Task<Result<PageOf<DatasetRow>>> PageAsync(DatasetFilter filter, int skip, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = await FilterAsync(db, filter, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var total = await filtered.Value.CountAsync(ct);
        return new PageOf<DatasetRow>(await Rows(db, filtered.Value.OrderBy(d => d.Name).Skip(skip).Take(take)).ToListAsync(ct), total);
    }

    /// <summary>A page for a program.</summary>
    public async Task<Result<ApiPage<DatasetRow>>> ListAsync(DatasetFilter filter, ListQuery query, CancellationToken ct)
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

        var records = after is null ? filtered.Value : filtered.Value.Where(d => string.Compare(d.Name, after) > 0);
        var rows = await Rows(db, records.OrderBy(d => d.Name).Take(take + 1)).ToListAsync(ct);
        return new ApiPage<DatasetRow>([.. rows.Take(take)], rows.Count > take ? Cursor.Encode(rows[take - 1].Name) : null);
    }

    /// <summary>Who owns a dataset, for the filter.</summary>
    public async Task<IReadOnlyList<Person>> OwnersAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var owners = await db.Datasets.AsNoTracking().Select(d => d.Owner).Distinct().ToListAsync(ct);
        return [.. (await People.ByIdAsync(db, owners, ct)).Values.OrderBy(p => p.Name, StringComparer.Ordinal)];
    }

    private static async Task<Result<IQueryable<DatasetRecord>>> FilterAsync(
        GovernanceDbContext db,
        DatasetFilter filter,
        CancellationToken ct
    )
    {
        var records = db.Datasets.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Name))
        {
            var pattern = SearchText.Pattern(ListModels.Plain(filter.Name));
            records = records.Where(d => SearchText.Matches(d.Name, pattern));
        }

        if (!string.IsNullOrWhiteSpace(filter.Owner))
        {
            var owner = await People.ByEmailAsync(db, ListModels.Plain(filter.Owner), ct) is { } person ? person.UserId : new UserId(0);
            records = records.Where(d => d.Owner == owner);
        }

        if (!string.IsNullOrWhiteSpace(filter.Sensitivity))
        {
            if (!WireName.TryParse<Sensitivity>(filter.Sensitivity, out var sensitivity))
            {
                return Refusal.Field(
                    "dataset.filter",
                    "sensitivity",
                    $"This must be one of {string.Join(", ", WireName.All<Sensitivity>())}."
                );
            }

            records = records.Where(d => d.Sensitivity == sensitivity);
        }

        if (string.IsNullOrWhiteSpace(filter.PersonalData))
        {
            return Result<IQueryable<DatasetRecord>>.Done(records);
        }

        if (filter.PersonalData is not ("yes" or "no"))
        {
            return Refusal.Field("dataset.filter", "personalData", $"Permitted values are yes and no.");
        }

        var personal = filter.PersonalData is "yes";
        return Result<IQueryable<DatasetRecord>>.Done(records.Where(d => d.HasPersonalData == personal));
    }

    private static IQueryable<DatasetRow> Rows(GovernanceDbContext db, IQueryable<DatasetRecord> records) =>
        records.Select(d => new DatasetRow(
            d.Id,
            d.Name,
            db.Users.Where(u => u.Id == (int)(object)d.Owner).Select(u => u.Email).FirstOrDefault() ?? "",
            db.Users.Where(u => u.Id == (int)(object)d.Owner).Select(u => u.PrintedName).FirstOrDefault() ?? "",
            d.Sensitivity,
            d.HasPersonalData,
            d.Region,
            d.RetentionUntil,
            d.ConsentWithdrawnOn,
            db.RegisteredDatasets.Where(r => r.Name == d.Name).Select(r => r.Model + "@" + r.Version).Distinct().Count()
        ));
}
