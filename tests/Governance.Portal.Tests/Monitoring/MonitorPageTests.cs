using AngleSharp.Dom;
using Bunit;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Tests.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Monitoring;

public sealed class MonitorPageTests : MonitoringPageTest
{
    [Fact]
    public async Task Monitor_Drift_ShowsTheMapTheFeatureAndTheVerdicts()
    {
        await SeedAsync();

        var cut = Open();

        Assert.Equal("fraud", Roles.TextOf(cut.Find("h1")));
        Assert.Equal(["Drift", "Performance", "Data quality", "Alerts"], cut.AllByRole("tab").Select(Roles.NameOf));
        var map = Assert.Single(
            cut.AllByRole("img"),
            img => Roles.NameOf(img).StartsWith("PSI per feature per day, 1 Oct to 2 Oct", StringComparison.Ordinal)
        );
        Assert.EndsWith("highest: amount at " + Cell(cut, "amount", 2) + ".", Roles.NameOf(map), StringComparison.Ordinal);
        Assert.Equal("score", Roles.TextOf(cut.FindAll(".heatmap-row")[0]));
        Assert.Equal(["Major", "Stable"], [Cell(cut, "amount", 1), Cell(cut, "score", 1)]);
        cut.ByRole("region", "amount, % of rows");
    }

    [Fact]
    public async Task Monitor_LabelFilesAndFigures_AreListed_AndTheirWithdrawalIsRequested()
    {
        await SeedAsync();
        await SignInAsync(Domain.Identity.Roles.Engineer);
        var at = new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);
        var stored = await Portal
            .Get<StoreFigures>()
            .RunAsync(
                Domain.Identity.Actor.Host,
                new("fraud", "1.0.0", at, at.AddDays(1), new Dictionary<string, double>(StringComparer.Ordinal) { ["margin"] = 0.12 }),
                Xunit.TestContext.Current.CancellationToken
            );
        Assert.Null(stored.Refusal);
        var cut = Open();

        cut.ByRole("button", "Label files and business figures").Click();
        cut.WaitForState(() => cut.Markup.Contains("FIG-0001", StringComparison.Ordinal));
        Assert.Contains("margin: 0.120", cut.Markup, StringComparison.Ordinal);
        cut.ByRole("button", "Withdraw").Click();
        cut.Find("#window-reason").Input("The wrong currency");
        cut.Find("#window-form").Submit();
        cut.WaitForState(() => cut.Markup.Contains("Withdrawal requested", StringComparison.Ordinal));

