using Bunit;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Tests.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>The inbox and the monitors of a model, as people work with them.</summary>
public sealed class AlertPagesTests : MonitoringPageTest
{
    private static readonly AlertFilter s_open = new(States: AlertFilter.NotOver);

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inbox_ShowsTheWorstFirst_AndSilencesWithAReason()
    {
        await SeedAlertsAsync();
        await SignInAsync("RiskOfficer");
        // The page proposes a day by its clock, and the portal judges it by the machine's.
        Clock.Advance(TimeProvider.System.GetUtcNow() - Clock.GetUtcNow());
        var cut = OpenAlerts();

        var rows = cut.ByRole("grid", "Alerts").QuerySelectorAll("tbody tr");
        Assert.Equal(2, rows.Length);
        Assert.Contains("2 windows", Roles.TextOf(rows[0]), StringComparison.Ordinal);
        var alert = (await Portal.Get<ListAlerts>().WorstAsync(new AlertFilter(), 0, 9, Xunit.TestContext.Current.CancellationToken)).Items[
            0
        ];
        await cut.ByRole("button", $"Silence {alert.Id}").ClickAsync();
        cut.WaitForAssertion(() =>
            Assert.Contains(
                "No decision in the decision log since then",
                Roles.TextOf(cut.Find("[role=dialog], dialog")),
                StringComparison.Ordinal
            )
        );
        await cut.Find("#alert-form").SubmitAsync();
        Assert.Contains("Give the reason", cut.Find("#alert-form").TextContent, StringComparison.Ordinal);
        cut.Find("#alert-reason").Input("A campaign runs");
        await cut.Find("#alert-form").SubmitAsync();

        cut.WaitForAssertion(() =>
            Assert.Contains("A campaign runs", Roles.TextOf(cut.ByRole("grid", "Alerts")), StringComparison.Ordinal)
        );
        Assert.Equal(
            "A campaign runs",
            (await Portal.Get<ListAlerts>().GetAsync(alert.Id, Xunit.TestContext.Current.CancellationToken))!.SilenceReason
        );
    }

    [Fact]
    public async Task Inbox_SeveralChosen_AreResolvedTogether_AndUndoneTogether()
    {
        await SeedAlertsAsync();
        await SignInAsync("RiskOfficer");
        var cut = OpenAlerts();

        await cut.ByRole("checkbox", "Select all on this page").ChangeAsync(new() { Value = true });
        Assert.Contains("2 selected", Roles.TextOf(cut.ByRole("group", "Selected alerts")), StringComparison.Ordinal);
        // In the head, where the filters were: the rows stay where they are.
        Assert.NotNull(cut.ByRole("group", "Selected alerts").Closest("header"));
        Assert.DoesNotContain(cut.AllByRole("button"), b => Roles.NameOf(b) == "Add filter");
        await cut.ByRole("group", "Selected alerts").QuerySelectorAll("button").Single(b => Roles.NameOf(b) == "Resolve").ClickAsync();
        await cut.Find("#alert-form").SubmitAsync();
        Assert.Contains("Give the reason", cut.Find("#alert-form").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, await OpenCountAsync()); // without a reason nothing is done to any of them
        cut.Find("#alert-reason").Input("The campaign is over");
        await cut.Find("#alert-form").SubmitAsync();

        cut.WaitForAssertion(() => Assert.Contains("No alert is open.", cut.Markup, StringComparison.Ordinal));
        Assert.Equal(0, await OpenCountAsync());
        var toast = Services.GetRequiredService<ToastService>().Toasts[^1];
        Assert.Equal(("2 alerts resolved.", "Undo"), (toast.Text.ToString(), toast.Action?.Name));
        await toast.Action!.RunAsync();
        Assert.Equal(2, await OpenCountAsync());
    }

