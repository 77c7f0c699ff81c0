using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;
using static Governance.Localisation.Texts;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Monitoring;

internal sealed class MonitoringGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("monitors", "/monitoring", "/monitoring") { Viewer = Owner },
        new("monitoring", "/monitoring/{Model}", "/monitoring/netflow-detector") { Viewer = Owner },
        new("monitoring-table", "/monitoring/{Model}", "/monitoring/credit-default") { Viewer = Owner, Prepare = ShowTableAsync },
        new("monitoring-performance", "/monitoring/{Model}", "/monitoring/credit-default?tab=performance")
        {
            Viewer = Owner,
            Prepare = p => ChosenAsync(p, "Performance"),
        },
        new("monitoring-quality", "/monitoring/{Model}", "/monitoring/credit-default?tab=quality")
        {
            Viewer = Owner,
            Prepare = p => ChosenAsync(p, "Data quality"),
        },
        new("monitoring-alerts", "/monitoring/{Model}", "/monitoring/credit-default?tab=alerts")
        {
            Viewer = Owner,
            Prepare = EvaluatedAsync,
        },
        new("monitoring-pricing", "/monitoring/{Model}", "/monitoring/loan-pricing") { Viewer = Owner },
        new("monitoring-assistant", "/monitoring/{Model}", "/monitoring/policy-assistant?tab=performance") { Viewer = Owner },
        new("alerts", "/alerts", "/alerts") { Viewer = Owner, Prepare = EvaluatedAsync },
        new("alerts-none", "/alerts", "/alerts?rule=business") { Viewer = Owner },
        new("alert-silence", "/monitoring/{Model}", "/monitoring/netflow-detector?tab=alerts")
        {
            Viewer = Owner,
            WholePage = false,
            Prepare = SilenceAsync,
        },
        new("new-alert", "/monitoring/{Model}", "/monitoring/credit-default")
        {
            Viewer = Owner,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "New monitor"),
        },
        new("upload-window", "/monitoring/{Model}", "/monitoring/credit-default")
        {
            Viewer = Owner,
            WholePage = false,
            Prepare = async p =>
            {
                await p.Page.GetByRole(AriaRole.Button, new() { Name = T["More"], Exact = true }).ClickAsync();
                await OpenDialogAsync(p, "Upload window");
            },
        },
    ];

    // The windows of the demo are looked at in the background.
    private static Task EvaluatedAsync(Person person) =>
        Expect(person.Page.GetByRole(AriaRole.Grid, new() { Name = T["Alerts"], Exact = true }))
            .ToBeVisibleAsync(new() { Timeout = 60_000 });

    // From one tab of a page to another, the page of before stands there for a moment.
    private static Task ChosenAsync(Person person, string tab) =>
        Expect(person.Page.GetByRole(AriaRole.Tab, new() { Name = T[tab], Exact = true })).ToHaveAttributeAsync("aria-selected", "true");

    private static async Task SilenceAsync(Person person)
    {
        await EvaluatedAsync(person);
        await person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^" + T["More about {0}", "ALR-[0-9]+"]) }).First.ClickAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^" + T["Silence {0}", "ALR-[0-9]+"]) }).First.ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(new Regex("since then|[Ss]eitdem"));
    }

    private static async Task ShowTableAsync(Person person)
    {
        await person
            .Page.GetByRole(AriaRole.Button, new() { Name = T["Show {0} as a table", T["Drift by feature"]], Exact = true })
            .ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Table, new() { Name = T["Drift by feature"], Exact = true })).ToBeVisibleAsync();
    }
}
