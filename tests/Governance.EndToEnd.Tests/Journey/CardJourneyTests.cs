using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>An engineer writes a model card, the owner approves it.</summary>
public sealed class CardJourneyTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    [Fact(Timeout = 180_000)]
    public async Task ModelCard_WrittenByTheEngineer_IsApprovedByTheOwner()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        await bank.RegisterVersionAsync("2.0.0");
        var place = $"/models/{bank.Model}/versions/2.0.0?tab=model-card";
        var engineer = await ArriveAsync();
        await engineer.SignInAsync(bank.Engineer);
        await engineer.OpenAsync(place);

        await engineer.Page.GetByRole(AriaRole.Button, new() { Name = "Write Known limits", Exact = true }).ClickAsync();
        var dialog = engineer.Page.GetByRole(AriaRole.Dialog, new() { Name = "Write Known limits", Exact = true });
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Text", Exact = true }).FillAsync("Applicants of one country.");
        Assert.Empty(await Accessibility.FindingsAsync(engineer.Page));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save text", Exact = true }).ClickAsync();
        await Expect(engineer.Page.GetByText("Applicants of one country.", new() { Exact = true })).ToBeVisibleAsync();
        await engineer.Page.GetByRole(AriaRole.Button, new() { Name = "Submit for review", Exact = true }).ClickAsync();
        await Expect(CardOf(engineer)).ToContainTextAsync("Waiting for review");
        await Expect(engineer.Page.GetByRole(AriaRole.Button, new() { Name = "Approve card", Exact = true })).ToHaveCountAsync(0);

        var owner = await ArriveAsync();
        await owner.SignInAsync(bank.Owner);
        await owner.OpenAsync(place);
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Approve card", Exact = true }).ClickAsync();
        await owner
            .Page.GetByRole(AriaRole.Dialog, new() { Name = "Approve card", Exact = true })
            .GetByRole(AriaRole.Button, new() { Name = "Approve card", Exact = true })
            .ClickAsync();

        await Expect(CardOf(owner)).ToContainTextAsync("Approved");
        await Expect(CardOf(engineer)).ToContainTextAsync("Approved");
        await WithdrawAsync(owner);
        await PrintAsync(owner, place);
    }

    // The approved card became evidence; its owner takes it back, and it stays listed.
    private static async Task WithdrawAsync(Person owner)
    {
        var pieces = owner.Page.GetByRole(AriaRole.Region, new() { Name = "All evidence", Exact = true });
        var made = pieces.GetByRole(AriaRole.Row).Filter(new() { HasText = "card CRD-" });
        var offered = made.GetByRole(AriaRole.Button, new() { NameRegex = new("^Withdraw EVD-") });
        await offered.ClickAsync();
        var dialog = owner.Page.GetByRole(AriaRole.Dialog, new() { NameRegex = new("^Withdraw EVD-") });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Withdraw evidence", Exact = true }).ClickAsync();
        await Expect(dialog.GetByText("Say why this evidence should no longer be used.")).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FindingsAsync(owner.Page));
        await dialog
            .GetByRole(AriaRole.Textbox, new() { Name = "Reason", Exact = true })
            .FillAsync("Applicants of two countries were used.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Withdraw evidence", Exact = true }).ClickAsync();
        await Expect(made).ToContainTextAsync("Withdrawn");
        await Expect(made).ToContainTextAsync("Applicants of two countries were used.");
        await Expect(offered).ToHaveCountAsync(0);
    }

    private async Task PrintAsync(Person owner, string place)
    {
        await owner.OpenAsync(place);
        await owner.Page.GetByRole(AriaRole.Link, new() { Name = "Export PDF", Exact = true }).ClickAsync();
        await Expect(
                owner.Page.GetByRole(
                    AriaRole.Heading,
                    new()
                    {
                        Name = "Model card",
                        Exact = true,
                        Level = 1,
                    }
                )
            )
            .ToBeVisibleAsync();
        await owner.BeReadyAsync();
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Create report", Exact = true }).ClickAsync();
        await Expect(owner.Page.GetByRole(AriaRole.Link, new() { Name = "Download report", Exact = true }))
            .ToBeVisibleAsync(new() { Timeout = 60_000 });
        var pdf = Path.Combine(Factory.Folder, "model-card.pdf");
        await File.WriteAllBytesAsync(pdf, await owner.ReadAsync($"/api/v1{owner.Place}/content"), TestContext.Current.CancellationToken);
        Assert.Contains("Signature is Valid", await Tool.RunAsync("pdfsig", pdf), StringComparison.Ordinal);
        Assert.Contains("Applicants of one country.", await Tool.RunAsync("pdftotext", "-layout", pdf, "-"), StringComparison.Ordinal);
    }

    private static ILocator CardOf(Person person) =>
        person.Page.GetByRole(AriaRole.Region, new() { Name = "Model card", Exact = true }).First;
}