    [Fact]
    public async Task Inbox_OneOfSeveralChangedMeanwhile_IsNamedAndTheOthersAreDone()
    {
        await SeedAlertsAsync();
        await SignInAsync("RiskOfficer");
        var cut = OpenAlerts();
        await cut.ByRole("checkbox", "Select all on this page").ChangeAsync(new() { Value = true });
        await cut.ByRole("group", "Selected alerts").QuerySelectorAll("button").Single(b => Roles.NameOf(b) == "Resolve").ClickAsync();
        var first = (await Portal.Get<ListAlerts>().WorstAsync(s_open, 0, 9, Ct)).Items[0];
        var colleague = Domain.Identity.Actor.OfUser(
            await Portal.CreateUserAsync("other@test.example", "RiskOfficer"),
            "RiskOfficer",
            session: null
        );
        Assert.Null((await Portal.Get<AssignAlert>().RunAsync(colleague, first.Id, null, Ct)).Refusal);

        cut.Find("#alert-reason").Input("The campaign is over");
        await cut.Find("#alert-form").SubmitAsync();

        Assert.Contains(first.Id.ToString(), Roles.TextOf(cut.Find("[role=alert]")), StringComparison.Ordinal);
        Assert.Equal(first.Id, Assert.Single((await Portal.Get<ListAlerts>().WorstAsync(s_open, 0, 9, Ct)).Items).Id);
    }

