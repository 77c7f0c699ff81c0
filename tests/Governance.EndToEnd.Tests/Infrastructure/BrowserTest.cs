using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>A test with browsers. What they complained about fails it, unless the test says why not.</summary>
public abstract class BrowserTest : IAsyncLifetime
{
    private readonly RunningBrowser _browser;
    private readonly RunningPortal _portal;
    private readonly List<Person> _people = [];

    protected BrowserTest(RunningBrowser browser, RunningPortal portal)
    {
        RunningBrowser.SkipWithoutBrowser();
        (_browser, _portal) = (browser, portal);
    }

    protected PortalFactory Factory => _portal.Factory;

    protected RunningPortal Portal => _portal;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var person in _people)
        {
            if (TestContext.Current.TestState is { Result: TestResult.Failed })
            {
                await DescribeAsync(person);
            }

            await person.DisposeAsync();
        }

        foreach (var line in _people.SelectMany(p => p.Faults.All).Concat(_portal.Log.Errors))
        {
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        }

        if (TestContext.Current.TestState is null or { Result: not TestResult.Failed })
        {
            foreach (var person in _people)
            {
                person.Faults.AssertNone();
            }
        }
    }

    // What someone saw when the test failed: without it a failure on another machine cannot be understood.
    private static async Task DescribeAsync(Person person)
    {
        try
        {
            var seen = await person.Page.Locator("body").AriaSnapshotAsync(new() { Timeout = 5_000 });
            TestContext.Current.SendDiagnosticMessage($"{person}{Environment.NewLine}{seen[..Math.Min(seen.Length, 6_000)]}");
            TestContext.Current.TestOutputHelper?.WriteLine($"{person}{Environment.NewLine}{seen}");
        }
        catch (PlaywrightException e)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{person}: {e.Message}");
        }
    }

    /// <summary>Chooses from the menu of a list's filters, by the key that its page puts into the address.</summary>
    protected static async Task AddFilterAsync(IPage page, string key)
    {
        ArgumentNullException.ThrowIfNull(page);
        var menu = page.GetByRole(AriaRole.Group, new() { Name = "Add filter", Exact = true });
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Add filter", Exact = true });
        await button.PressAsync("Enter");
        await button.PressAsync("ArrowDown");
        await Expect(menu.GetByRole(AriaRole.Button).First).ToBeFocusedAsync();
        await menu.Locator($"button[value='{key}']").PressAsync("Enter");
        await Expect(menu).ToBeHiddenAsync();
    }

    /// <summary>Someone opens a browser; no one is signed in.</summary>
    protected async Task<Person> ArriveAsync(ViewportSize? size = null, string locale = "en-GB")
    {
        var person = await Person.ArriveAsync(_browser.Browser, _portal.Address, _portal.AppAsync, size, locale);
        _people.Add(person);
        return person;
    }

    /// <summary>An account of these roles, whose address no other test uses, at a browser and signed in.</summary>
    protected async Task<(Person Person, string Email)> EmployAsync(string name, params string[] roles)
    {
        var email = $"{name}.{Guid.NewGuid().ToString("N")[..8]}@bank.example";
        await Factory.CreateUserAsync(email, roles);
        var person = await ArriveAsync();
        await person.SignInAsync(email);
        return (person, email);
    }
}
