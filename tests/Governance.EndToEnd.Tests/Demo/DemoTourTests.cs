using System.Net;
using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Demo;

/// <summary>The README's five minutes, step by step, on the demo's own data: what it tells people to do can be done.</summary>
public sealed class DemoTourTests(RunningBrowser browser, DemoPortal portal) : BrowserTest(browser, portal), IClassFixture<DemoPortal>
{
    private const string Waiting = "APR-0015";
    private const string Blocked = "APR-0016";

    [Fact]
    public async Task Tour_OfTheReadme_CanBeWalkedToItsEnd()
    {
        var engineer = await ComeAsync("engineer");
        await SeeWhatWaitsAsync(engineer);
        await SeeTheSignatureOfSecurityAsync();
        await SignAsync("legal", "Legal", fromOverview: true);
        await SignAsync("owner", "Model owner", fromOverview: false);

        // The engineer's window stayed open.
        await Expect(new ApprovalPage(engineer).State("Approved")).ToBeVisibleAsync();
        await DeployAsync(engineer);
        await SeeTheBlockedRequestAsync(engineer);
        await SeeDriftAndRiskAsync();
        await SeeTheSystemAndTheIncidentAsync();
        await SeeTheLogAsync();

        Assert.Empty(Portal.Log.Errors);
        Assert.DoesNotContain(Portal.Log.Warnings, w => !IsExpected(w));
    }

