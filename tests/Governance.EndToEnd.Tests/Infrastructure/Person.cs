using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Governance.EndToEnd.Tests.Pages;
using Governance.Testing;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>Someone at a browser of their own: separate cookies, separate storage, one open page.</summary>
public sealed class Person : IAsyncDisposable
{
    private const string Zone = "Europe/Copenhagen";

    private static readonly ConditionalWeakTable<IPage, Person> s_people = [];

    private readonly Uri _address;
    private readonly Func<string, Task<AuthenticatorApp?>> _apps;
    private string? _csrfToken;

    private Person(IBrowserContext context, IPage page, BrowserFaults faults, Uri address, Func<string, Task<AuthenticatorApp?>> apps)
    {
        (Context, Page, Faults, _address, _apps) = (context, page, faults, address, apps);
        s_people.Add(page, this);
    }

    /// <summary>Who sits at a page.</summary>
    public static Person At(IPage page) =>
        s_people.TryGetValue(page, out var person) ? person : throw new InvalidOperationException("No one sits at this page.");

    /// <summary>Their authenticator app, once they are known; null for someone whose role asks for none.</summary>
    public AuthenticatorApp? App { get; private set; }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public BrowserFaults Faults { get; }

    /// <summary>The day that it is where their browser is.</summary>
    public static DateOnly Today =>
        DateOnly.FromDateTime(
            TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(Zone)).DateTime
        );

    /// <summary>Path and query of the page shown.</summary>
    public string Place => new Uri(Page.Url).PathAndQuery;

    /// <param name="browser">The browser.</param>
    /// <param name="address">The portal's address.</param>
    /// <param name="apps">The authenticator apps of people, by their e-mail address.</param>
    /// <param name="size">Of the window.</param>
    /// <param name="locale">Of the browser.</param>
    public static async Task<Person> ArriveAsync(
        IBrowser browser,
        Uri address,
        Func<string, Task<AuthenticatorApp?>> apps,
        ViewportSize? size = null,
        string locale = "en-GB"
    )
    {
        var context = await browser.NewContextAsync(
            new()
            {
                BaseURL = address.ToString(),
                ViewportSize = size ?? new() { Width = 1440, Height = 900 },
                ReducedMotion = ReducedMotion.Reduce,
                Locale = locale,
                TimezoneId = Zone,
            }
        );
        context.SetDefaultTimeout(20_000);
        var faults = await BrowserFaults.WatchAsync(context);
        return new Person(context, await context.NewPageAsync(), faults, address, apps);
    }

    /// <summary>Takes the app of an account to hand.</summary>
    public async Task<AuthenticatorApp?> TakeAppAsync(string email) => App = await _apps(email);

    /// <summary>Takes the app just set up at this screen.</summary>
    public void Keep(AuthenticatorApp app) => App = app;

    /// <summary>Signs in by the session call, with the browser's own cookies. The form has its own tests.</summary>
    public async Task SignInAsync(string email, string? role = null)
    {
        await TakeAppAsync(email);
        var response = await WithCodeAsync(code =>
            Context.APIRequest.PostAsync("/api/v1/session", new() { DataObject = Given(("email", email), ("role", role), ("code", code)) })
        );
        Assert.True(response.Ok, await response.TextAsync());
        _csrfToken = (await response.JsonAsync()).GetValueOrDefault().GetProperty("csrfToken").GetString();
    }

    /// <summary>Opens an address and waits until the page answers to clicks: one made before is lost.</summary>
    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(path);
        await BeReadyAsync();
    }

    /// <summary>
    /// Goes to another page as a link of the portal does: over the circuit, the document stays. The first page is loaded, and so is
    /// what the address says already or what would lie behind a dialog.
    /// </summary>
    public async Task GoAsync(string path)
    {
        const string Go = """
            path => {
              const main = document.querySelector('.app[data-interactive=true] main[data-page]');
              if (!main || main.dataset.page === path || document.querySelector('dialog[open]')) return false;
              Blazor.navigateTo(path);
              return true;
            }
            """;
        if (!await Page.EvaluateAsync<bool>(Go, path))
        {
            await OpenAsync(path);
            return;
        }

        await Page.Locator($"main[data-page=\"{path}\"]").WaitForAsync();
        await BeReadyAsync();
    }

    /// <summary>Waits until something has led to an address, and for the page there.</summary>
    /// <param name="address">What stands in the address; a regular expression.</param>
    public async Task BeAtAsync(string address)
    {
        await Page.IsAtAsync(address);
        await BeReadyAsync();
    }

    public async Task ReloadAsync()
    {
        await Page.ReloadAsync();
        await BeReadyAsync();
    }

    /// <summary>
    /// Waits for the circuit of the page, and for what it loads: two frames in a row in which nothing is missing. The page is asked at
    /// every
    /// frame; an assertion would ask again up to a second later, and a run opens a thousand pages.
    /// </summary>
    public async Task BeReadyAsync()
    {
        // The circuit writes the head after the page: for a moment there is none.
        const string IsReady = """
            loading => {
              const isLoading = status => new RegExp(loading).test(status.getAttribute('aria-label'))
                && status.checkVisibility({ visibilityProperty: true });
              const isReady = document.querySelector('[data-interactive=true]') !== null
                && document.title !== ''
                && ![...document.querySelectorAll('[role=status][aria-label]')].some(isLoading);
              const wasReady = document.wasReady === true;
              document.wasReady = isReady && !wasReady;
              return isReady && wasReady;
            }
            """;
        try
        {
            // As long as the circuit, the title and what is loaded were allowed one after another.
            await Page.WaitForFunctionAsync(IsReady, Names.Loading.ToString(), new() { Timeout = 60_000 });
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The page is not ready: {this}", e);
        }
    }

    /// <summary>Calls the API with this browser's session, as a script on the page could.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> CallAsync(
        string method,
        string path,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        var all = headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.Ordinal);
        all["X-CSRF-Token"] = _csrfToken ??= await CsrfTokenAsync();
        var response = await Context.APIRequest.FetchAsync(
            path,
            new()
            {
                Method = method,
                DataObject = body,
                Headers = all,
            }
        );
        var text = await response.TextAsync();
        return ((HttpStatusCode)response.Status, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    /// <summary>A fresh proof of who sits there, for one act.</summary>
    public async Task<string> ProofAsync() =>
        (await WithCodeAsync(code => CallAsync("POST", "/api/v1/session/reauthenticate", Given(("code", code)))))
            .Body.GetProperty("proof")
            .GetString()!;

    /// <summary>The exact bytes of an answer.</summary>
    public async Task<byte[]> ReadAsync(string path)
    {
        var response = await Context.APIRequest.GetAsync(path);
        Assert.True(response.Ok, $"{path}: {response.Status}");
        return await response.BodyAsync();
    }

    public override string ToString() => $"{_address} {Place}";

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();

    private Task<T> WithCodeAsync<T>(Func<string?, Task<T>> act) => App is { } app ? app.UseAsync(code => act(code)) : act(null);

    private static Dictionary<string, string> Given(params (string Name, string? Value)[] fields) =>
        fields
            .Append((Name: "password", Value: PortalFactory.Password))
            .Where(f => f.Value is not null)
            .ToDictionary(f => f.Name, f => f.Value!, StringComparer.Ordinal);

    private async Task<string> CsrfTokenAsync()
    {
        var response = await Context.APIRequest.GetAsync("/api/v1/session");
        return (await response.JsonAsync()).GetValueOrDefault().GetProperty("csrfToken").GetString()!;
    }
}
