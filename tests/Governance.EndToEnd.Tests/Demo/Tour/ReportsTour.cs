using System.Globalization;
using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Demo.Tour;

/// <summary>Drift and reports, as docs/getting-started.md tells of them.</summary>
internal sealed class ReportsTour(TourParty party, TourShell shell)
{
    public const string Document = "docs/getting-started.md";
    public const string Heading = "## Drift and reports";

    public TourSteps Steps { get; } = new();

    public ReportsTour Bind()
    {
        Steps.On(@"Sign in as `(.+)`\.", m => party.BecomeAsync(m.Groups[1].Value));
        BindMonitoring();
        BindReports();
        return this;
    }

    private void BindMonitoring()
    {
        Steps.On(
            @"\*Monitoring\* › \*(.+)\* compares eight weekly windows with the reference: the heat map has a cell per feature and week "
                + @"with its PSI, the overlay shows the distribution of one feature, and where labels arrived there are error rates with "
                + @"intervals\.",
            async m =>
            {
                await party.ChooseAsync("Monitoring");
                await party.FollowToAsync(m.Groups[1].Value);
                await Expect(Weeks("service")).ToHaveCountAsync(8);
                await Expect(Picture("share of rows in the reference and in this window")).ToBeVisibleAsync();
                await Expect(Picture("^False negative rate per window with 95 % interval")).ToBeVisibleAsync();
            }
        );
        Steps.On(
            @"From the sixth week a new value, `(.+)`, appears in `(.+)`, and the detector misses more of the attacks\.",
            async m =>
            {
                List<double> drift = [];
                foreach (var week in await Weeks(m.Groups[2].Value).AllAsync())
                {
                    var name = await week.GetAttributeAsync("aria-label");
                    drift.Add(double.Parse(Regex.Match(name!, @"PSI ([\d.]+)").Groups[1].Value, CultureInfo.InvariantCulture));
                }

                Assert.All(drift.Take(5), psi => Assert.True(psi < 0.1));
                Assert.All(drift.Skip(5), psi => Assert.True(psi > 0.25));
                await Expect(party.Main).ToContainTextAsync($"of rows: {m.Groups[1].Value}");
                await Expect(Picture(@"^False negative rate per window .+ limit 14\.1 %, last [2-9]\d")).ToBeVisibleAsync();
            }
        );
        Steps.On(
            @"Every chart has a table\.",
            async _ =>
            {
                var charts = party.Main.Locator(".chart-host");
                await Expect(charts.First).ToBeVisibleAsync();
                var tables = party.Main.GetByRole(AriaRole.Button, new() { NameRegex = new("^Show .+ as a table$") });
                Assert.True(await charts.CountAsync() <= await tables.CountAsync());
            }
        );
    }

    private void BindReports()
    {
        Steps.On(
            @"\*(.+)\* on that page creates the drift report\.",
            async m =>
            {
                await party.FollowAsync(m.Groups[1].Value);
                await TourReports.MakeAsync(party, shell.Folder);
            }
        );
        Steps.On(
            @"The approval record of a promotion is made at `(.+)`, or by a key with `reports:read` and `reports:write` with "
                + @"`(governance .+)`\.",
            async m =>
            {
                await party.Who.OpenAsync(m.Groups[1].Value);
                await TourReports.MakeAsync(party, shell.Folder);
                await shell.RunAsync(m.Groups[2].Value);
            }
        );
        Steps.On(
            @"Both have a preview as HTML and a PDF with the evidence manifest attached\.",
            async _ =>
            {
                var reports = Directory.GetFiles(shell.Folder, "*.pdf");
                Assert.Equal(3, reports.Length);
                foreach (var report in reports)
                {
                    Assert.Contains("1 embedded files", await Tool.RunAsync("pdfdetach", "-list", report), StringComparison.Ordinal);
                }
            }
        );
        Steps.On(
            @"Check a PDF outside the portal:",
            async _ =>
            {
                foreach (var line in TourText.Commands(Document, Heading, "Check a PDF outside the portal:"))
                {
                    var parts = line.Split('#', 2, StringSplitOptions.TrimEntries);
                    Assert.Contains(parts[1], Regex.Replace(await shell.RunAsync(parts[0]), " +", " "), StringComparison.Ordinal);
                }
            }
        );
    }

    private ILocator Weeks(string feature) =>
        party
            .Main.GetByRole(AriaRole.Grid, new() { Name = "PSI by feature and window", Exact = true })
            .GetByRole(AriaRole.Row, new() { Name = feature, Exact = true })
            .GetByRole(AriaRole.Gridcell);

    private ILocator Picture(string name) => party.Main.GetByRole(AriaRole.Img, new() { NameRegex = new(name) });
}
