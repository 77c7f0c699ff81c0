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

    // In every run an eighth of them are asked again when there is more; what all of them take is held either way.
    private static readonly HashSet<PageBudget> s_grown = [.. Soak.Sample(s_budgets, every: 8)];

    // It reads all that is kept for several pages.
    private const string Calendar = "/calendar?view=month";

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

    /// <summary>
    /// Every page keeps its budget at 10 models, and an eighth of them take as many statements when there is more; in full all of them do.
    /// As many statements at 20,000 models as at 10 are not enough: one that reads a whole table for each row of another takes seconds.
    /// SQLite says so of each, whatever the tables hold.
    /// </summary>
    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task EveryPage_KeepsItsBudget_HoweverMuchThereIs_AndReadsNoWholeTableForEachRowOfAnother()
    {
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(10, 10);
        var (findings, asked, few) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal), new Dictionary<PageBudget, int>());
        await using var db = await growing.Portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        foreach (var page in s_budgets)
        {
            var (_, address, who, budget) = page;
            var statements = await growing.GetAsync(who, address, isFirst: false);
            await PlansAsync(statements);
            // The first time a page also asks for what is kept from then on.
            if (statements.Count > budget || s_grown.Contains(page))
            {
                statements = await growing.GetAsync(who, address, isFirst: false);
                await PlansAsync(statements);
            }

            few[page] = statements.Count;
            if (statements.Count > budget)
            {
                findings.Add(string.Create(CultureInfo.InvariantCulture, $"{address} ({who}): {statements.Count}, budget {budget}"));
            }

            async Task PlansAsync(IReadOnlyList<string> heard)
            {
                foreach (var statement in heard.Where(s => QueryPlan.IsQuery(s) && asked.Add(QueryPlan.ShapeOf(s))))
                {
                    findings.AddRange(
                        (await QueryPlan.ReadAsync(db, statement, TestContext.Current.CancellationToken))
                            .RepeatedScans()
                            .Select(scan => $"{address} ({who}): {scan} in {statement}")
                    );
                }
            }
        }

        // More than the longest page of a list in every run.
        var (much, open) = Soak.Size((600, 600), (5_000, 1_000));
        await growing.GrowAsync(much, open);
        // What is kept of the log is read again by the first page that is opened since there is more, whichever it is.
        // What falls due is kept for each reader of the calendar.
        foreach (var reader in s_budgets.Where(b => b.Template == "/calendar").Select(b => b.Who))
        {
            await growing.GetAsync(reader, Calendar, isFirst: false);
        }

        foreach (var page in s_budgets.Where(s_grown.Contains))
        {
            var many = (await growing.GetAsync(page.Who, page.Address, isFirst: false)).Count;
            if (many != few[page])
            {
                findings.Add(
                    string.Create(CultureInfo.InvariantCulture, $"{page.Address} ({page.Who}): {few[page]} at 10, {many} at {much}")
                );
            }
        }

        Assert.True(asked.Count > 300, $"Only {asked.Count} statements were looked at.");
        Assert.True(findings.Count == 0, string.Join("\n\n", findings));
    }
}
