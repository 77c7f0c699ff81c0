using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Portal.Kernel.Nodes;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using Roles = Governance.Domain.Identity.Roles;

namespace Governance.EndToEnd.Tests.Hosting;

/// <summary>Two servers behind HAProxy, of which one is about to end: open pages move to the other, and lose nothing.</summary>
public sealed class TwoServersTests(RunningBrowser browser, RunningPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<RunningPortal>
{
    private readonly RunningBrowser _browser = browser;

    [Fact(Timeout = 120_000)]
    public async Task Page_WhoseServerIsAboutToEnd_LoadsOnAnother_AndOneWithUnsavedTextStays()
    {
        LoadBalancer.Need();
        await using var other = Factory.Beside(TimeProvider.System);
        other.UseKestrel(0);
        other.StartServer();
        await using var balancer = await LoadBalancer.StartAsync(
            [Portal.Address.Port, other.ClientOptions.BaseAddress.Port],
            TestContext.Current.CancellationToken
        );
        await using var reader = await OnFirstServerAsync(balancer, "reader");
        await using var writer = await OnFirstServerAsync(balancer, "writer");
        await reader.OpenAsync("/models?q=fraud");
        await reader.Page.EvaluateAsync("window.isOld = true");
        await writer.OpenAsync("/compliance/use-cases/new");
        await writer.Page.EvaluateAsync("window.isOld = true");
        var field = writer.Page.GetByRole(AriaRole.Textbox, new() { Name = "Title", Exact = true });
        await field.PressSequentiallyAsync("Scores of applicants");

        Assert.True(Factory.Get<Draining>().Begin());

        await Expect(reader.Page.GetByText("This server is about to be replaced. The page moves to another one in a moment."))
            .ToBeVisibleAsync();
        await Expect(writer.Page.GetByText("holds text that is not saved. Save it now.")).ToBeVisibleAsync();
        await reader.Page.WaitForFunctionAsync("() => window.isOld === undefined && document.querySelector('[data-interactive=true]')");
        await reader.BeReadyAsync();
        Assert.Equal("/models?q=fraud", reader.Place);
        await Expect(reader.Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
        Assert.Equal("n1", await ServerOfAsync(reader));

        // The balancer has cut what still held on to the first server. The text is there; the reader decides.
        await Expect(writer.Page.GetByText("This page has lost its server")).ToBeVisibleAsync();
        await Expect(field).ToHaveValueAsync("Scores of applicants");
        Assert.True(await writer.Page.EvaluateAsync<bool>("window.isOld"));
        await writer.Page.GetByRole(AriaRole.Button, new() { Name = "Reload", Exact = true }).ClickAsync();
        await writer.BeReadyAsync();
        Assert.Equal("n1", await ServerOfAsync(writer));
        foreach (var person in new[] { reader, writer })
        {
            // The question whether a server answers is answered with no, and the web socket of the first one was cut.
            Assert.DoesNotContain(
                person.Faults.Take(),
                f =>
                    !f.Contains("/readyz", StringComparison.Ordinal)
                    && !f.Contains("WebSocket", StringComparison.OrdinalIgnoreCase)
                    && !f.Contains("onnection", StringComparison.Ordinal)
            );
        }
    }

    private async Task<Person> OnFirstServerAsync(LoadBalancer balancer, string name)
    {
        var email = $"{name}.{Guid.NewGuid().ToString("N")[..8]}@bank.example";
        await Factory.CreateUserAsync(email, Roles.ModelOwner, Roles.ComplianceOfficer);
        var person = await Person.ArriveAsync(_browser.Browser, balancer.Address);
        await person.Context.AddCookiesAsync([
            new()
            {
                Name = "node",
                Value = "n0",
                Url = balancer.Address.ToString(),
            },
        ]);
        await person.SignInAsync(email, Roles.ModelOwner);
        return person;
    }

    private static async Task<string?> ServerOfAsync(Person person) =>
        (await person.Context.CookiesAsync()).FirstOrDefault(c => c.Name == "node")?.Value;
}
