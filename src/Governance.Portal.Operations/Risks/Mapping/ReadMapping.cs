using Governance.Data;
using Governance.Domain;
using Governance.Domain.Risks;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.Mapping;

/// <summary>An item in a mapping.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Name of the item; empty if the id is the name.</param>
/// <param name="By">Threats and categories through which it is mapped; none if it is mapped directly.</param>
public sealed record MappedItem(string Id, string Name, IReadOnlyList<string> By);

/// <summary>Items of one framework that an item is mapped to.</summary>
/// <param name="Framework">Key of the framework.</param>
/// <param name="Name">Its name.</param>
/// <param name="Edition">Its edition.</param>
/// <param name="AsOf">Date of our copy.</param>
/// <param name="Items">The items.</param>
public sealed record MappedItems(string Framework, string Name, string Edition, string AsOf, IReadOnlyList<MappedItem> Items);

/// <summary>A risk of the register that an item is about.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Place">The model or system it is about.</param>
/// <param name="ResidualScore">What is left; null while not assessed.</param>
public sealed record MappedRisk(RiskId Id, string Title, string? Place, int? ResidualScore);

/// <summary>An item of a framework with its counterparts in the others.</summary>
public sealed record MappingView
{
    /// <summary>Its id.</summary>
    public required string Item { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Key of its framework.</summary>
    public required string Framework { get; init; }

    /// <summary>Edition of its framework.</summary>
    public required string Edition { get; init; }

    /// <summary>What was verified of our copy.</summary>
    public required string Verification { get; init; }

    /// <summary>Further details.</summary>
    public ItemDetails? Details { get; init; }

    /// <summary>Its counterparts, by framework.</summary>
    public required IReadOnlyList<MappedItems> Counterparts { get; init; }

    /// <summary>Counterparts in other frameworks through the threats and categories that it is mapped to.</summary>
    public required IReadOnlyList<MappedItems> ByWay { get; init; }

    /// <summary>Open risks of the register that name it or are in its category, highest residual score first.</summary>
    public required IReadOnlyList<MappedRisk> Risks { get; init; }

    /// <summary>Number of those risks.</summary>
    public required int RiskCount { get; init; }
}

/// <summary>An item of a framework and what it is mapped to.</summary>
/// <param name="Item">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Related">Ids of items of other frameworks.</param>
public sealed record MappingRow(string Item, string Name, IReadOnlyList<string> Related);

/// <summary>Reads what the items of the frameworks have in common, and the risks about them.</summary>
public sealed class ReadMapping(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Most risks that are named.</summary>
    public const int MaxRisks = 20;

    /// <summary>Every item of a framework with what it is mapped to.</summary>
    public static IReadOnlyList<MappingRow> Rows(Framework framework)
    {
        ArgumentNullException.ThrowIfNull(framework);
        return [.. framework.Items.Select(i => new MappingRow(i.Id, i.Name, FrameworkMapping.Related(i.Id)))];
    }

    /// <summary>One item.</summary>
    public async Task<Result<MappingView>> RunAsync(string? item, CancellationToken ct)
    {
        if (FrameworkMapping.Find(item) is not { } found)
        {
            return RiskRefusals.CoverageUnknown("item", $"No framework has an item with this ID.");
        }

        var (id, related) = (found.Item.Id, FrameworkMapping.Related(found.Item.Id));
        var (risks, count) = await RisksAsync(found.Framework, id, ct);
        return new MappingView
        {
            Item = id,
            Name = found.Item.Name,
            Framework = found.Framework.Key,
            Edition = found.Framework.Edition,
            Verification = found.Framework.Verification,
            Details = FrameworkMapping.Details(id),
            Counterparts = Grouped(related.Select(r => (r, Array.Empty<string>() as IReadOnlyList<string>))),
            ByWay = FrameworkMapping.IsHub(found.Framework) ? [] : Grouped(ByWay(found.Framework, id, related)),
            Risks = risks,
            RiskCount = count,
        };
    }

    // A control is mapped to threats, and these to the controls of other frameworks.
    private static IEnumerable<(string Item, IReadOnlyList<string> By)> ByWay(
        Framework framework,
        string item,
        IReadOnlyList<string> related
    ) =>
        related
            .SelectMany(by => FrameworkMapping.Related(by).Select(other => (Other: other, By: by)))
            .Where(p =>
                p.Other != item
                && !related.Contains(p.Other)
                && FrameworkMapping.Find(p.Other) is { } other
                && other.Framework.Key != framework.Key
                && !FrameworkMapping.IsHub(other.Framework)
            )
            .GroupBy(p => p.Other, p => p.By, StringComparer.Ordinal)
            .Select(g => (g.Key, (IReadOnlyList<string>)[.. g.Distinct(StringComparer.Ordinal)]));

    private static List<MappedItems> Grouped(IEnumerable<(string Item, IReadOnlyList<string> By)> items)
    {
        var known = items
            .Select(i => (FrameworkMapping.Find(i.Item)!.Value.Framework, FrameworkMapping.Find(i.Item)!.Value.Item, i.By))
            .ToList();
        return
        [
            .. FrameworkMapping
                .All.Select(f => new MappedItems(
                    f.Key,
                    f.Name,
                    f.Edition,
                    f.AsOf,
                    [.. known.Where(k => k.Framework.Key == f.Key).Select(k => new MappedItem(k.Item.Id, k.Item.Name, k.By))]
                ))
                .Where(g => g.Items.Count > 0),
        ];
    }

    private async Task<(IReadOnlyList<MappedRisk> Risks, int Count)> RisksAsync(Framework framework, string item, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var open = db.Risks.AsNoTracking().IgnoreAutoIncludes().Where(r => r.State == RiskState.Open);
        var same = Frameworks.Crosswalk.GetValueOrDefault(item);
        var about =
            framework.Key == FrameworkMapping.Taxonomy && WireName.TryParse<RiskCategory>(item, out var category)
                ? open.Where(r => r.Category == category)
                : open.Where(r => r.Threats.Any(t => t.Item == item || t.Item == same));
        var risks = await about
            .OrderByDescending(r => r.ResidualScore)
            .ThenBy(r => r.Id)
            .Take(MaxRisks)
            .Select(r => new MappedRisk(r.Id, r.Title, r.Model ?? r.SystemId, r.ResidualScore))
            .ToListAsync(ct);
        return (risks, risks.Count < MaxRisks ? risks.Count : await about.CountAsync(ct));
    }
}
