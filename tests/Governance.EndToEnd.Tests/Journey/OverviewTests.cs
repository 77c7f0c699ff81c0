using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>The overview of someone for whom nothing waits.</summary>
public sealed class OverviewTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    [Fact]
    public async Task Sponsor_SeesTheirDashboard_ChangesAndFiltersIt_FollowsAFigure_AndTakesFiles()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        var (sponsor, _) = await EmployAsync("stella.sponsor", Roles.Sponsor);
        var page = sponsor.Page;
        await sponsor.OpenAsync("/");
        var scope = page.GetByRole(AriaRole.Group, new() { Name = "View", Exact = true });
        await Expect(scope.GetByRole(AriaRole.Button, new() { Name = "Sponsor", Exact = true }))
            .ToHaveAttributeAsync("aria-pressed", "true");
        var figures = page.GetByRole(AriaRole.Region, new() { Name = "Key figures", Exact = true });
        await Expect(figures).ToContainTextAsync("Compliance score");
        Assert.Empty(await Accessibility.FindingsAsync(page));

        await scope.GetByRole(AriaRole.Button, new() { Name = "Risk", Exact = true }).ClickAsync();
        await Expect(figures).ToContainTextAsync("Residual risk");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Exposure by model", Exact = true })).ToBeVisibleAsync();
        await scope.GetByRole(AriaRole.Button, new() { Name = "Security", Exact = true }).ClickAsync();
        await Expect(figures).ToContainTextAsync("Refused attempts");
        // A sponsor does not read the log: numbers only.
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Refused attempts by action", Exact = true })).ToHaveCountAsync(0);
        Assert.Empty(await Accessibility.FindingsAsync(page));

        await page.GetByLabel("Period", new() { Exact = true }).SelectOptionAsync("365d");
        await AddFilterAsync(page, $"model:{bank.Model}");
        await Expect(page)
            .ToHaveURLAsync(
                new System.Text.RegularExpressions.Regex(
                    $"scope=security.*period=365d.*model={System.Text.RegularExpressions.Regex.Escape(bank.Model)}"
                )
            );
        foreach (var (format, begins) in new[] { ("CSV", "part,name"), ("PDF", "%PDF-") })
        {
            var download = await page.RunAndWaitForDownloadAsync(() =>
                page.GetByRole(AriaRole.Link, new() { Name = $"Export {format}", Exact = true }).ClickAsync()
            );
            await using var stream = await download.CreateReadStreamAsync();
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.StartsWith(begins, await reader.ReadLineAsync(), StringComparison.Ordinal);
        }

        await figures.GetByRole(AriaRole.Link, new() { Name = "Leaks", Exact = true }).ClickAsync();
        await Expect(
                page.GetByRole(
                    AriaRole.Heading,
                    new()
                    {
                        Name = "Leaks",
                        Exact = true,
                        Level = 1,
                    }
                )
            )
            .ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync($"Last 365 days, {bank.Model}");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Definition", Exact = true }))
            .ToContainTextAsync("by the live checks of decisions");
        Assert.Empty(await Accessibility.FindingsAsync(page));

        await sponsor.OpenAsync("/account/dashboards?view=sponsor");
        await page.GetByRole(AriaRole.Button, new() { Name = "Subscribe to this dashboard", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("SUB-");
        Assert.Empty(await Accessibility.FindingsAsync(page));
    }

    [Fact]
    public async Task Palette_ByKeyboardAlone_FindsAPageAndAModel()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        var (engineer, _) = await EmployAsync("kay.keys", Roles.Engineer);
        var page = engineer.Page;
        await engineer.OpenAsync("/");
        await page.Keyboard.PressAsync("Control+k");
        var palette = page.GetByRole(AriaRole.Dialog, new() { Name = "Command palette", Exact = true });
        var field = palette.GetByRole(AriaRole.Combobox, new() { Name = "Search", Exact = true });
        await Expect(field).ToBeFocusedAsync();
        Assert.Empty(await Accessibility.FindingsAsync(page));

        await page.Keyboard.TypeAsync(bank.Model);
        await Expect(palette.GetByRole(AriaRole.Option).First).ToContainTextAsync("Model");
        Assert.Empty(await Accessibility.FindingsAsync(page));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page)
            .ToHaveURLAsync(
                new System.Text.RegularExpressions.Regex($"/models/{System.Text.RegularExpressions.Regex.Escape(bank.Model)}$")
            );

        // Seen before the next one is opened: until then it is not one of the pages that were.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Credit default scoring");

        // What was opened before this page stands first; Esc gives the page back.
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("threat models");
        await Expect(palette.GetByRole(AriaRole.Option).First).ToContainTextAsync("Threat models");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/risks/threat-models$"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Threat models");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search or jump to", Exact = true }).ClickAsync();
        var recent = palette.GetByRole(AriaRole.Group, new() { Name = "Recent", Exact = true }).GetByRole(AriaRole.Option);
        await Expect(recent).ToHaveCountAsync(1);
        await Expect(recent).ToContainTextAsync("Model");
        Assert.Empty(await Accessibility.FindingsAsync(page));
        await page.Keyboard.PressAsync("Escape");
        await Expect(palette).ToHaveCountAsync(0);
    }

    /// <summary>It said that there is nothing of the name while it was still asking.</summary>
    [Fact]
    public async Task Palette_WhileItSearches_SaysSo_AndSaysThatThereIsNothingOnceItKnows()
    {
        var (engineer, _) = await EmployAsync("sam.search", Roles.Engineer);
        var page = engineer.Page;
        var answer = new TaskCompletionSource();
        await engineer.OpenAsync("/");
        await page.RouteAsync(
            "**/api/v1/find?q=*",
            async route =>
            {
                await answer.Task;
                await route.ContinueAsync();
            }
        );
        await page.Keyboard.PressAsync("Control+k");
        var palette = page.GetByRole(AriaRole.Dialog, new() { Name = "Command palette", Exact = true });
        await page.Keyboard.TypeAsync("zzzunheardof");

        var nothing = palette.Locator(".palette-nothing");
        await Expect(nothing).ToHaveTextAsync("Searching…");
        answer.SetResult();
        await Expect(nothing).ToContainTextAsync("Nothing is called “zzzunheardof”.");
    }

    [Fact]
    public async Task Palette_ByKeyboardAlone_FindsATab_ChangesTheFrame_AndSignsOut()
    {
        var (admin, _) = await EmployAsync("pia.palette", Roles.Administrator);
        var page = admin.Page;
        await admin.OpenAsync("/");
        var palette = page.GetByRole(AriaRole.Dialog, new() { Name = "Command palette", Exact = true });

        await RunAsync("invite", "Invite user");
        var invite = page.GetByRole(AriaRole.Dialog, new() { Name = "Invite user", Exact = true });
        await invite.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();
        await Expect(invite).ToHaveCountAsync(0);
        await RunAsync("dark", "Dark theme");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await RunAsync("deutsch", "Language: Deutsch");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        palette = page.GetByRole(AriaRole.Dialog, new() { Name = "Befehlspalette", Exact = true });
        await RunAsync("english", "Sprache: English");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        palette = page.GetByRole(AriaRole.Dialog, new() { Name = "Command palette", Exact = true });
        await RunAsync("log out", "Sign out");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/signin"));

        async Task RunAsync(string typed, string first)
        {
            await Expect(page.Locator(".app")).ToHaveAttributeAsync("data-interactive", "true");
            await page.Keyboard.PressAsync("Control+k");
            await Expect(palette.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync(typed);
            await Expect(palette.GetByRole(AriaRole.Option).First).ToContainTextAsync(first);
            await page.Keyboard.PressAsync("Enter");
            await Expect(palette).ToHaveCountAsync(0);
        }
    }
}
