using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Newcomer;

public sealed class ListTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    [Fact]
    public async Task Filter_SurvivesReloadAndComesBackWithTheBackButton()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        var person = await ArriveAsync();
        await person.SignInAsync(bank.Engineer);
        await person.OpenAsync("/models");
        var models = new ModelsPage(person);
        var rows = models.Grid.GetByRole(AriaRole.Link, new() { Name = "Credit default scoring" });

        await models.Search.FillAsync(bank.Model);
        await models.Search.PressAsync("Enter");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(person.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(bank.Model));
        var filtered = person.Place;

        await person.ReloadAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(models.Search).ToHaveValueAsync(bank.Model);

        await rows.ClickAsync();
        await Expect(new Shell(person).Heading).ToHaveTextAsync("Credit default scoring");
        await person.Page.GoBackAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(models.Search).ToHaveValueAsync(bank.Model);
        Assert.Equal(filtered, person.Place);

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Clear filters", Exact = true }).ClickAsync();
        await Expect(models.Search).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Sort_IsAnAddressAndIsSaidToScreenReaders()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        var person = await ArriveAsync();
        await person.SignInAsync(bank.Engineer);
        await person.OpenAsync("/models");

        await person.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Owner", Exact = true }).GetByRole(AriaRole.Link).ClickAsync();

        await Expect(person.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Owner", Exact = true }))
            .ToHaveAttributeAsync("aria-sort", new System.Text.RegularExpressions.Regex("ascending|descending"));
        Assert.Contains("sort=", person.Place, StringComparison.Ordinal);
    }
}
