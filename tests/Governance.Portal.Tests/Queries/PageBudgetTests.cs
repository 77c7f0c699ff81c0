using System.Globalization;
using Governance.Testing;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Tests.Queries;

/// <summary>
/// What each page may ask of the database when it is opened, and what lists of the API may. The numbers are what they took when they were
/// written down, and a few more: a feature whose page asks more says so in the folder of its tests. None depends on how much there is.
/// </summary>
public sealed class PageBudgetTests
{
    private static readonly IReadOnlyList<PageBudget> s_budgets = [.. FeaturesInThePortal.All.SelectMany(f => f.Pages)];

    // In every run half of them are asked again when there is more; what all of them take is held either way.
    private static readonly IReadOnlyList<PageBudget> s_grown = [.. Soak.Sample(s_budgets, every: 2)];

    [Fact]
    public void EveryPage_HasABudget()
    {
        var pages = PortalAssemblies
            .Types.SelectMany(t => t.GetCustomAttributes(typeof(RouteAttribute), false))
            .Cast<RouteAttribute>()
            .Select(r => r.Template)
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.Equal(
            pages,
            s_budgets.Select(b => b.Template).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Pages_TakeAsManyStatements_HoweverMuchThereIs()
    {
        // More than the longest page of a list in every run.
        var (much, open) = Soak.Size((600, 600), (5_000, 1_000));
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(10, 10);
        var few = await CountAsync(growing, isFirst: true);

        await growing.GrowAsync(much, open);
        var many = await CountAsync(growing, isFirst: false);

        var broken = string.Join(
            '\n',
            s_grown
                .Select((b, i) => (b.Address, b.Who, b.Budget, Few: few[i], Many: many[i]))
                .Where(p => p.Few != p.Many || p.Many > p.Budget)
                .Select(p =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{p.Address} ({p.Who}): {p.Few} at 10, {p.Many} at {much}, budget {p.Budget}"
                    )
                )
        );
        Assert.True(broken.Length == 0, broken);
    }

    private static async Task<List<int>> CountAsync(GrowingPortal growing, bool isFirst)
    {
        var counted = new List<int>();
        foreach (var (_, address, who, _) in s_grown)
        {
            counted.Add((await growing.GetAsync(who, address, isFirst)).Count);
        }

        return counted;
    }

    /// <summary>
    /// As many statements at 20,000 models as at 10 are not enough: one that reads a whole table for each row of another takes seconds.
    /// SQLite says so of each, whatever the tables hold.
    /// </summary>
    [Fact]
    public async Task EveryPage_KeepsItsBudget_AndNoStatementReadsAWholeTableForEachRowOfAnother()
    {
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(10, 10);
        var (findings, asked) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        await using var db = await growing.Portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        foreach (var (_, address, who, budget) in s_budgets)
        {
            // The first time a page also asks for what is kept from then on.
            var first = await growing.GetAsync(who, address, isFirst: false);
            var statements = await growing.GetAsync(who, address, isFirst: false);
            if (statements.Count > budget)
            {
                findings.Add(string.Create(CultureInfo.InvariantCulture, $"{address} ({who}): {statements.Count}, budget {budget}"));
            }

            foreach (var statement in first.Concat(statements).Where(s => QueryPlan.IsQuery(s) && asked.Add(QueryPlan.ShapeOf(s))))
            {
                findings.AddRange(
                    (await QueryPlan.ReadAsync(db, statement, TestContext.Current.CancellationToken))
                        .RepeatedScans()
                        .Select(scan => $"{address} ({who}): {scan} in {statement}")
                );
            }
        }

        Assert.True(asked.Count > 300, $"Only {asked.Count} statements were looked at.");
        Assert.True(findings.Count == 0, string.Join("\n\n", findings));
    }
}
