using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Portal.Kernel.Contracts;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>A version in production is taken out of use: from the plan over its steps to the signed closure.</summary>
public sealed class RetirementJourneyTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    private static readonly string s_file = $"minutes.pdf {new string('c', 64)}";
    private Person _owner = null!;

    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Retirement_FromThePlan_ToItsSignedClosure()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        await bank.RegisterVersionAsync("2.0.0");
        var release = await bank.RequestAsync("2.0.0");
        await bank.SignAllAsync(release);
        await bank.DeployAsync("2.0.0", release);

        var engineer = await ArriveAsync();
        await engineer.SignInAsync(bank.Engineer);
        await engineer.OpenAsync($"/models/{bank.Model}/versions/2.0.0");
        await engineer.Page.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true }).ClickAsync();
        await engineer.Page.GetByRole(AriaRole.Link, new() { Name = "Plan retirement", Exact = true }).ClickAsync();
        var plan = await engineer.Page.GetByRole(AriaRole.Dialog, new() { Name = "Plan retirement", Exact = true }).OpensAsync();
        await plan.GetByLabel("Why").FillAsync("Too many wrong refusals");
        await plan.GetByLabel("Owner of the retirement").FillAsync(bank.Owner);
        Assert.Empty(await Accessibility.FindingsAsync(engineer.Page));
        await PressSlowlyAsync(engineer.Page, plan.GetByRole(AriaRole.Button, new() { Name = "Plan retirement", Exact = true }));
        await engineer.BeAtAsync("/retirements/RET-");
        var id = engineer.Place.Split('/')[^1];

        _owner = await ArriveAsync();
        await _owner.SignInAsync(bank.Owner);
        await _owner.OpenAsync($"/retirements/{id}");
        Assert.Empty(await Accessibility.FindingsAsync(_owner.Page));
        await DoStepsAsync();

        // Anyone who asks does not sign: the engineer asks, the owner and Legal sign.
        await engineer.OpenAsync($"/retirements/{id}");
        await engineer.Page.GetByRole(AriaRole.Button, new() { Name = "Request signatures", Exact = true }).First.ClickAsync();
        var asking = await engineer.Page.GetByRole(AriaRole.Dialog).OpensAsync();
        await asking.GetByRole(AriaRole.Button, new() { Name = "Request signatures", Exact = true }).ClickAsync();
        await asking.ClosesAsync();
        await Expect(_owner.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("Waiting for signatures");
        var (_, asked) = await _owner.CallAsync("GET", $"/api/v1/retirements/{id}");
        var promotion = asked.GetProperty("versions")[0].GetProperty("promotion").GetString()!;
        await bank.SignAsync(promotion, bank.Owner, "owner");
        if (asked.GetProperty("highRisk").GetBoolean())
        {
            await bank.SignAsync(promotion, bank.Legal, "legal");
        }

        await Expect(_owner.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("Signed and closed.");
        Assert.Empty(await Accessibility.FindingsAsync(_owner.Page));
        await foreach (
            var wrong in Factory
                .Services.GetServices<IInstallationCheck>()
                .Single(c => c.Subject == "retirements")
                .FindAsync(CancellationToken.None)
        )
        {
            Assert.Fail(wrong);
        }

        Assert.Empty(Portal.Log.Errors);
    }

    // A press ends what was typed into a field, which then becomes a chip and moves the button: nothing moves while it is held down.
    private static async Task PressSlowlyAsync(IPage page, ILocator button)
    {
        await page.EvaluateAsync(
            """
            () => {
              window.heard = [];
              ['change', 'click'].forEach(name => document.addEventListener(name, () => window.heard.push(name)));
            }
            """
        );
        await button.HoverAsync();
        await page.Mouse.DownAsync();
        Assert.Empty(await page.EvaluateAsync<string[]>("() => window.heard"));
        await page.Mouse.UpAsync();
        Assert.Equal(["change", "click"], await page.EvaluateAsync<string[]>("() => window.heard"));
    }

    // The page's primary action is always the next thing to do.
    private async Task DoStepsAsync()
    {
        var dialogs = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 40; i++)
        {
            var next = _owner.Page.GetByRole(AriaRole.Banner).Or(_owner.Page.GetByRole(AriaRole.Main)).Locator(".btn-primary").First;
            var label = (await next.TextContentAsync())!.Trim();
            if (label == "Request signatures")
            {
                return;
            }

            await next.ClickAsync();
            var dialog = await _owner.Page.GetByRole(AriaRole.Dialog).OpensAsync();
            // The tasks have one dialog between them.
            if (dialogs.Add(label) || Soak.IsFull)
            {
                Assert.Empty(await Accessibility.FindingsAsync(_owner.Page));
            }

            foreach (var box in await dialog.GetByRole(AriaRole.Checkbox).AllAsync())
            {
                await box.CheckAsync();
            }

            switch (label)
            {
                case "Decide on dependent items":
                    await dialog.GetByRole(AriaRole.Radio, new() { Name = "Accepted" }).CheckAsync();
                    await dialog.GetByLabel("Reason").FillAsync("Stays on record");
                    break;
                case "Do the next task":
                    await dialog.GetByLabel("What was done").FillAsync("Done and minuted");
                    await dialog.GetByLabel("Evidence").FillAsync(s_file);
                    break;
                case "Confirm that traffic has stopped":
                    await dialog.GetByLabel("System that served it").FillAsync("scoring gateway");
                    await dialog.GetByLabel("Evidence").FillAsync(s_file);
                    break;
                case "Decide on data":
                    await dialog.GetByLabel("Kept until").FillAsync("2040-01-01");
                    await dialog.GetByLabel("Legal basis or reason").FillAsync("Art. 18(1)");
                    break;
                case "Set retention":
                    await dialog.GetByLabel("Kept until").FillAsync("2040-01-01");
                    await dialog.GetByLabel("Legal basis or reason").FillAsync("Art. 18(1)");
                    break;
                default:
                    break;
            }

            await dialog.Locator("button[type=submit]").ClickAsync();
            await dialog.ClosesAsync();
        }

        Assert.Fail("The steps did not come to an end.");
    }
}
