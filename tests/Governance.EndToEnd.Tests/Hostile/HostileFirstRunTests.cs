using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Hostile;

/// <summary>
/// Markup in every field of the first run and in every header of a browser is refused in words or shown as text only. In every run the page
/// of one entry of each kind in the log is opened; in full that of each entry.
/// </summary>
public sealed class HostileFirstRunTests(RunningBrowser browser, HostileFirstRunPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<HostileFirstRunPortal>
{
    internal const string Markup = "\"><img src=x onerror=top.planted=1><script>top.planted=1</script><b class=planted>{{7*7}}";

    // An address has no blanks: an element and a script that need none.
    private const string Email = "\"><b/class=planted><script>top.planted=1</script>'@bank.example";

    private const string Password = "<svg onload=top.planted=1> \"' a few words";

    // What every request of the browser carries. Firefox on Linux is what a reader of it in words makes of the first.
    private static readonly Dictionary<string, string> s_headers = new(StringComparer.Ordinal)
    {
        ["User-Agent"] = $"Mozilla/5.0 {Markup} (X11; Linux x86_64) Gecko/20100101 Firefox/140.0",
        ["Accept-Language"] = $"{Markup}, de-<b class=planted>;q=0.1",
        ["X-Forwarded-For"] = Markup,
        ["X-Request-Id"] = Markup,
        ["X-Page-Language"] = Markup,
        ["traceparent"] = Markup,
        ["tracestate"] = Markup,
        ["Idempotency-Key"] = Markup,
    };

    private static readonly string[] s_pages =
    [
        "/",
        "/?scope=security",
        "/account",
        "/account/security",
        "/account/notifications",
        "/notifications?state=all",
        "/admin/users",
        "/admin/roles",
        "/admin/keys",
        "/admin/access-review",
        "/admin/sign-on",
        "/admin/health",
        "/admin/integrations",
        "/admin/channels",
        "/admin/organisation",
        "/audit",
        "/audit?action=session.opened",
        "/audit?action=session.refused",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>In every run the text fields of the other pages are written to (<see cref="HostileTextTests"/>).</summary>
    [WholeFact(Timeout = 300_000)]
    public async Task FirstRun_WithMarkupInEveryFieldAndHeader_ShowsItAsTextOnly()
    {
        var newcomer = await ArriveAsync();
        await newcomer.Context.SetExtraHTTPHeadersAsync(s_headers);
        await newcomer.Page.GotoAsync("/models");
        var setup = new SetupPage(newcomer);
        await UncheckedAsync(newcomer);
        await setup.MakeAdministratorAsync(Markup, Markup, Email, Password);
        await Expect(setup.Alert).ToContainTextAsync("This is not this server's token.");
        await Expect(newcomer.Page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true })).ToHaveValueAsync(Markup);
        await PlantedText.ReadAsync(newcomer, "first run, refused");

        var token = (await File.ReadAllTextAsync(Path.Combine(Factory.KeyFolder, "setup-token"), Ct)).Trim();
        await UncheckedAsync(newcomer);
        await setup.MakeAdministratorAsync(token, Markup, Markup, Password);
        await Expect(setup.Alert).ToContainTextAsync("The account cannot be created with these values.");
        await Expect(newcomer.Page.GetByText("Enter an e-mail address, such as name@bank.example.")).ToBeVisibleAsync();
        await PlantedText.ReadAsync(newcomer, "first run, no address");

        await UncheckedAsync(newcomer);
        await setup.MakeAdministratorAsync(token, Markup, Email, Password);
        await newcomer.BeAtAsync("/account/security$");
        await new SecurityPage(newcomer).SetUpCodesAsync(secret => Portal.KeepAppAsync(Email, secret), Password);
        await PlantedText.ReadAsync(newcomer, "second step");
        await newcomer.Context.ClearCookiesAsync();
        await newcomer.Page.GotoAsync("/signin");
        Assert.Contains(Markup, await PlantedText.ReadAsync(newcomer, "sign-in"), StringComparison.Ordinal);
        await SignInAsync(newcomer);
        var account = newcomer.Page.GetByRole(AriaRole.Button, new() { Name = $"Account: {Markup}, Administrator", Exact = true });
        await Expect(account).ToBeVisibleAsync();

        var shown = await ShownAsync(newcomer);

        Assert.True(shown.Count >= 3, $"It was to be read on {string.Join(", ", shown)} only.");
        await SessionsAsync(newcomer, (await EmployAsync("colleague", Roles.Administrator)).Person);
        Assert.True(Portal.Log.Errors.Count == 0, string.Join(Environment.NewLine, Portal.Log.Errors));
        Assert.DoesNotContain(Portal.Log.Warnings, line => line.Contains("planted", StringComparison.Ordinal));
    }

    // Everything a browser would check before it sends a form is left out.
    private static async Task UncheckedAsync(Person person) =>
        await person.Page.EvaluateAsync("() => { for (const form of document.forms) { form.noValidate = true; } }");

    // One wrong password first: the refusal is on record too.
    private static async Task SignInAsync(Person person)
    {
        var page = new SignInPage(person);
        await UncheckedAsync(person);
        await page.TryAsync(Email, Markup);
        await Expect(page.Alert).Not.ToBeEmptyAsync();
        await PlantedText.ReadAsync(person, "sign-in, refused");
        await page.SignInAsync(Email, Password);
    }

    private static async Task<IReadOnlyList<string>> ShownAsync(Person person)
    {
        var shown = new List<string>();
        foreach (var path in s_pages)
        {
            await person.OpenAsync(path);
            if ((await PlantedText.ReadAsync(person, path)).Contains("planted", StringComparison.Ordinal))
            {
                shown.Add(path);
            }
        }

        // The entries so far, as their own pages show them.
        var (_, log) = await person.CallAsync("GET", "/api/v1/audit/entries?limit=100");
        var entries = log.GetProperty("items").EnumerateArray().ToList();
        Assert.NotEmpty(entries);
        foreach (var entry in Soak.IsFull ? entries : entries.DistinctBy(e => e.GetProperty("event").GetProperty("action").GetString()))
        {
            var path = $"/audit/{entry.GetProperty("index").GetInt64()}";
            await person.OpenAsync(path);
            await PlantedText.ReadAsync(person, path);
        }

        return shown;
    }

    // Where people see what a sign-in said of itself: its own words are not kept, so they cannot be shown.
    private static async Task SessionsAsync(Person person, Person colleague)
    {
        await person.OpenAsync("/account/security");
        var own = person.Page.GetByRole(AriaRole.Table, new() { Name = "Sessions", Exact = true });
        await Expect(own).ToContainTextAsync("Firefox on Linux");
        await Expect(own).Not.ToContainTextAsync("planted");
        await colleague.OpenAsync("/admin/users");
        await colleague.Page.GetByRole(AriaRole.Button, new() { Name = $"Access for {Markup}", Exact = true }).ClickAsync();
        var dialog = await colleague.Page.GetByRole(AriaRole.Dialog, new() { Name = $"Access for {Markup}", Exact = true }).OpensAsync();
        await Expect(dialog).ToContainTextAsync("Firefox on Linux");
        Assert.Contains(Markup, await PlantedText.ReadAsync(colleague, "access of a person"), StringComparison.Ordinal);
    }
}
