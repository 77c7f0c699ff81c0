using System.Text;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Portal.Administration.Audit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using Roles = Governance.Domain.Identity.Roles;

namespace Governance.EndToEnd.Tests.Proof;

/// <summary>What is out of the ordinary on the way to production, and what an auditor can prove of it afterwards.</summary>
public sealed class CustodyJourneyTests(RunningBrowser browser, CustodyPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<CustodyPortal>
{
    [Fact(Timeout = 120_000)]
    public async Task Files_DroppedOnTheVerifyPage_AreJudgedInWords()
    {
        await Factory.Get<CheckpointSigner>().SignAsync(TestContext.Current.CancellationToken);
        var (auditor, _) = await EmployAsync("auditor", Roles.Auditor);
        var receipt = Encoding.UTF8.GetString(await auditor.ReadAsync("/api/v1/audit/entries/1/receipt"));
        await auditor.OpenAsync("/audit/verify");
        var result = auditor.Page.GetByRole(AriaRole.Region, new() { Name = "Result", Exact = true });

        await DropAsync(auditor, "entry-1.tlog-proof", Encoding.UTF8.GetBytes(receipt));
        await Expect(result.GetByRole(AriaRole.Status)).ToContainTextAsync("The receipt is verified.");

        // Another place for the same entry: the proof leads elsewhere.
        await DropAsync(
            auditor,
            "tampered.tlog-proof",
            Encoding.UTF8.GetBytes(receipt.Replace("index 1\n", "index 0\n", StringComparison.Ordinal))
        );
        await Expect(result.GetByRole(AriaRole.Status)).ToContainTextAsync("The receipt is not verified");
        await Expect(result.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("Failed");

        await DropAsync(auditor, "model.bin", CustodyPortal.Artifact);
        await Expect(result).ToContainTextAsync("scorer@1.0.0");
        await Expect(result.GetByRole(AriaRole.Status)).Not.ToContainTextAsync("not verified");

        await DropAsync(auditor, "model.bin", [.. CustodyPortal.Artifact, (byte)'!']);
        await Expect(result).Not.ToContainTextAsync("scorer@1.0.0");
    }

    [Fact(Timeout = 120_000)]
    public async Task Override_AskedAndConfirmedByTwo_IsLoudOnTheirPages()
    {
        var (officer, _) = await EmployAsync("officer", Roles.RiskOfficer);
        var (security, _) = await EmployAsync("security", Roles.SecurityReviewer);
        await officer.OpenAsync($"/approvals/{portal.Promotion}");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "Emergency override", Exact = true }).ClickAsync();
        await SayAsync(officer, "Request an emergency override", "Fraud wave, see the bridge", "Request override");

        await security.OpenAsync($"/approvals/{portal.Promotion}");
        await security.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm override", Exact = true }).ClickAsync();
        await SayAsync(security, "Confirm the emergency override", "Confirmed with the duty manager", "Confirm override");

        foreach (var person in new[] { officer, security })
        {
            await Expect(person.Page.GetByRole(AriaRole.Region, new() { NameRegex = new("^Emergency override OVR-") }))
                .ToContainTextAsync("Emergency override in force");
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Delegation_GrantedOnTheAccountPage_LetsTheOtherSign()
    {
        var (legal, _) = await EmployAsync("legal", Roles.LegalReviewer);
        var (deputy, email) = await EmployAsync("deputy", Roles.ComplianceOfficer);
        await legal.OpenAsync("/account");
        await legal.Page.GetByRole(AriaRole.Button, new() { Name = "Delegate my sign-offs", Exact = true }).ClickAsync();
        var dialog = await legal.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delegate my sign-offs", Exact = true }).OpensAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Who signs for you" }).FillAsync(email);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Reason" }).FillAsync("On leave");
        await dialog.ProveAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delegate", Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
        await Expect(
                legal
                    .Page.GetByRole(AriaRole.Grid, new() { Name = "Delegations" })
                    .Or(legal.Page.GetByRole(AriaRole.Table, new() { Name = "Delegations" }))
            )
            .ToContainTextAsync("signs for you");

        await deputy.OpenAsync("/account");
        await deputy.Page.GetByRole(AriaRole.Button, new() { Name = "Accept", Exact = true }).ClickAsync();
        var answer = await deputy.Page.GetByRole(AriaRole.Dialog, new() { NameRegex = new("^Accept DLG-") }).OpensAsync();
        await answer.ProveAsync();
        await answer.GetByRole(AriaRole.Button, new() { Name = "Accept delegation", Exact = true }).ClickAsync();
        await answer.ClosesAsync();
        await deputy.OpenAsync($"/approvals/{portal.Promotion}");

        await Expect(new ApprovalPage(deputy).SignOffButton).ToBeVisibleAsync();
    }

    private static async Task SayAsync(Person person, string title, string reason, string button)
    {
        var dialog = await person.Page.GetByRole(AriaRole.Dialog, new() { Name = title, Exact = true }).OpensAsync();
        await dialog.GetByLabel("What makes it an emergency").FillAsync(reason);
        await dialog.ProveAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
    }

    private static async Task DropAsync(Person person, string name, byte[] bytes)
    {
        var field = await person.Page.Locator("input[type=file]").ListensAsync();
        await field.SetInputFilesAsync(
            new FilePayload
            {
                Name = name,
                MimeType = "application/octet-stream",
                Buffer = bytes,
            }
        );
    }
}
