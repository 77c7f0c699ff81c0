using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Portal.Kernel.Components;
using Microsoft.Playwright;
using static Governance.Portal.Kernel.Localisation.Texts;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>
/// What the gallery shows. APR-0003 waits for signatures and APR-0004 is blocked: the demo's scene ends so. Controls are found by what they
/// are called in the language in force.
/// </summary>
internal static class GalleryPages
{
    private const string Legal = "legal@demo.example";
    private const string Administrator = "admin@demo.example";
    private const string Owner = "owner@demo.example";
    private const string Auditor = "auditor@demo.example";
    private const string Compliance = "compliance@demo.example";
    private const string Risk = "risk@demo.example";

    public static IReadOnlyList<GalleryPage> Decisions { get; } =
    [
        new("sign-in", "/signin", "/signin")
        {
            Viewer = null,
            IsStatic = true,
            Readme = "sign-in",
        },
        new("verify", "/signin/verify", "/signin/verify") { Viewer = null, IsStatic = true },
        new("sign-in-problem", "/signin/problem", "/signin/problem?code=provider.no-role") { Viewer = null, IsStatic = true },
        new("confirmed", "/signin/confirmed", "/signin/confirmed") { IsStatic = true },
        new("set-password", "/set-password", "/set-password?token=none") { Viewer = null, IsStatic = true },
        new("forbidden", "/forbidden", "/forbidden") { IsStatic = true },
        new("not-found", "/not-found", "/no-such-page"),
        new("overview", "/", "/") { Viewer = Legal, Readme = "overview" },
        new("overview-programme", "/", "/?scope=programme") { Viewer = Risk },
        new("overview-risk", "/", "/?scope=risk") { Viewer = Risk },
        new("overview-security", "/", "/?scope=security") { Viewer = Administrator },
        new("overview-sponsor", "/", "/?scope=sponsor&period=365d") { Viewer = Auditor },
        new("mailed-dashboards", "/account/dashboards", "/account/dashboards?view=risk") { Viewer = Risk },
        new("key-figure", "/kpis/{Id}", "/kpis/compliance-score") { Viewer = Risk },
        new("approvals", "/approvals", "/approvals?view=all") { Viewer = Legal },
        new("approvals-empty", "/approvals", "/approvals?view=mine&model=none"),
        new("approvals-batch", "/approvals/batch", "/approvals/batch?ids=APR-0003,APR-0004") { Viewer = Legal },
        new("approvals-batch-confirm", "/approvals/batch", "/approvals/batch?ids=APR-0003,APR-0004")
        {
            Viewer = Legal,
            Prepare = ConfirmBatchAsync,
        },
        new("command-palette", "/approvals", "/approvals?view=mine")
        {
            Viewer = Legal,
            WholePage = false,
            Prepare = SearchAsync,
        },
        new("approval-review", "/approvals/{Id}", "/approvals/APR-0003") { Viewer = Legal, Readme = "approval-review" },
        new("approval-review-blocked", "/approvals/{Id}", "/approvals/APR-0004") { Viewer = Legal },
        new("approval-review-deployed", "/approvals/{Id}", "/approvals/APR-0001"),
        new("approval-files", "/approvals/{Id}", "/approvals/APR-0003?tab=files") { Viewer = Legal },
        new("approval-conversation", "/approvals/{Id}", "/approvals/APR-0003?tab=conversation") { Viewer = Legal },
        new("approval-changes-data", "/approvals/{Id}", "/approvals/APR-0003?diff=data") { Viewer = Legal },
        new("approval-changes-card", "/approvals/{Id}", "/approvals/APR-0003?diff=card") { Viewer = Legal },
        new("sign-dialog", "/approvals/{Id}", "/approvals/APR-0003")
        {
            Viewer = Legal,
            WholePage = false,
            Prepare = SignAsync,
        },
        new("signed-content", "/approvals/{Id}/signed-content", "/approvals/APR-0003/signed-content") { Viewer = Legal },
        new("policies", "/policies", "/policies") { Viewer = Risk },
        new("policy", "/policies/{Name}", "/policies/high-risk-models") { Viewer = Risk },
        new("policy-history", "/policies/{Name}", "/policies/high-risk-models?tab=history") { Viewer = Risk },
        new("policy-propose", "/policies/propose", "/policies/propose?policy=high-risk-models") { Viewer = Risk },
        new("policy-change", "/policies/changes/{Id}", "/policies/changes/PCR-0001") { Viewer = Risk },
        new("risks", "/risks", "/risks?id=RSK-0001")
        {
            Viewer = Risk,
            Readme = "risks",
            Prepare = RescoredAsync,
        },
        new("risk", "/risks/{Id}", "/risks/RSK-0001") { Viewer = Risk },
        new("risk-coverage", "/risks/coverage", "/risks/coverage") { Viewer = Risk },
        new("new-risk", "/risks", "/risks")
        {
            Viewer = Risk,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "New risk"),
        },
        new("retirements", "/retirements", "/retirements") { Viewer = Risk },
        new("retirement", "/retirements/{Id}", "/retirements/RET-0001") { Viewer = Risk },
        new("incidents", "/incidents", "/incidents?state=all") { Viewer = Legal },
        new("incident", "/incidents/{Id}", "/incidents/INC-0001") { Viewer = Legal },
        new("incident-closed", "/incidents/{Id}", "/incidents/INC-0002?timeline=all") { Viewer = Auditor },
        new("incident-report", "/incidents/{Id}/report", "/incidents/INC-0001/report?point=SR-4") { Viewer = Legal },
        new("declare-incident", "/incidents", "/incidents")
        {
            Viewer = Risk,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Declare incident"),
        },
        new("classify-incident", "/incidents/{Id}", "/incidents/INC-0001")
        {
            Viewer = Legal,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Change class"),
        },
        new("decisions", "/decisions", "/decisions") { Viewer = Risk },
        new("decisions-none", "/decisions", "/decisions?q=model:none") { Viewer = Risk },
        new("decision", "/decisions/{Id}", "/decisions/crd-012690") { Viewer = Risk },
        new("override-decision", "/decisions/{Id}", "/decisions/crd-012689")
        {
            Viewer = Risk,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Override decision"),
        },
        new("decision-missing", "/decisions/{Id}", "/decisions/none") { Viewer = Risk },
        new("decision-policy", "/decisions", "/decisions")
        {
            Viewer = Risk,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Change what is stored for credit-default"),
        },
        new("new-report", "/reports/new", "/reports/new?kind=approval-record&subject=APR-0001"),
        new("report-missing", "/reports/{Id}", "/reports/REP-9999"),
        new("users", "/admin/users", "/admin/users") { Viewer = Administrator },
        new("confirm-access", "/confirm-access", "/confirm-access") { Viewer = Administrator },
        new("role-limits", "/admin/users", "/admin/users")
        {
            Viewer = Administrator,
            WholePage = false,
            Prepare = LimitRoleAsync,
        },
        new("invite-user", "/admin/users", "/admin/users")
        {
            Viewer = Administrator,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Invite user"),
        },
        new("roles", "/admin/roles", "/admin/roles") { Viewer = Administrator },
        new("sign-on", "/admin/sign-on", "/admin/sign-on") { Viewer = Administrator },
        new("keys", "/admin/keys", "/admin/keys") { Viewer = Administrator },
        new("user-access", "/admin/users", "/admin/users")
        {
            Viewer = Administrator,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Access of Claire Fontaine"),
        },
        new("access-review", "/admin/access-review", "/admin/access-review") { Viewer = Administrator },
        new("integrations", "/admin/integrations", "/admin/integrations") { Viewer = Administrator },
        new("new-integration", "/admin/integrations", "/admin/integrations")
        {
            Viewer = Administrator,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "New destination"),
        },
        new("integration", "/admin/integrations/{Id}", "/admin/integrations/DST-0001") { Viewer = Administrator },
        new("integration-missing", "/admin/integrations/{Id}", "/admin/integrations/DST-9999") { Viewer = Administrator },
        new("channels", "/admin/channels", "/admin/channels") { Viewer = Administrator },
        new("add-channel", "/admin/channels", "/admin/channels")
        {
            Viewer = Administrator,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Add channel"),
        },
        new("notifications", "/notifications", "/notifications?state=all") { Viewer = Legal },
        new("how-i-am-told", "/account/notifications", "/account/notifications") { Viewer = Legal },
        new("mlflow", "/admin/mlflow", "/admin/mlflow") { Viewer = Administrator },
        new("account", "/account", "/account"),
        new("security", "/account/security", "/account/security"),
        new("set-up-codes", "/account/security", "/account/security")
        {
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Set up codes"),
        },
        new("api", "/openapi", "/openapi") { IsStatic = true, WholePage = false },
    ];

    public static IReadOnlyList<GalleryPage> Models { get; } =
    [
        new("models", "/models", "/models") { Readme = "models" },
        new("models-none", "/models", "/models?name=no-such-model"),
        new("register-model", "/models", "/models") { WholePage = false, Prepare = p => OpenDialogAsync(p, "Register model") },
        new("model", "/models/{Model}", "/models/credit-default"),
        new("register-version", "/models/{Model}/register-version", "/models/credit-default/register-version"),
        new("version", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.1.0"),
        new("version-fairness", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.1.0?tab=fairness"),
        new("version-production", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.0.0?tab=deployments"),
        new("rollback-plan", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.0.0?tab=deployments")
        {
            Viewer = Owner,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Roll-back plan of DEP-0002"),
        },
        new("version-card", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.0.0?tab=model-card"),
        new("version-lineage", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.0.0?tab=lineage"),
        new("lineage", "/lineage", "/lineage?q=credit"),
        new("lineage-none", "/lineage", "/lineage?q=no-such-dataset"),
        new("lineage-graph", "/lineage/graph", "/lineage/graph?node=dataset%3Agovernance-samples%3Araw%2Fcredit%2Ftraining.csv.gz")
        {
            Prepare = DrawnAsync,
        },
        new(
            "lineage-table",
            "/lineage/graph",
            "/lineage/graph?node=dataset%3Agovernance-samples%3Araw%2Fcredit%2Ftraining.csv.gz&view=table"
        ),
        new("lineage-missing", "/lineage/graph", "/lineage/graph?node=dataset%3Anone%3Anone"),
        new("model-lineage", "/models/{Model}/lineage", "/models/netflow-detector/lineage") { Prepare = DrawnAsync },
        new("request-promotion", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.2.0")
        {
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Request promotion"),
        },
        new("add-evidence", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.2.0")
        {
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Add evidence"),
        },
        new("compare", "/models/{Model}/compare", "/models/credit-default/compare?a=2.0.0&b=2.1.0"),
        new("monitors", "/monitoring", "/monitoring") { Viewer = Owner },
        new("monitoring", "/monitoring/{Model}", "/monitoring/netflow-detector") { Viewer = Owner, Readme = "monitoring" },
        new("monitoring-table", "/monitoring/{Model}", "/monitoring/credit-default") { Viewer = Owner, Prepare = ShowTableAsync },
        new("monitoring-performance", "/monitoring/{Model}", "/monitoring/credit-default?tab=performance") { Viewer = Owner },
        new("monitoring-quality", "/monitoring/{Model}", "/monitoring/credit-default?tab=quality") { Viewer = Owner },
        new("monitoring-alerts", "/monitoring/{Model}", "/monitoring/credit-default?tab=alerts") { Viewer = Owner },
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
            Prepare = p => OpenDialogAsync(p, "New alert"),
        },
        new("upload-window", "/monitoring/{Model}", "/monitoring/credit-default")
        {
            Viewer = Owner,
            WholePage = false,
            Prepare = p => OpenDialogAsync(p, "Upload window"),
        },
    ];

    public static IReadOnlyList<GalleryPage> Proof { get; } =
    [
        new("audit-log", "/audit", "/audit?entry=131")
        {
            Viewer = Auditor,
            Readme = "audit-log",
            Prepare = VerifyAsync,
        },
        new("audit-log-filtered", "/audit", "/audit?action=promotion.signed&outcome=done&period=30d") { Viewer = Auditor },
        new("audit-log-none", "/audit", "/audit?subject=APR-9999") { Viewer = Auditor },
        new("audit-export", "/audit", "/audit")
        {
            Viewer = Auditor,
            WholePage = false,
            Prepare = OpenExportAsync,
        },
        new("audit-entry", "/audit/{Number:long}", "/audit/40") { Viewer = Auditor },
        new("audit-entry-missing", "/audit/{Number:long}", "/audit/999999999") { Viewer = Auditor },
        new("systems", "/compliance/systems", "/compliance/systems") { Viewer = Compliance },
        new("system", "/compliance/systems/{Id}", "/compliance/systems/SYS-0001") { Viewer = Compliance },
        new("classify-question", "/compliance/systems/{Id}/classify", "/compliance/systems/SYS-0004/classify") { Viewer = Compliance },
        new("classification", "/compliance/systems/{Id}/classify", "/compliance/systems/SYS-0001/classify?law=2024-08-01")
        {
            Viewer = Auditor,
        },
        new("obligations", "/compliance/obligations", "/compliance/obligations?obligation=OBL-5&of=SYS-0001")
        {
            Viewer = Compliance,
            Readme = "obligations",
        },
        new(
            "technical-file",
            "/compliance/systems/{Id}/technical-file",
            "/compliance/systems/SYS-0001/technical-file?document=annex-iv&point=AIV-2-g"
        )
        {
            Viewer = Compliance,
        },
        new(
            "technical-file-read",
            "/compliance/systems/{Id}/technical-file",
            "/compliance/systems/SYS-0001/technical-file?document=iso-42001"
        )
        {
            Viewer = Auditor,
        },
        new("reports", "/compliance/reports", "/compliance/reports") { Viewer = Compliance },
        new("report-picker", "/reports/new", "/reports/new") { Viewer = Compliance },
        new("model-card-preview", "/reports/new", "/reports/new?kind=model-card&subject=credit-default%402.0.0") { Viewer = Compliance },
        new("annex-iv-preview", "/reports/new", "/reports/new?kind=annex-iv&subject=SYS-0001") { Viewer = Compliance },
        new("audit-verify", "/audit/verify", "/audit/verify") { Viewer = Auditor },
        new("model-custody", "/models/{Model}", "/models/netflow-detector") { Viewer = Auditor },
        new("version-custody", "/models/{Model}/versions/{Version}", "/models/credit-default/versions/2.0.0?tab=custody")
        {
            Viewer = Auditor,
        },
    ];

    public static IEnumerable<GalleryPage> All => Decisions.Concat(Models).Concat(Proof);

    /// <summary>Who looks at them; empty for those that are seen before signing in.</summary>
    public static IEnumerable<string> Viewers => All.Select(p => p.Viewer ?? "").Distinct(StringComparer.Ordinal);

    /// <summary>The pages that a viewer looks at, with their place in the gallery.</summary>
    public static IEnumerable<(GalleryPage Page, int Number)> SeenBy(string viewer) =>
        All.Select((page, number) => (page, number)).Where(p => (p.page.Viewer ?? "") == viewer);

    /// <summary>Every run looks at each page once: at one in English, at the next in German.</summary>
    public static bool IsSeenInEnglish(int number) => number % 2 == 0;

    /// <summary>Other addresses of pages shown, and pages that have tests of their own.</summary>
    public static IReadOnlyList<string> Elsewhere { get; } = ["/setup", "/admin"];

    private static async Task ConfirmBatchAsync(Person person)
    {
        var page = person.Page;
        var confirm = T.Say($"Confirm {Formats.Plural(1, "decision")}");
        await page.GetByRole(AriaRole.Radio, new() { Name = T["Request changes"], Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = T["Reason"], Exact = true })
            .FillAsync("State the population the false positive rate was measured on.");
        await page.GetByRole(AriaRole.Button, new() { Name = T["Save decision"], Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = confirm, Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = confirm, Exact = true })).ToBeVisibleAsync();
    }

    private static async Task SearchAsync(Person person)
    {
        await person.Page.Keyboard.PressAsync("Control+k");
        await person.Page.Keyboard.TypeAsync("APR-0003");
        var act = T["Sign off {0} as {1}…", "APR-0003", ""].TrimEnd('…', ' ');
        await Expect(person.Page.GetByRole(AriaRole.Option, new() { NameRegex = new(Regex.Escape(act)) })).ToBeVisibleAsync();
    }

    private static async Task SignAsync(Person person)
    {
        // On a phone the button stands in a bar at the foot of the page.
        await person
            .Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^" + T["Sign off"]) })
            .Filter(new() { Visible = true })
            .First.ClickAsync();
        await new SignDialog(person).ChooseAsync(T["I approve with a condition"]);
        await Expect(new SignDialog(person).Dialog.GetByRole(AriaRole.Textbox, new() { Name = T["Condition"], Exact = true }))
            .ToBeVisibleAsync();
    }

    private static Task DrawnAsync(Person person) => person.Page.Locator(".lineage-canvas[data-drawn]").WaitForAsync();

    private static async Task OpenDialogAsync(Person person, string button)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = T.Say(button), Exact = true }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }

    private static async Task LimitRoleAsync(Person person)
    {
        await OpenDialogAsync(person, "Change roles of Claire Fontaine");
        await person
            .Page.GetByRole(AriaRole.Group, new() { Name = T.Say("Legal approver: given for"), Exact = true })
            .GetByRole(AriaRole.Radio, new() { Name = T["certain AI systems or business units"], Exact = true })
            .CheckAsync();
        await Expect(person.Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("Retail credit scoring") })).ToBeVisibleAsync();
    }

    // The picture shows the log as it is most of the time: verified.
    private static async Task VerifyAsync(Person person)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = T["Verify now"], Exact = true }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Status, new() { Name = T["Log verification"], Exact = true }))
            .ToContainTextAsync(T["Verified to entry {0}", ""]);
        await Expect(person.Page.GetByRole(AriaRole.Progressbar)).ToHaveCountAsync(0);
    }

    private static async Task OpenExportAsync(Person person)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = T["Export"], Exact = true }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = T["This list as CSV"], Exact = true })).ToBeVisibleAsync();
    }

    // The windows of the demo are looked at in the background.
    private static Task EvaluatedAsync(Person person) =>
        Expect(person.Page.GetByRole(AriaRole.Grid, new() { Name = T["Alerts"], Exact = true }))
            .ToBeVisibleAsync(new() { Timeout = 60_000 });

    // The demo's drift alert is raised in the background, and the risk that listens to it hears it.
    private static Task RescoredAsync(Person person) =>
        Expect(person.Page.GetByRole(AriaRole.Complementary, new() { NameRegex = new("^RSK-0001 ") }))
            .ToContainTextAsync(T["Risk re-scored by its signal"], new() { Timeout = 60_000 });

    private static async Task SilenceAsync(Person person)
    {
        await EvaluatedAsync(person);
        await person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^" + T["Silence {0}", "ALR-[0-9]+"]) }).First.ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(new Regex("since then|[Ss]eitdem"));
    }

    private static async Task ShowTableAsync(Person person)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = T.Say("Show Drift by feature as table"), Exact = true }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Table, new() { Name = T["Drift by feature"], Exact = true })).ToBeVisibleAsync();
    }
}
