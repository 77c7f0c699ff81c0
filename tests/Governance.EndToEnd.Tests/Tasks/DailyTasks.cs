using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Pages;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Tasks;

/// <summary>The tasks of docs/benchmarks.md, and the shortest way through the pages to the end of each.</summary>
internal static partial class DailyTasks
{
    private static readonly string s_mark = Guid.NewGuid().ToString("N")[..6];

    public static IReadOnlyList<DailyTask> All { get; } =
    [
        new("Approve a promotion", "legal", 4, ApproveAsync),
        new("Which model drifted, and why", "engineer", 1, SeeDriftAsync),
        new("Incident from an alert", "risk", 4, DeclareIncidentAsync),
        new("Annex IV as PDF", "compliance", 6, MakeAnnexAsync),
        new("Who approved a version", "auditor", 3, SeeWhoApprovedAsync),
        new("Add a risk", "risk", 3, AddRiskAsync),
        new("What must I do today", "owner", 0, SeeQueueAsync),
        new("Invite a user", "admin", 4, InviteAsync),
        new("Create an API key", "admin", 4, CreateKeyAsync),
        new("Snippet that gates a pipeline", "engineer", 3, CopySnippetAsync),
    ];

    private static async Task ApproveAsync(Hands hands)
    {
        await hands.FollowAsync("/approvals/APR-0015");
        await hands.ClickAsync(new ApprovalPage(hands.Person).SignOffButton);
        var sign = new SignDialog(hands.Person);
        await sign.Dialog.OpensAsync();
        await hands.CheckAsync(sign.Meaning.GetByRole(AriaRole.Radio, new() { NameRegex = Approve() }));
        await hands.FillAsync(sign.Password, PortalFactory.Password);
        await hands.ClickAsync(sign.Dialog.GetByRole(AriaRole.Button, new() { Name = "Sign approval", Exact = true }));
        await sign.Dialog.ClosesAsync();
        await Expect(new ApprovalPage(hands.Person).Slot("Legal")).ToContainTextAsync("Signed");
    }

    private static async Task SeeDriftAsync(Hands hands)
    {
        var drifting = hands.Main.GetByRole(AriaRole.Region, new() { Name = "Models drifting", Exact = true });
        await hands.ClickAsync(drifting.GetByRole(AriaRole.Link, new() { Name = "Network intrusion detector", Exact = true }));
        await Expect(hands.Main.GetByRole(AriaRole.Region, new() { Name = "Likely causes", Exact = true })).ToContainTextAsync("service");
    }

    private static async Task DeclareIncidentAsync(Hands hands)
    {
        await hands.FollowAsync("/monitoring/credit-default?tab=alerts");
        await hands.ClickAsync(hands.Main.GetByRole(AriaRole.Button, new() { NameRegex = MoreAboutAlert() }).First);
        await hands.ClickAsync(hands.Main.GetByRole(AriaRole.Link, new() { NameRegex = OpenIncident() }).First);
        var dialog = await hands.Dialog("Declare incident").OpensAsync();
        // The system that uses the model is there already.
        var chosen = dialog.GetByRole(AriaRole.List, new() { Name = "Chosen", Exact = true });
        await Expect(chosen.Filter(new() { HasText = "Retail credit scoring" })).ToBeVisibleAsync();
        await hands.ClickAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Declare incident", Exact = true }));
        await Expect(hands.Page).ToHaveURLAsync(Incident());
    }

    private static async Task MakeAnnexAsync(Hands hands)
    {
        await hands.GoAsync("Compliance");
        await hands.FollowAsync("/compliance/systems/SYS-0001");
        await hands.FollowAsync("/compliance/systems/SYS-0001/technical-file");
        await hands.FollowAsync("/reports/new?kind=annex-iv");
        await hands.PressButtonAsync("Create report");
        var link = hands.Main.GetByRole(AriaRole.Link, new() { Name = "Download report", Exact = true });
        await Expect(link).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var download = await hands.Page.RunAndWaitForDownloadAsync(() => hands.ClickAsync(link));
        Assert.EndsWith(".pdf", download.SuggestedFilename, StringComparison.Ordinal);
    }