    [Fact]
    public async Task Inbox_ForAReader_HasNoActions()
    {
        await SeedAlertsAsync();
        await SignInAsync("Auditor");

        var cut = OpenAlerts();

        Assert.Equal(2, cut.ByRole("grid", "Alerts").QuerySelectorAll("tbody tr").Length);
        Assert.DoesNotContain(cut.AllByRole("button"), b => Roles.NameOf(b).StartsWith("Resolve ALR", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inbox_AlertTaken_IsMineAndCanBeGivenBack()
    {
        await SeedAlertsAsync();
        await SignInAsync("RiskOfficer");
        Assert.Contains("No alert matches these filters.", OpenAlerts("?owner=me").Markup, StringComparison.Ordinal);
        var cut = OpenAlerts();
        var alert = (await Portal.Get<ListAlerts>().WorstAsync(new AlertFilter(), 0, 9, Xunit.TestContext.Current.CancellationToken)).Items[
            0
        ];

        await cut.ByRole("button", $"Assign to me: {alert.Id}").ClickAsync();
        cut.WaitForAssertion(() =>
            Assert.Contains("assigned to you", Roles.TextOf(cut.ByRole("grid", "Alerts")), StringComparison.Ordinal)
        );
        var mine = OpenAlerts("?owner=me");
        Assert.Single(mine.ByRole("grid", "Alerts").QuerySelectorAll("tbody tr"));
        await mine.ByRole("button", $"Unassign {alert.Id}").ClickAsync();

        mine.WaitForAssertion(() => Assert.Contains("No alert matches these filters.", mine.Markup, StringComparison.Ordinal));
        var toast = Services.GetRequiredService<ToastService>().Toasts[^1];
        Assert.Equal("Undo", toast.Action?.Name);
        await toast.Action!.RunAsync();
        Assert.NotNull((await Portal.Get<ListAlerts>().GetAsync(alert.Id, Xunit.TestContext.Current.CancellationToken))!.OwnerId);
    }

    [Fact]
    public async Task Inbox_WithAnAlertInTheAddress_ShowsItsMeasureLimitOwnerAndHistory()
    {
        await SeedAlertsAsync();
        await SignInAsync("RiskOfficer");
        var alert = (await Portal.Get<ListAlerts>().WorstAsync(s_open, 0, 9, Ct)).Items[0];

        var cut = OpenAlerts($"?alert={alert.Id}");

        var panel = cut.Find("aside.side-panel");
        var words = Roles.TextOf(panel);
        Assert.Contains("Limit", words, StringComparison.Ordinal);
        Assert.Contains("Raised", words, StringComparison.Ordinal);
        Assert.Contains(AlertStanding.LevelOf(alert), words, StringComparison.Ordinal);
        Assert.NotNull(panel.QuerySelector(".chart-host"));
        Assert.Equal(
            "true",
            cut.FindAll("tbody tr")
                .Single(r => Roles.TextOf(r).Contains(alert.Id.ToString(), StringComparison.Ordinal))
                .GetAttribute("aria-current")
        );
        await panel.QuerySelectorAll("button").Single(b => Roles.NameOf(b) == $"Acknowledge {alert.Id}").ClickAsync();
        await cut.Find("#alert-form").SubmitAsync();
        cut.WaitForAssertion(() =>
            Assert.Contains("Acknowledged", Roles.TextOf(cut.Find("aside.side-panel .timeline")), StringComparison.Ordinal)
        );

        var grouped = OpenAlerts("?group=model");
        Assert.Single(grouped.FindAll("tbody tr.group"));
        Assert.Empty(grouped.FindAll("aside.side-panel"));
    }

    [Fact]
    public async Task Inbox_FilterNobodyMeets_SaysSo()
    {
        await SeedAlertsAsync();

        Assert.Contains("No alert matches these filters.", OpenAlerts("?rule=business").Markup, StringComparison.Ordinal);
        Assert.Equal(2, OpenAlerts("?state=lost&page=-1").ByRole("grid", "Alerts").QuerySelectorAll("tbody tr").Length);
    }

    [Fact]
    public async Task Model_AlertsTab_CountsThemAndAddsAMonitor()
    {
        await SeedAlertsAsync();
        await SignInAsync("ModelOwner");
        var cut = Open("?tab=alerts");

        Assert.StartsWith("Alerts", Roles.NameOf(cut.AllByRole("tab")[3]), StringComparison.Ordinal);
        Assert.Contains("Breached", Roles.TextOf(cut.ByRole("grid", "Monitors").QuerySelector("tbody tr")!), StringComparison.Ordinal);
        await cut.ByRole("button", "New monitor").ClickAsync();
        cut.Find("#monitor-kind").Change(nameof(MonitorKind.Business));
        await cut.Find("#monitor-form").SubmitAsync();
        Assert.Contains("Say what is watched", cut.Find("#monitor-form").TextContent, StringComparison.Ordinal);
        cut.Find("#monitor-target").Change("margin");
        cut.Find("#monitor-lower").Change("0.08");
        await cut.Find("#monitor-form").SubmitAsync();

        cut.WaitForAssertion(() => Assert.Empty(cut.FindAll("#monitor-form")));
        var monitors = await Portal.Get<ListMonitors>().RunAsync("fraud", Xunit.TestContext.Current.CancellationToken);
        Assert.Equal(0.08, monitors.Single(m => m.Kind is MonitorKind.Business).Lower);
    }

    [Fact]
    public async Task Overview_SaysSinceWhenAModelAlerts()
    {
        await SeedAlertsAsync();
        Navigation.NavigateTo("/monitoring");
        var cut = Render<MonitorsPage>();
        cut.WaitForState(() => cut.FindAll(".skeleton").Count == 0, TimeSpan.FromSeconds(20));

        cut.ByRole("link", "2 since 2 Oct");
    }

    [Fact]
    public async Task Performance_DrawsCalibrationAndNamesLikelyCauses()
    {
        await SeedAlertsAsync();

        Open("?tab=performance").ByRole("region", "Calibration, % positive");
        var causes = Open().ByRole("region", "Likely causes");

        Assert.Matches("(amount|channel) [0-9]+ %", Roles.TextOf(causes));
    }

    private async Task<int> OpenCountAsync() => (await Portal.Get<ListAlerts>().WorstAsync(s_open, 0, 9, Ct)).Total;

    private async Task SeedAlertsAsync()
    {
        await SeedAsync();
        await UploadAsync(Predictions.Csv(800, "2026-10-03", shift: 60, labelled: 0.8, seed: 4));
        await Portal.Get<EvaluateWindow>().RunAsync(Xunit.TestContext.Current.CancellationToken);
    }

    private IRenderedComponent<AlertsPage> OpenAlerts(string query = "")
    {
        Navigation.NavigateTo("/alerts" + query);
        var cut = Render<AlertsPage>();
        cut.WaitForState(() => cut.FindAll(".skeleton").Count == 0, TimeSpan.FromSeconds(20));
        return cut;
    }
}
