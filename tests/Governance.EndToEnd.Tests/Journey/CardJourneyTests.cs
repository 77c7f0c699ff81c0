using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>An engineer writes a model card, the owner approves it.</summary>
public sealed class CardJourneyTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    [Fact(Timeout = 120_000)]
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
        await Expect(CardOf(engineer)).ToContainTextAsync("Waits for review");
        await Expect(engineer.Page.GetByRole(AriaRole.Button, new() { Name = "Approve card", Exact = true })).ToHaveCountAsync(0);

        var owner = await ArriveAsync();
        await owner.SignInAsync(bank.Owner);
        await owner.OpenAsync(place);
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Approve card", Exact = true }).ClickAsync();
        await owner.Page.GetByRole(AriaRole.Dialog, new() { Name = "Approve card", Exact = true }).GetByRole(AriaRole.Button, new() { Name = "Approve card", Exact = true }).ClickAsync();

        await Expect(CardOf(owner)).ToContainTextAsync("Approved");
        await Expect(CardOf(engineer)).ToContainTextAsync("Approved");
    }

    private static ILocator CardOf(Person person) => person.Page.GetByRole(AriaRole.Region, new() { Name = "Model card", Exact = true }).First;
}