    private static async Task SeeWhoApprovedAsync(Hands hands)
    {
        await hands.PressAsync("Control+k");
        var palette = hands.Dialog("Command palette");
        var field = palette.GetByRole(AriaRole.Combobox, new() { Name = "Search", Exact = true });
        await Expect(field).ToBeFocusedAsync();
        await hands.FillAsync(field, "netflow-detector 1.0.0");
        await Expect(palette.GetByRole(AriaRole.Option).First).ToContainTextAsync("1.0.0");
        await hands.PressAsync("Enter");
        await Expect(hands.Main).ToContainTextAsync("Signed by Daniel Okafor (Security), Claire Fontaine (Legal)");
    }

    private static async Task AddRiskAsync(Hands hands)
    {
        await hands.GoAsync("Risks");
        await hands.PressButtonAsync("New risk");
        var dialog = await hands.Dialog("New risk").OpensAsync();
        await hands.FillAsync(dialog.GetByLabel("Title", new() { Exact = true }), $"Scores drop in a crisis {s_mark}");
        await hands.ChooseAsync(dialog.GetByLabel("Inherent likelihood", new() { Exact = true }), "3 Possible");
        await hands.ChooseAsync(dialog.GetByLabel("Inherent impact", new() { Exact = true }), "3 Moderate");
        await hands.ClickAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Record risk", Exact = true }));
        await dialog.ClosesAsync();
    }

    private static async Task SeeQueueAsync(Hands hands)
    {
        var queue = hands.Main.GetByRole(AriaRole.Grid, new() { Name = "My queue", Exact = true });
        await Expect(queue.GetByRole(AriaRole.Row)).Not.ToHaveCountAsync(1);
        await Expect(queue).ToContainTextAsync("Deploy Network intrusion detector 2.0.0");
    }

    private static async Task InviteAsync(Hands hands)
    {
        await hands.GoAsync("Administration");
        await hands.PressButtonAsync("Invite user");
        var dialog = await hands.Dialog("Invite user").OpensAsync();
        await hands.FillAsync(dialog.GetByLabel("E-mail", new() { Exact = true }), $"new.{s_mark}@demo.example");
        await hands.CheckAsync(dialog.GetByRole(AriaRole.Checkbox, new() { Name = "Engineer", Exact = true }));
        await hands.FillAsync(dialog.GetByLabel("Password", new() { Exact = true }), PortalFactory.Password);
        await hands.ClickAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Create account", Exact = true }));
        await Expect(hands.Page.GetByText($"new.{s_mark}@demo.example").First).ToBeVisibleAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Create account", Exact = true })).ToHaveCountAsync(0);
    }

    private static async Task CreateKeyAsync(Hands hands)
    {
        await hands.GoAsync("Administration");
        await hands.ClickAsync(hands.Main.GetByRole(AriaRole.Tab, new() { Name = "API keys", Exact = true }));
        await hands.PressButtonAsync("Create key");
        var dialog = await hands.Dialog("Create key").OpensAsync();
        await hands.FillAsync(dialog.GetByLabel("Name", new() { Exact = true }), $"pipeline {s_mark}");
        await hands.ChooseAsync(dialog.GetByLabel("Use", new() { Exact = true }), "Deployment gate");
        await hands.FillAsync(dialog.GetByLabel("Password", new() { Exact = true }), PortalFactory.Password);
        await hands.ClickAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Create key", Exact = true }));
        await Expect(hands.Main).ToContainTextAsync($"pipeline {s_mark}");
    }

    private static async Task CopySnippetAsync(Hands hands)
    {
        await hands.GoAsync("Developers");
        var gate = hands.Main.GetByRole(AriaRole.Region, new() { Name = "Gate and permit before the deployment", Exact = true });
        await Expect(gate).ToContainTextAsync("governance gate check");
        await hands.ClickAsync(gate.GetByRole(AriaRole.Button, new() { NameRegex = Copy() }));
    }

    [GeneratedRegex("^I approve this deployment for ")]
    private static partial Regex Approve();

    [GeneratedRegex(@"^More about ALR-\d+$")]
    private static partial Regex MoreAboutAlert();

    [GeneratedRegex(@"^Declare incident from ALR-\d+$")]
    private static partial Regex OpenIncident();

    [GeneratedRegex(@"/incidents/INC-\d+")]
    private static partial Regex Incident();

    [GeneratedRegex("^Copy: ")]
    private static partial Regex Copy();
}
