using Bunit;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Parts;
using Governance.Portal.Tests.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Monitoring;

public sealed class MonitorsPageTests : MonitoringPageTest
{
    [Fact]
    public async Task Monitors_Row_ShowsTheLastWindowInNumbers()
    {
        await SeedAsync();

        var cut = OpenList();

        Assert.Equal("Monitoring", Roles.TextOf(cut.Find("h1")));
        var row = Assert.Single(cut.ByRole("grid", "Monitors").QuerySelectorAll("tbody tr"));
        var cells = row.Children.Select(Roles.TextOf).ToList();
        Assert.Equal(["fraud", "1.0.0"], cells.Take(2));
        Assert.Matches(@"^[0-9]+\.[0-9]{2} amount$", cells[3]);
        Assert.Equal("2 major", cells[4]);
        Assert.Matches(@"^0\.[0-9]{3}$", cells[5]);
        Assert.Matches("^[0-9.]+ % ± [0-9.]+$", cells[6]);
        Assert.Matches("^[0-9.]+ %$", cells[7]);
        Assert.Equal("/monitoring/fraud?version=1.0.0", cut.ByRole("link", "fraud").GetAttribute("href"));
    }

    [Fact]
    public async Task Monitors_FilterNobodyMeets_OffersToClearIt()
    {
        await SeedAsync();

        Assert.Single(OpenList("?state=alert").ByRole("grid", "Monitors").QuerySelectorAll("tbody tr"));
        var cut = OpenList("?state=ok&q=fraud");

        Assert.Contains("No monitor matches these filters.", cut.Markup, StringComparison.Ordinal);
        await cut.ByRole("button", "Remove filter State: No drift").ClickAsync();
        Assert.EndsWith("/monitoring?q=fraud", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Monitors_None_OffersTheFirstCall()
    {
        var cut = OpenList();

        Assert.Contains("No predictions received yet.", cut.Markup, StringComparison.Ordinal);
        Assert.Contains("role=reference", cut.ByRole("button", "Copy test call").GetAttribute("data-copy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Monitors_Navigation_CountsModelsByTheirLastWindow()
    {
        await SeedAsync();
        var item = Portal.Services.GetServices<NavCounter>().Single(i => i.Address == "/monitoring");
        await using var scope = Portal.Services.CreateAsyncScope();

        var drifting = await item.CountAsync(scope.ServiceProvider, new(), Xunit.TestContext.Current.CancellationToken);
        await UploadAsync(Predictions.Csv(800, "2026-10-03", seed: 6));
        var calm = await item.CountAsync(scope.ServiceProvider, new(), Xunit.TestContext.Current.CancellationToken);

        Assert.Equal((1, "1 model drifts"), (drifting!.Value, drifting.Description));
        Assert.Null(calm);
    }

    [Fact]
    public void MonitorList_Sort_PutsUnknownValuesLastEitherWay()
    {
        MonitorRow[] rows = [Row("a", 0.1), Row("b", null), Row("c", 0.4)];

        Assert.Equal(["a", "c", "b"], new MonitorList(Sort: "psi").Apply(rows).Select(r => r.Model));
        Assert.Equal(["c", "a", "b"], new MonitorList(Sort: "-psi").Apply(rows).Select(r => r.Model));
        Assert.Equal("/monitoring?sort=-psi", new MonitorList().SortHref("psi"));
        Assert.Equal("/monitoring?sort=psi", new MonitorList(Sort: "-psi").SortHref("psi"));
        Assert.Equal(rows, new MonitorList(Sort: "drop table").Apply(rows));
        Assert.Equal([false, true, true], new[] { "-psi", "auc", "-fnr" }.Select(sort => new MonitorList(Sort: sort).IsByPerformance));
    }

    [Fact]
    public void Features_WithoutAVerdict_AreNotCountedAmongThoseThatDrift()
    {
        var row = Row("a", 0.3) with { Alerts = 3, Warnings = 6, Drifting = 8 };

        Assert.Equal("3 major, 5 moderate, 1 without a verdict", Said(row));
        Assert.Equal("2 moderate", Said(row with { Alerts = 0, Warnings = 2, Drifting = 2 }));
        Assert.Equal("1 without a verdict", Said(row with { Alerts = 0, Warnings = 1, Drifting = 0 }));
    }

    private string Said(MonitorRow row) =>
        Roles.TextOf(Render<MonitorState>(parts => parts.Add(p => p.Row, row)).Find(".status")).Replace('\u00A0', ' ');

    private static MonitorRow Row(string model, double? psi) =>
        new(model, model, "1", false, 1, DateTimeOffset.UnixEpoch, psi is null ? null : "x", psi, null, 0, 0, null, null, 10, 5);

    private IRenderedComponent<MonitorsPage> OpenList(string query = "")
    {
        Navigation.NavigateTo("/monitoring" + query);
        var cut = Render<MonitorsPage>();
        cut.WaitForState(() => cut.FindAll(".skeleton").Count == 0, TimeSpan.FromSeconds(20));
        return cut;
    }
}
