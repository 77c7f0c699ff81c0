using Governance.Data;
using Governance.Domain;
using Governance.Domain.Suppliers;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>Reads suppliers by name: filtered and cut into pages by the database.</summary>
public sealed class ListSuppliers(IDbContextFactory<GovernanceDbContext> dbFactory, AgentManifests manifests, TimeProvider clock)
{
    /// <summary>Suppliers that an export holds at most.</summary>
    public const int MaxExported = 5_000;

    private const int MaxUnknown = 20;

    // Lists for programs and of a system name systems alone.
    private static readonly ILookup<string, SupplierPart> s_noAgents = Array
        .Empty<(string Key, SupplierPart Part)>()
        .ToLookup(p => p.Key, p => p.Part, StringComparer.Ordinal);

    private DateOnly Today => clock.Today();

    /// <summary>A page for a screen, and names of suppliers that parts of systems name and no one registered.</summary>
    public async Task<Result<(PageOf<SupplierView> Page, IReadOnlyList<(string Name, int Systems)> Unknown)>> PageAsync(
        SupplierFilter filter,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filtered(db, filter, Today);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var parts = await SupplierParts.OfSystemsAsync(db, ct);
        var agents = await SupplierParts.OfAgentsAsync(db, manifests, ct);
        var known = (await db.Suppliers.AsNoTracking().Select(s => EF.Property<List<string>>(s, "_keys")).ToListAsync(ct))
            .SelectMany(k => k)
            .ToHashSet(StringComparer.Ordinal);
        var total = await filtered.Value.CountAsync(ct);
        var suppliers = await filtered.Value.OrderBy(s => s.NameKey).Skip(skip).Take(take).ToListAsync(ct);
        return (
            new PageOf<SupplierView>(await ViewsAsync(db, suppliers, parts, agents, ct), total),
            [
                .. parts
                    .Where(p => !known.Contains(p.Key))
                    .Select(p => (Name: p.First().Written, Systems: p.Select(x => x.System).Distinct(StringComparer.Ordinal).Count()))
                    .OrderByDescending(p => p.Systems)
                    .ThenBy(p => p.Name, StringComparer.Ordinal)
                    .Take(MaxUnknown),
            ]
        );
    }

