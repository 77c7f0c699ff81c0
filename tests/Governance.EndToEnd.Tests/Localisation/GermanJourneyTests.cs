using System.Text.RegularExpressions;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Localisation;

/// <summary>Someone switches to German and walks through the portal: what is ours is German, what people wrote is not touched.</summary>
public sealed partial class GermanJourneyTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    private const string Version = "2.0.0";

    [Fact]
    public async Task Officer_SwitchesToGerman_AndWalksThroughThePortalInIt()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        await bank.RegisterVersionAsync(Version);
        await bank.UploadWindowsAsync(Version, windows: 1);
        var promotion = await bank.RequestAsync(Version);
        var email = $"greta.german.{bank.Model}@bank.example";
        await Factory.CreateUserAsync(email, Roles.RiskOfficer);
        var person = await ArriveAsync();
        var page = person.Page;
        await new SignInPage(person).OpenAsync();
        await new SignInPage(person).SignInAsync(email);

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Account: ") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Deutsch", Exact = true }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await person.BeReadyAsync();
        // The account has learned it too: mails are in it from now on.
        Assert.Equal("de", (await person.CallAsync("GET", "/api/v1/notifications/preferences")).Body.GetProperty("language").GetString());

        await SeeAsync(person, "/", "Überblick");
        await Expect(
                page.GetByRole(AriaRole.Navigation, new() { Name = "Hauptnavigation", Exact = true })
                    .GetByRole(AriaRole.Link, new() { Name = "Genehmigungen", Exact = true })
            )
            .ToBeVisibleAsync();
        await SeeAsync(person, "/risks", "Risikoregister");
        await SeeARefusalAsync(page);
        var review = await SeeAsync(person, $"/approvals/{promotion}", $"Credit default scoring {Version} bereitstellen");
        Assert.Matches(GermanDate(), review);
        Assert.Matches(GermanNumber(), review);
        Assert.DoesNotMatch(EnglishDate(), review);
        var monitor = await SeeAsync(person, $"/monitoring/{bank.Model}", "Credit default scoring");
        Assert.Matches(GermanNumber(), monitor);
        Assert.Contains("Vorhersagen", monitor, StringComparison.Ordinal);
        await Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("^PSI je Merkmal und Tag") })).ToHaveCountAsync(1);
        await SeeThePaletteAsync(page, "Credit default scoring");
    }

    /// <summary>A page in German: without findings, and on a phone without sideways scroll.</summary>
    private static async Task<string> SeeAsync(Person person, string path, string heading)
    {
        var page = person.Page;
        await person.OpenAsync(path);
        await Expect(new Shell(person).Heading).ToHaveTextAsync(heading);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        Assert.Empty(await Accessibility.FindingsAsync(page));
        var text = await page.GetByRole(AriaRole.Main).InnerTextAsync();
        await FitsAPhoneAsync(page);
        await page.SetViewportSizeAsync(1440, 900);
        return text;
    }

    private static async Task FitsAPhoneAsync(IPage page)
    {
        await Accessibility.ResizeAsync(page, 390, 844);
        Assert.Empty(await Accessibility.OverflowAsync(page));
        Assert.Empty(await Accessibility.ClippedAsync(page));
    }

    private static async Task SeeARefusalAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Neues Risiko", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Neues Risiko", Exact = true });
        await dialog.OpensAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Risiko erfassen", Exact = true }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Textbox, new() { Name = "Titel", Exact = true }))
            .ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(dialog).ToContainTextAsync("Geben Sie ihm einen Titel von höchstens 200 Zeichen");
        Assert.Empty(await Accessibility.FindingsAsync(page));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Abbrechen", Exact = true }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
    }

    private static async Task SeeThePaletteAsync(IPage page, string model)
    {
        await page.Keyboard.PressAsync("Control+k");
        var palette = page.GetByRole(AriaRole.Dialog, new() { Name = "Befehlspalette", Exact = true });
        var field = palette.GetByRole(AriaRole.Combobox, new() { Name = "Suche", Exact = true });
        await Expect(field).ToBeFocusedAsync();
        await Expect(
                palette
                    .GetByRole(AriaRole.Group, new() { Name = "Seiten", Exact = true })
                    .GetByRole(AriaRole.Option, new() { NameRegex = new("Risiken") })
            )
            .ToHaveCountAsync(1);
        await field.FillAsync(model);
        await Expect(palette.GetByRole(AriaRole.Group, new() { Name = "Modelle", Exact = true }).GetByRole(AriaRole.Option).First)
            .ToContainTextAsync("Credit default scoring");
        await Expect(palette.GetByRole(AriaRole.Group, new() { Name = "Aktionen", Exact = true }))
            .ToContainTextAsync("Drift von Credit default scoring anzeigen");
        Assert.Empty(await Accessibility.FindingsAsync(page));
        // Actions are found by what they are called here.
        await field.FillAsync("neues ris");
        await Expect(palette.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await Expect(palette.GetByRole(AriaRole.Option).First).ToContainTextAsync("Neues Risiko …");
        await field.FillAsync("gibt es nicht");
        await Expect(palette).ToContainTextAsync("Nichts heißt „gibt es nicht“.");
        await FitsAPhoneAsync(page);
    }

    // Fr, 20. Nov. · 4. Nov. 2026
    [GeneratedRegex(@"\b\d{1,2}\.[ \u00A0](Jan\.|Feb\.|März|Apr\.|Mai|Juni|Juli|Aug\.|Sept\.|Okt\.|Nov\.|Dez\.)")]
    private static partial Regex GermanDate();

    [GeneratedRegex(@"\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b")]
    private static partial Regex EnglishDate();

    // 0,794 · 12.774
    [GeneratedRegex(@"\b\d+,\d{2,3}\b|\b\d{1,3}\.\d{3}\b")]
    private static partial Regex GermanNumber();
}
