using System.Collections.Concurrent;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Hosting;

/// <summary>
/// A portal that lets go of its connections and, in place of a laptop that sleeps for longer than the server waits, keeps no page that lost
/// its own.
/// </summary>
public sealed class ForgetfulPortal : RunningPortal
{
    private readonly ConcurrentDictionary<HttpContext, bool> _connections = [];

    /// <summary>Cuts the connection of every open page.</summary>
    public void Cut()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Abort();
        }
    }

    protected override void Configure(PortalFactory factory)
    {
        var before = factory.Replace;
        factory.Replace = services =>
        {
            before?.Invoke(services);
            services.Configure<CircuitOptions>(o => o.DisconnectedCircuitMaxRetained = 0);
            services.AddSingleton<IStartupFilter>(new Watch(_connections));
        };
    }

    private sealed class Watch(ConcurrentDictionary<HttpContext, bool> connections) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    async (context, go) =>
                    {
                        var isPage = context.Request.Path == "/_blazor";
                        if (isPage)
                        {
                            connections[context] = true;
                        }

                        await go();
                        connections.TryRemove(context, out _);
                    }
                );
                next(app);
            };
    }
}

/// <summary>What is left of a page whose server no longer knows it: after a laptop's sleep, or when its node has ended.</summary>
public sealed class LostConnectionTests(RunningBrowser browser, ForgetfulPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<ForgetfulPortal>
{
    [Fact]
    public async Task PageWithoutText_ComesBackByItself_WithItsFilters()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        var owner = await ArriveAsync();
        await owner.SignInAsync(bank.Owner);
        await owner.OpenAsync("/models?q=credit");
        var page = owner.Page;
        await page.EvaluateAsync("() => { document.wasHere = true; }");

        portal.Cut();

        await page.WaitForFunctionAsync("() => document.wasHere === undefined", null, new() { Timeout = 60_000 });
        await owner.BeReadyAsync();
        Assert.EndsWith("/models?q=credit", page.Url, StringComparison.Ordinal);
        await Expect(page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
        TakeTheCut(owner);
    }

    [Fact]
    public async Task PageWithText_KeepsIt_AndHasItBackInTheFormAfterAReload()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        var owner = await ArriveAsync();
        await owner.SignInAsync(bank.Owner);
        await owner.OpenAsync("/models");
        var page = owner.Page;
        var open = page.GetByRole(AriaRole.Button, new() { Name = "Register model" }).First;
        await open.ClickAsync();
        // A dialog takes the focus when it is there, and letters typed before would be lost.
        var dialog = await page.GetByRole(AriaRole.Dialog).OpensAsync();
        var name = dialog.GetByLabel("Name", new() { Exact = true });
        await name.PressSequentiallyAsync("Überziehung „Süd“");

        portal.Cut();

        var notice = page.Locator("#components-reconnect-modal");
        await Expect(notice.Locator("[data-when=unsaved]")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(name).ToHaveValueAsync("Überziehung „Süd“");
        await notice.GetByRole(AriaRole.Button, new() { Name = "Reload" }).ClickAsync();
        await owner.BeReadyAsync();
        await Expect(notice).ToBeHiddenAsync();
        await open.ClickAsync();
        await Expect(name).ToHaveValueAsync("Überziehung „Süd“");

        // It is given back once.
        await owner.ReloadAsync();
        await open.ClickAsync();
        await Expect(name).ToHaveValueAsync("");
        TakeTheCut(owner);
    }

    [Fact]
    public async Task PageWithText_OfAPersonWhoIsNoLongerThere_GivesItToNobodyElse()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        var (owner, engineer) = (await ArriveAsync(), await ArriveAsync());
        await owner.SignInAsync(bank.Owner);
        await engineer.SignInAsync(bank.Engineer);
        await owner.OpenAsync("/models");
        var page = owner.Page;
        var open = page.GetByRole(AriaRole.Button, new() { Name = "Register model" }).First;
        await open.ClickAsync();
        var name = (await page.GetByRole(AriaRole.Dialog).OpensAsync()).GetByLabel("Name", new() { Exact = true });
        await name.PressSequentiallyAsync("only for the owner");

        portal.Cut();
        await Expect(page.Locator("[data-when=unsaved]")).ToBeVisibleAsync(new() { Timeout = 60_000 });

        // A single sign-on puts another person into the tab, without a sign-in page in between.
        await owner.Context.ClearCookiesAsync();
        var theirs = await engineer.Context.CookiesAsync([Portal.Address.ToString()]);
        await owner.Context.AddCookiesAsync([
            .. theirs.Select(c => new Cookie
            {
                Name = c.Name,
                Value = c.Value,
                Url = Portal.Address.ToString(),
            }),
        ]);
        await page.Locator("#components-reconnect-modal").GetByRole(AriaRole.Button, new() { Name = "Reload" }).ClickAsync();
        await owner.BeReadyAsync();
        await open.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).OpensAsync();
        await Expect(name).ToHaveValueAsync("");
        Assert.Equal(0, await page.EvaluateAsync<int>("() => sessionStorage.length"));
        TakeTheCut(owner);
        TakeTheCut(engineer);
    }

    // The framework's script says on the console that its connection was closed, what it could not send meanwhile, and what it sent before
    // the server knew again which page it belongs to.
    private static void TakeTheCut(Person person) =>
        Assert.All(
            person.Faults.Take(),
            fault => Assert.Matches("WebSocket closed|Cannot send data if the connection is not|Circuit (host )?not initialized", fault)
        );
}