    [Fact]
    public void Scene_WhenItSigns_HasLetTheMonitorsLookAtEveryWindow()
    {
        var waiting = ((DemoPortal)Portal).Demo.WaitingWhenSigned;

        Assert.NotEmpty(waiting);
        Assert.All(waiting, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task Page_LeftBeforeItsChartsAreDrawn_GivesWayToTheNext()
    {
        var engineer = await ComeAsync("engineer");
        var chart = new Regex(@"/assets/chart\.[^/]*js");
        var held = new TaskCompletionSource();
        await engineer.Page.RouteAsync(
            chart,
            async route =>
            {
                await held.Task;
                await route.ContinueAsync();
            }
        );
        var asked = engineer.Page.WaitForRequestAsync(chart);
        await engineer.OpenAsync("/");
        await asked;

        await new Shell(engineer).GoToAsync("Models");
        await engineer.Page.RunAndWaitForRequestFinishedAsync(
            () =>
            {
                held.SetResult();
                return Task.CompletedTask;
            },
            new() { Predicate = request => chart.IsMatch(request.Url) }
        );
        await new Shell(engineer).GoToAsync("Policies");

        Assert.Empty(Portal.Log.Errors);
    }

    // The engineer was refused.
    private static bool IsExpected(string warning) =>
        warning.StartsWith("Governance.Data.ActionRunner: promotion.signed of ", StringComparison.Ordinal);

    private async Task<Person> ComeAsync(string who)
    {
        var person = await ArriveAsync();
        await new SignInPage(person).OpenAsync();
        await new SignInPage(person).SignInAsync($"{who}@demo.example");
        return person;
    }

    private static async Task SeeWhatWaitsAsync(Person engineer)
    {
        await new Shell(engineer).GoToAsync("Models");
        await Expect(engineer.Page.GetByRole(AriaRole.Grid)).ToContainTextAsync("netflow-detector");
        await new VersionPage(engineer).OpenAsync("netflow-detector", "2.0.0");
        await Expect(new VersionPage(engineer).ArtifactDigest.GetByRole(AriaRole.Button).First).ToBeVisibleAsync();

        var page = new ApprovalPage(engineer);
        await page.OpenAsync(Waiting);
        await Expect(page.SignOffs).ToBeVisibleAsync();
        await Expect(page.SignOffButton).ToHaveCountAsync(0);
        var (_, shown) = await engineer.CallAsync("GET", $"/api/v1/promotions/{Waiting}");
        var body = new
        {
            role = "legal",
            decision = "approve",
            bundleDigest = shown.GetProperty("bundleDigest").GetString(),
        };
        var (status, _) = await engineer.CallAsync(
            "POST",
            $"/api/v1/promotions/{Waiting}/signoffs",
            body,
            ("X-Reauthentication", await engineer.ProofAsync())
        );
        Assert.Equal(HttpStatusCode.Forbidden, status);
    }

    private async Task SeeTheSignatureOfSecurityAsync()
    {
        var security = await ComeAsync("security");
        var page = new ApprovalPage(security);
        await page.OpenAsync(Waiting);

        await Expect(page.Slot("Security")).ToContainTextAsync("Signed");
        await Expect(page.Slot("Security")).Not.ToContainTextAsync("Void");
        var (_, shown) = await security.CallAsync("GET", $"/api/v1/promotions/{Waiting}");
        var digest = shown.GetProperty("bundleDigest").GetString()!;
        var printed = (await page.BundleDigest.GetByRole(AriaRole.Code).First.InnerTextAsync())
            .Replace(" ", "", StringComparison.Ordinal)
            .ReplaceLineEndings("");
        Assert.Equal(digest, printed);
        Assert.Equal(
            (digest, "signed"),
            shown
                .GetProperty("signOffs")
                .EnumerateArray()
                .Select(s => (s.GetProperty("bundleDigest").GetString()!, s.GetProperty("status").GetString()!))
                .Single()
        );
    }

    private async Task SignAsync(string who, string slot, bool fromOverview)
    {
        var person = await ComeAsync(who);
        var page = new ApprovalPage(person);
        if (fromOverview)
        {
            await person.OpenAsync("/");
            await person.Page.GetByRole(AriaRole.Main).Locator($"a[href*='{Waiting}']").First.ClickAsync();
            await person.BeReadyAsync();
        }
        else
        {
            await page.OpenAsync(Waiting);
        }

        await page.UnfoldGatesAsync();
        await Expect(page.Changes).ToBeVisibleAsync();
        await (await page.SignOffAsync()).ApproveAsync();
        await Expect(page.Slot(slot)).ToContainTextAsync("Signed");
    }

    private static async Task DeployAsync(Person engineer)
    {
        var page = new VersionPage(engineer);
        await page.OpenAsync("netflow-detector", "2.0.0", "deployments");
        await page.DeployAsync("production", "eu-west-1");

        var (_, production) = await engineer.CallAsync("GET", "/api/v1/models/netflow-detector/production");
        Assert.Equal("2.0.0", production.GetProperty("version").GetString());
    }

    private async Task SeeTheBlockedRequestAsync(Person engineer)
    {
        var page = new ApprovalPage(engineer);
        await page.OpenAsync(Blocked);

        await Expect(page.Gate("FAIR-")).ToContainTextAsync("Failed, blocking");
        var owner = await ComeAsync("owner");
        await new ApprovalPage(owner).OpenAsync(Blocked);
        await Expect(new ApprovalPage(owner).SignOffs).ToContainTextAsync("Cannot be signed:");
    }

    private async Task SeeDriftAndRiskAsync()
    {
        var risk = await ComeAsync("risk");
        await new MonitoringPage(risk).OpenAsync("netflow-detector");
        await Expect(new MonitoringPage(risk).HeatMap).ToBeVisibleAsync();

        var record = new ApprovalPage(risk);
        await record.OpenAsync(Waiting);
        var file = await record.DownloadRecordAsync(Factory.Folder);
        Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", "-nocert", file), StringComparison.Ordinal);

        await risk.OpenAsync("/risks/RSK-0001");
        await Expect(risk.Page.GetByRole(AriaRole.Main)).ToContainTextAsync(new Regex("drift", RegexOptions.IgnoreCase));
    }

    private async Task SeeTheSystemAndTheIncidentAsync()
    {
        var compliance = await ComeAsync("compliance");
        var main = compliance.Page.GetByRole(AriaRole.Main);
        await compliance.OpenAsync("/compliance/systems");
        await compliance.Page.GetByRole(AriaRole.Link, new() { Name = "Retail credit scoring", Exact = true }).First.ClickAsync();
        await Expect(main).ToContainTextAsync("Annex III(5)(b)");

        await compliance.OpenAsync("/incidents/INC-0003");
        await Expect(main).ToContainTextAsync("Art. 73");
        await Expect(main.GetByRole(AriaRole.Button, new() { Name = "Confirm class", Exact = true })).ToBeVisibleAsync();
    }

    private async Task SeeTheLogAsync()
    {
        var auditor = await ComeAsync("auditor");
        await new Shell(auditor).GoToAsync("Audit log");
        await Expect(auditor.Page.GetByRole(AriaRole.Main)).ToContainTextAsync(Waiting);
        await auditor.OpenAsync("/audit/verify");
        await Expect(new Shell(auditor).Heading).ToBeVisibleAsync();
    }
}
