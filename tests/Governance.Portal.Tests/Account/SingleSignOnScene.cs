using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Testing;

namespace Governance.Portal.Tests.Account;

/// <summary>What the tests of single sign-on do again and again.</summary>
internal static class SingleSignOnScene
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // A portal with an account already: the first run is another story.
    public static async Task<PortalFactory> OpenAsync(
        FakeProvider provider,
        Action<PortalFactory>? set = null,
        TestClock? clock = null,
        DatabaseKind kind = DatabaseKind.Sqlite
    )
    {
        var portal = provider.Portal(kind, clock);
        set?.Invoke(portal);
        await portal.CreateUserAsync("root@bank.example", Roles.Administrator);
        return portal;
    }

    public static HttpClient Browser(PortalFactory portal) =>
        portal.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });

    public static async Task CarryTokenAsync(HttpClient browser) =>
        browser.DefaultRequestHeaders.Add(
            "X-CSRF-Token",
            (string?)(await browser.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct))!["csrfToken"]
        );

    public static async Task<(string Url, string Proof)> BeginAsync(HttpClient browser)
    {
        using var answer = await browser.PostAsync("/api/v1/session/reauthenticate/provider", null, Ct);
        answer.EnsureSuccessStatusCode();
        var begun = await answer.Content.ReadFromJsonAsync<JsonObject>(Ct);
        return ((string)begun!["url"]!, (string)begun["proof"]!);
    }

    // Presents a proof for something that needs one; answers the code of the refusal.
    public static async Task<string?> UseAsync(HttpClient browser, string proof)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/account/provider")
        {
            Headers = { { "X-Reauthentication", proof } },
        };
        using var answer = await browser.SendAsync(request, Ct);
        return answer.IsSuccessStatusCode ? null : (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];
    }

    // As its owner would, from the account page.
    public static async Task LinkAsync(FakeProvider provider, PortalFactory portal, string email, string sub)
    {
        var browser = await portal.SignInAsync(email);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/account/provider")
        {
            Headers = { { "X-Reauthentication", await PortalFactory.ReauthenticateAsync(browser) } },
        };
        using var answer = await browser.SendAsync(request, Ct);
        answer.EnsureSuccessStatusCode();
        provider.Know(sub, "elsewhere@bank.example");
        Assert.Equal(
            "/account/security",
            await provider.SignInAsync(browser, (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["url"]!)
        );
    }

    // As the provider does when a person signs out there.
    public static async Task<HttpStatusCode> EndSessionsAsync(PortalFactory portal, string token)
    {
        using var client = portal.CreateClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["logout_token"] = token });
        using var answer = await client.PostAsync(new Uri("/api/v1/session/provider-logout", UriKind.Relative), form, Ct);
        return answer.StatusCode;
    }
}