        await using var db = await Portal.Databases.CreateDbContextAsync(Xunit.TestContext.Current.CancellationToken);
        Assert.True((await db.BusinessFigures.SingleAsync(Xunit.TestContext.Current.CancellationToken)).IsWithdrawalAsked);
    }

    [Fact]
    public async Task Monitor_Figures_CarryTheirLimitsAndRows()
    {
        await SeedAsync();

        var figures = Open().FindAll(".figure").Select(Roles.TextOf).ToList();

        Assert.Matches(@"^Worst PSI [0-9]+\.[0-9]{2} 0\.25 or above amount · 800 rows against 1,000$", figures[0]);
        Assert.Matches(
            @"^Features drifting, 2 Oct, 00:00 to 00:13 2 of 4 2 major Significant, with an effect in PSI, KS, Wasserstein, "
                + @"Cramér's V, new categories or missing values; major from PSI 0\.25$",
            figures[1]
        );
        Assert.Matches("^False negative rate [0-9]+\\.[0-9] % ± [0-9]+\\.[0-9] .*95 % interval, [0-9]+ labelled positives$", figures[2]);
        Assert.Matches("^Label coverage [0-9]+\\.[0-9] % At least 50 % [0-9]+ of 800 rows labelled$", figures[3]);
    }

    [Fact]
    public async Task Monitor_ChangeThatOnlyTheDistanceSees_IsModerate_AndTheColumnEffectNamesTheDistance()
    {
        await RegistrySeed.VersionAsync(Portal, "fraud", "1.0.0");
        await UploadAsync(Amounts("2026-09-14", 0), WindowRole.Reference);
        await UploadAsync(Amounts("2026-10-01", 5));

        var cut = Open();

        Assert.Equal("Moderate", Cell(cut, "amount", 1));
        var effects = RowOf(cut, "amount").Children.Select(Roles.TextOf).Where(t => t.Contains("limit", StringComparison.Ordinal));
        Assert.Matches(@"^Wasserstein 0\.1[0-9] SD \(limit 0\.10? SD\)$", Assert.Single(effects));
        Assert.Contains("the column Effect names what reaches its limit", cut.Markup, StringComparison.Ordinal);
    }

    // Spread evenly over 100 units, so that five of them move each tenth by half its width: a sixth of a standard deviation.
    private static string Amounts(string day, int moved)
    {
        var rows = Enumerable
            .Range(0, 4_000)
            .Select(i =>
                FormattableString.Invariant($"d{i},{day}T{i / 3600:00}:{i / 60 % 60:00}:{i % 60:00}Z,")
                + FormattableString.Invariant($"{(i * 7919 % 4_000 / 40.0) + moved:F3},web,{i % 97 / 97.0:F4},{i % 2},{i % 2}")
            );
        return string.Join('\n', rows.Prepend(Predictions.Header)) + "\n";
    }

    [Fact]
    public async Task Monitor_ChosenCell_PutsFeatureAndWindowIntoTheAddress()
    {
        var (quiet, _) = await SeedAsync();
        var cut = Open();
        var cell = Assert.Single(
            cut.AllByRole("gridcell"),
            c => Roles.NameOf(c).StartsWith("channel, 1 Oct: PSI ", StringComparison.Ordinal)
        );

        await cell.ClickAsync();

        Assert.EndsWith($"/monitoring/fraud?window={quiet}&feature=channel", Navigation.Uri, StringComparison.Ordinal);
        cut = Open($"?window={quiet}&feature=channel");
        cut.ByRole("region", "channel, % of rows");
        Assert.Equal("Stable", Cell(cut, "channel", 1));
        Assert.Equal("true", RowOf(cut, "channel").GetAttribute("aria-selected"));
    }

    [Fact]
    public async Task Monitor_SkippedAndNewValues_SayWhy()
    {
        await SeedAsync();

        var cut = Open("?feature=channel");

        Assert.Equal("Major", Cell(cut, "channel", 1));
        Assert.Equal("25.0 %", Cell(cut, "channel", 6));
        Assert.StartsWith("For numbers only", Cell(cut, "channel", 3), StringComparison.Ordinal);
        Assert.Contains("25.0\u202f% of rows: kiosk", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Monitor_ChartAsTable_HasTheSameNumbers()
    {
        await SeedAsync();
        var cut = Open();

        await cut.ByRole("button", "Show Drift by feature as a table").ClickAsync();

        var table = cut.ByRole("table", "Drift by feature");
        Assert.Equal(["Feature", "2 Oct", "1 Oct"], table.QuerySelectorAll("thead th").Select(Roles.TextOf));
        Assert.Equal(
            Cell(cut, "amount", 2),
            Roles.TextOf(table.QuerySelectorAll("tbody tr").Single(r => Roles.TextOf(r.Children[0]) == "amount").Children[1])
        );
    }

    [Fact]
    public async Task Monitor_Performance_StatesCoverageAndIntervals()
    {
        await SeedAsync();

        var cut = Open("?tab=performance");

        Assert.Equal("true", cut.ByRole("tab", "Performance").GetAttribute("aria-selected"));
        Assert.Contains("of 1,600 rows are labelled so far", cut.Markup, StringComparison.Ordinal);
        Assert.Single(
            cut.AllByRole("img"),
            img => Roles.NameOf(img).StartsWith("False negative rate per window with 95 % interval, limit ", StringComparison.Ordinal)
        );
        var rows = cut.ByRole("grid", "Performance by window").QuerySelectorAll("tbody tr");
        Assert.Equal(["1 Oct, 00:00 to 00:13", "2 Oct, 00:00 to 00:13"], rows.Select(r => Roles.TextOf(r.Children[0])));
        Assert.Matches("^[0-9.]+ % ± [0-9.]+$", Roles.TextOf(rows[0].Children[5]));
    }

    [Fact]
    public async Task Monitor_WindowWithoutLabels_IsEstimatedAndItsDaysAreHatched()
    {
        await SeedAsync();
        await UploadAsync(Predictions.Csv(600, "2026-10-03", labelled: 0, seed: 9), Governance.Domain.Monitoring.WindowRole.Current);

        var cut = Open("?tab=performance");

        var chart = Assert.Single(cut.AllByRole("img"), img => Roles.NameOf(img).StartsWith("AUC per window", StringComparison.Ordinal));
        Assert.Contains("The newest window has no labels: estimated at 0.", Roles.NameOf(chart), StringComparison.Ordinal);
        Assert.EndsWith("1 of 3 days has no label yet: 3 Oct.", Roles.NameOf(chart), StringComparison.Ordinal);
        Assert.Single(chart.QuerySelectorAll(".label-strip-days .is-bare"));
        var last = cut.ByRole("grid", "Performance by window").QuerySelectorAll("tbody tr")[^1];
        Assert.Matches("^0\\.[0-9]{3}\\s*Estimated$", Roles.TextOf(last.Children[3]));
        Assert.Contains("They are never used for gates or alerts.", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Monitor_Evaluations_ShowMeasuresLimitsAndStates()
    {
        await SeedAsync();
        var measures = new Dictionary<string, EvaluationMeasure>
        {
            ["recallAt5"] = new(0.9, 0.86, 0.93, 200, "higher"),
            ["latencyP95Ms"] = new(900, null, null, 200, "lower"),
        };
        await EvaluateAsync("2026-10-01", measures);
        await EvaluateAsync(
            "2026-10-08",
            new Dictionary<string, EvaluationMeasure>(measures) { ["recallAt5"] = new(0.7, 0.64, 0.76, 200, "higher") }
        );

        var cut = Open("?tab=performance");

        cut.WaitForAssertion(() =>
            Assert.Contains(
                cut.AllByRole("img"),
                img => Roles.NameOf(img) == "2 measures of 2 evaluations. In the last evaluation, Recall at 5 is outside the limit."
            )
        );
        var rows = cut.ByRole("table", "Measures of the last evaluation")
            .QuerySelectorAll("tbody tr")
            .Select(row => row.Children.Select(Roles.TextOf).ToList())
            .ToList();
        Assert.Equal(
            ["70.0 %", "≥ 85.0 %", "Breached once"],
            rows.Single(r => r[0].StartsWith("Recall at 5", StringComparison.Ordinal))[1..]
        );
        Assert.Equal(
            ["900 ms", "≤ 1,350 ms", "OK"],
            rows.Single(r => r[0].StartsWith("Latency, 95th percentile", StringComparison.Ordinal))[1..]
        );
    }

    [Fact]
    public async Task Monitor_Quality_PutsFailuresFirstAndFoldsWhatPassed()
    {
        await SeedAsync();

        var cut = Open("?tab=quality");

        var rows = cut.ByRole("grid", "Data quality checks")
            .QuerySelectorAll("tbody tr")
            .Select(row => row.Children.Take(5).Select(Roles.TextOf).ToList())
            .ToList();
        // Of one numeric input nothing can be said about collinearity; what was not run is shown, and last.
        Assert.Equal(["Failed", "Warning", "Not run"], rows.Select(row => row[4]).Distinct());
        Assert.Contains(["channel", "New categories", "0.0 %", "25.0 %", "Failed"], rows);
        Assert.Single(cut.AllByRole("link"), link => Roles.NameOf(link).EndsWith("passed checks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Monitor_Reader_MayNotUploadButMayReport()
    {
        await SeedAsync();
        await SignInAsync(Governance.Domain.Identity.Roles.Auditor);

        var cut = Open();

        Assert.DoesNotContain(cut.AllByRole("button"), b => Roles.NameOf(b).StartsWith("Upload", StringComparison.Ordinal));
        Assert.Equal("/reports/new?kind=drift&subject=fraud%401.0.0", cut.ByRole("link", "Drift report").GetAttribute("href"));
    }

    [Fact]
    public async Task Monitor_BadFile_IsRefusedAtItsFieldWithTheLine()
    {
        await SeedAsync();
        await SignInAsync(Governance.Domain.Identity.Roles.Engineer);
        var cut = Open();

        await cut.ByRole("button", "Upload window").ClickAsync();
        cut.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(Predictions.Header + "\n1,2\n", "bad.csv"));
        var dialog = cut.ByRole("dialog", "Upload window");
        await dialog.QuerySelector("footer .btn-primary")!.ClickAsync();

        await cut.WaitForAssertionAsync(
            () =>
                Assert.Contains(
                    "Line 2 has 2 fields, but the header has 7.",
                    Roles.TextOf(Assert.Single(cut.AllByRole("alert"))),
                    StringComparison.Ordinal
                ),
            TimeSpan.FromSeconds(20)
        );
        Assert.Equal("true", cut.Find("#window-file").GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task Monitor_GoodFile_BecomesTheLastWindow()
    {
        await SeedAsync();
        await SignInAsync(Governance.Domain.Identity.Roles.Engineer);
        var cut = Open();

        await cut.ByRole("button", "Upload window").ClickAsync();
        cut.FindComponent<InputFile>()
            .UploadFiles(InputFileContent.CreateFromText(Predictions.Csv(500, "2026-10-03", seed: 4), "good.csv"));
        await cut.ByRole("dialog", "Upload window").QuerySelector("footer .btn-primary")!.ClickAsync();

        await cut.WaitForAssertionAsync(() => Assert.Empty(cut.AllByRole("dialog")), TimeSpan.FromSeconds(20));
        await cut.WaitForAssertionAsync(
            () =>
                Assert.Contains(
                    cut.AllByRole("gridcell"),
                    c => Roles.NameOf(c).StartsWith("amount, 3 Oct: PSI ", StringComparison.Ordinal)
                ),
            TimeSpan.FromSeconds(20)
        );
        Assert.Equal("WIN-0004 stored, 500 rows.", Assert.Single(Toasts()));
    }

    [Fact]
    public async Task Monitor_WindowFromElsewhere_AppearsByItself()
    {
        await SeedAsync();
        var cut = Open();

        await UploadAsync(Predictions.Csv(500, "2026-10-04", seed: 5));

        await cut.WaitForAssertionAsync(
            () =>
                Assert.Contains(
                    cut.AllByRole("gridcell"),
                    c => Roles.NameOf(c).StartsWith("amount, 4 Oct: PSI ", StringComparison.Ordinal)
                ),
            TimeSpan.FromSeconds(20)
        );
    }

    [Theory]
    [InlineData("?from=yesterday&to=9999-12-31&window=WIN-9999&feature=nothing&tab=none&show=some")]
    [InlineData("?window=../../etc&feature=%3Cscript%3E")]
    public async Task Monitor_AddressSomebodyTyped_ShowsWhatThereIs(string query)
    {
        await SeedAsync();

        Assert.Equal("Major", Cell(Open(query), "amount", 1));
    }

    [Fact]
    public async Task Monitor_PeriodWithoutWindows_OffersTheWholePeriod()
    {
        await SeedAsync();

        var cut = Open("?from=2025-01-01&to=2025-01-31");

        Assert.Contains("No window falls within this period.", cut.Markup, StringComparison.Ordinal);
        Assert.Equal("/monitoring/fraud", cut.ByRole("link", "Show the whole period").GetAttribute("href"));
    }

    [Fact]
    public async Task Monitor_NothingReceived_OffersTheCallThatSendsIt()
    {
        await RegistrySeed.VersionAsync(Portal, "fraud", "1.0.0");

        var cut = Open();

        Assert.Matches("No predictions received since [0-9-]{10} [0-9:]{8} UTC", cut.Markup);
        Assert.Contains(
            "/api/v1/monitoring/fraud/1.0.0/windows?role=reference",
            cut.ByRole("button", "Copy test call").GetAttribute("data-copy"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Monitor_UnknownModel_SaysSo() =>
        Assert.Contains("There is no model with this name.", Open(model: "nothing").Markup, StringComparison.Ordinal);

    private IEnumerable<string> Toasts() => Services.GetRequiredService<ToastService>().Toasts.Select(t => t.Text.ToString());

    private static IElement RowOf(IRenderedComponent<Governance.Portal.Operations.Monitoring.MonitorPage> cut, string feature) =>
        cut.ByRole("grid", "Features").QuerySelectorAll("tbody tr").Single(row => Roles.TextOf(row.Children[0]) == feature);

    private static string Cell(IRenderedComponent<Governance.Portal.Operations.Monitoring.MonitorPage> cut, string feature, int column) =>
        Roles.TextOf(RowOf(cut, feature).Children[column]);
}