    /// <summary>A page for a program.</summary>
    public async Task<Result<ApiPage<SupplierView>>> RunAsync(SupplierFilter filter, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeAfter();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, after) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filtered(db, filter, Today);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var following = after is null ? filtered.Value : filtered.Value.Where(s => string.Compare(s.NameKey, after) > 0);
        var suppliers = await following.OrderBy(s => s.NameKey).Take(take + 1).ToListAsync(ct);
        var views = await ViewsAsync(db, [.. suppliers.Take(take)], await SupplierParts.OfSystemsAsync(db, ct), s_noAgents, ct);
        return new ApiPage<SupplierView>(views, suppliers.Count > take ? Cursor.Encode(suppliers[take - 1].NameKey) : null);
    }

    /// <summary>All that match, for an export.</summary>
    public async Task<Result<IReadOnlyList<SupplierView>>> AllAsync(SupplierFilter filter, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = Filtered(db, filter, Today);
        return filtered.Refusal is { } refusal
            ? refusal
            : Result<IReadOnlyList<SupplierView>>.Done(
                await ViewsAsync(
                    db,
                    await filtered.Value.OrderBy(s => s.NameKey).Take(MaxExported).ToListAsync(ct),
                    await SupplierParts.OfSystemsAsync(db, ct),
                    s_noAgents,
                    ct
                )
            );
    }

    /// <summary>One supplier with what is on record about it, the newest first, and what depends on it.</summary>
    public async Task<Result<(SupplierView Supplier, IReadOnlyList<SupplierRecordView> Records)>> GetAsync(
        SupplierId id,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.Suppliers.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is not { } supplier)
        {
            return SupplierRefusals.NotFound;
        }

        var records = await db.SupplierRecords.AsNoTracking().Where(r => r.Supplier == id).OrderByDescending(r => r.Id).ToListAsync(ct);
        var parts = await SupplierParts.OfSystemsAsync(db, ct);
        var agents = await SupplierParts.OfAgentsAsync(db, manifests, ct);
        var owner = await People.ByIdAsync(db, [supplier.Owner], ct);
        return (
            SupplierView.Of(
                supplier,
                records,
                [.. supplier.Keys.SelectMany(k => parts[k]).OrderBy(p => p.Name, StringComparer.Ordinal), .. Of(supplier, agents)],
                owner.GetValueOrDefault(supplier.Owner),
                Today
            ),
            [.. records.Select(SupplierRecordView.Of)]
        );
    }

    /// <summary>The suppliers of a system and of its parts.</summary>
    public async Task<IReadOnlyList<(string Name, SupplierView? Supplier)>> OfSystemAsync(string system, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var parts = await SupplierParts.OfSystemsAsync(db, ct);
        var named = parts.Where(p => p.Any(x => x.System == system)).Select(p => p.Key).Order(StringComparer.Ordinal).ToList();
        if (named.Count == 0)
        {
            return [];
        }

        var suppliers = (await db.Suppliers.AsNoTracking().ToListAsync(ct)).Where(s => s.Keys.Intersect(named).Any()).ToList();
        var views = await ViewsAsync(db, suppliers, parts, s_noAgents, ct);
        return
        [
            .. named
                .Select(n => (Name: n, Supplier: views.Zip(suppliers).FirstOrDefault(v => v.Second.Keys.Contains(n)).First))
                .Select(n => (n.Supplier?.Facts.Name ?? parts[n.Name].First().Written, (SupplierView?)n.Supplier))
                .DistinctBy(n => n.Item1, StringComparer.Ordinal),
        ];
    }

    /// <summary>Active accounts, of whom one looks after a supplier.</summary>
    public async Task<IReadOnlyList<Person>> PeopleAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await People.ActiveAsync(db, clock.GetLocalNow(), ct);
    }

    private async Task<IReadOnlyList<SupplierView>> ViewsAsync(
        GovernanceDbContext db,
        IReadOnlyList<Supplier> suppliers,
        ILookup<string, SupplierPart> parts,
        ILookup<string, SupplierPart> agents,
        CancellationToken ct
    )
    {
        var ids = suppliers.Select(s => s.Id).ToList();
        var records = (await db.SupplierRecords.AsNoTracking().Where(r => ids.Contains(r.Supplier)).ToListAsync(ct)).ToLookup(r =>
            r.Supplier
        );
        var people = await People.ByIdAsync(db, suppliers.Select(s => s.Owner), ct);
        return
        [
            .. suppliers.Select(s =>
                SupplierView.Of(
                    s,
                    [.. records[s.Id]],
                    [.. s.Keys.SelectMany(k => parts[k]), .. Of(s, agents)],
                    people.GetValueOrDefault(s.Owner),
                    Today
                )
            ),
        ];
    }

    // A manifest may name a model twice, and an agent its provider by more than one of the names.
    private static IEnumerable<SupplierPart> Of(Supplier supplier, ILookup<string, SupplierPart> agents) =>
        supplier.Keys.SelectMany(k => agents[k]).Distinct();

    private static Result<IQueryable<Supplier>> Filtered(GovernanceDbContext db, SupplierFilter filter, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var suppliers = db.Suppliers.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Name))
        {
            var name = Supplier.KeyOf(filter.Name.Replace("\0", "", StringComparison.Ordinal));
            // Other names are in a list of JSON, where a name of plain letters is written as it is.
            suppliers = suppliers.Where(s =>
                s.NameKey.Contains(name) || ((string)(object)EF.Property<List<string>>(s, "_keys")).Contains(name)
            );
        }

        if (!string.IsNullOrWhiteSpace(filter.Supplies))
        {
            if (!WireName.TryParse<SupplyKind>(filter.Supplies, out var kind))
            {
                return SupplierRefusals.FilterNotValid("supplies", string.Join(", ", WireName.All<SupplyKind>()));
            }

            var quoted = $"\"{WireName.Of(kind)}\"";
            suppliers = suppliers.Where(s => ((string)(object)EF.Property<List<string>>(s, "_supplies")).Contains(quoted));
        }

        if (!string.IsNullOrWhiteSpace(filter.Critical))
        {
            if (filter.Critical is not ("yes" or "no"))
            {
                return SupplierRefusals.FilterNotValid("critical", "yes, no");
            }

            var critical = filter.Critical is "yes";
            suppliers = suppliers.Where(s => s.IsCritical == critical);
        }

        return filter.State switch
        {
            null or "" => Result<IQueryable<Supplier>>.Done(suppliers),
            "ended" => Result<IQueryable<Supplier>>.Done(suppliers.Where(s => s.EndedOn <= today)),
            "gaps" => Result<IQueryable<Supplier>>.Done(SupplierGaps.With(db, suppliers, today)),
            "in-order" => Result<IQueryable<Supplier>>.Done(
                suppliers.Where(s =>
                    (s.EndedOn == null || s.EndedOn > today) && !SupplierGaps.With(db, db.Suppliers, today).Any(g => g.Id == s.Id)
                )
            ),
            _ => SupplierRefusals.FilterNotValid("state", string.Join(", ", SupplierFilter.States)),
        };
    }
}
