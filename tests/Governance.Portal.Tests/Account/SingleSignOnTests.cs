using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Identity.SingleSignOn;
using Governance.Portal.Outbound;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Account;

/// <summary>Signing in at the organisation's provider, and what an attacker may try.</summary>
public sealed class SingleSignOnTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Person_WithAMappedGroup_GetsAnAccountARoleAndASession()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal", "everybody");
        var browser = Browser(portal);

        Assert.Equal("/models", await provider.SignInAsync(browser));

        var session = await browser.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct);
        Assert.Equal("Lena Vogt", (string?)session!["user"]!["name"]);
        Assert.Equal(Roles.LegalReviewer, (string?)session["activeRole"]);
        Assert.True(provider.Exchanges.TryPeek(out var sent));
        Assert.Equal("authorization_code", sent!["grant_type"]);
        Assert.True(sent["code_verifier"].Length >= 43);
        Assert.StartsWith("Basic ", sent["authorization"], StringComparison.Ordinal);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal("u-1", (await db.ProviderIdentities.SingleAsync(Ct)).Subject);
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "role.granted" && e.Actor == "system:single-sign-on", Ct));
        Assert.Equal("single-sign-on", (await db.Sessions.SingleAsync(s => s.EndedAt == null, Ct)).Method);
    }

    [Fact]
    public async Task Role_WhoseGroupIsGone_IsTakenBackAndItsSessionsEnd()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal", "risk");
        var office = Browser(portal);
        await provider.SignInAsync(office);
        provider.Know("u-1", "lena@bank.example", "risk");
        var home = Browser(portal);

        Assert.Equal("/models", await provider.SignInAsync(home));

        using var old = await office.GetAsync("/api/v1/session", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        Assert.Equal([Roles.RiskOfficer], (await home.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct))!["roles"]!.AsArray().Select(r => (string?)r));
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "role.revoked", Ct));
    }

    [Fact]
    public async Task Person_WithoutAMappedGroup_LosesTheRolesAndIsToldWhy()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal");
        await provider.SignInAsync(Browser(portal));
        provider.Know("u-1", "lena@bank.example");

        Assert.Equal("/signin/problem?code=provider.no-role", await provider.SignInAsync(Browser(portal)));

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.False(await db.ProviderRoles.AnyAsync(Ct));
        Assert.False(await db.Sessions.AnyAsync(s => s.EndedAt == null && s.ActiveRole == Roles.LegalReviewer, Ct));
    }

    [Fact]
    public async Task Role_GivenHere_StaysWithoutAGroup()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        var ann = await portal.CreateUserAsync("ann@bank.example", Roles.Auditor);
        await LinkAsync(provider, portal, "ann@bank.example", "u-7");

        Assert.Equal("/models", await provider.SignInAsync(Browser(portal)));

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal([Roles.Auditor], await Data.Identity.AccessReader.RolesOf(db, ann.Number).ToListAsync(Ct));
    }

    [Fact]
    public async Task EmailOfALocalAccount_OpensNothing()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        await portal.CreateUserAsync("ann@bank.example", Roles.Administrator);
        provider.Know("u-9", "ann@bank.example", "legal");
        var browser = Browser(portal);

        Assert.Equal("/signin/problem?code=provider.email-taken", await provider.SignInAsync(browser));

        using var session = await browser.GetAsync("/api/v1/session", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
    }

    public static TheoryData<string, Action<JsonObject>> Forgeries => new()
    {
        { "another nonce", t => t["nonce"] = "other" },
        { "no nonce", t => t.Remove("nonce") },
        { "another audience", t => t["aud"] = "somebody-else" },
        { "another authorised party", t => t["azp"] = "somebody-else" },
        { "two audiences and no party", t => t["aud"] = new JsonArray("portal", "other") },
        { "another issuer", t => t["iss"] = "https://evil.example" },
        { "expired", t => t["exp"] = 1_000_000_000 },
        { "no expiry", t => t.Remove("exp") },
        { "of the future", t => t["iat"] = 99_999_999_999 },
        { "of somebody else than userinfo", t => t["sub"] = "u-2" },
        { "of nobody", t => t.Remove("sub") },
        { "another access token", t => t["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA" },
    };

    [Theory]
    [MemberData(nameof(Forgeries), DisableDiscoveryEnumeration = true)]
    public async Task IdToken_ThatDoesNotHold_SignsNobodyInAndIsLogged(string what, Action<JsonObject> forge)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal");
        provider.Token = forge;
        var browser = Browser(portal);

        Assert.True(await provider.SignInAsync(browser) == "/signin/problem?code=provider.answer-not-valid", what);

        using var session = await browser.GetAsync("/api/v1/session", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.False(await db.ProviderIdentities.AnyAsync(Ct));
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "session.refused", Ct));
    }

    [Fact]
    public async Task Answer_OfAnotherBrowser_IsRefused()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.Know("u-1", "mallory@bank.example", "legal");
        var callback = await provider.AskAsync(Browser(portal));
        var victim = Browser(portal);

        using var answer = await victim.GetAsync(callback, Ct);

        Assert.Equal("/signin/problem?code=provider.not-begun-here", answer.Headers.Location!.ToString());
        Assert.Empty(provider.Exchanges);
    }

    [Theory]
    [InlineData("code=abc&state=made-up", "provider.not-begun-here")]
    [InlineData("code=abc", "provider.not-begun-here")]
    [InlineData("error=access_denied", "provider.not-begun-here")]
    [InlineData("code=abc&state=made-up&iss=https%3A%2F%2Fevil.example", "provider.answer-not-valid")]
    public async Task Answer_ThatWasMadeUp_IsRefused(string query, string code)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);

        using var answer = await Browser(portal).GetAsync($"/signin/provider/callback?{query}", Ct);

        Assert.Equal($"/signin/problem?code={code}", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Answer_ThatCameTwice_OrTooLate_IsRefused()
    {
        var clock = new TestClock();
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, clock: clock);
        provider.Know("u-1", "lena@bank.example", "legal");
        var browser = Browser(portal);
        var callback = await provider.AskAsync(browser);
        using var first = await browser.GetAsync(callback, Ct);

        using var second = await browser.GetAsync(callback, Ct);
        var late = await provider.AskAsync(browser);
        clock.Advance(TimeSpan.FromMinutes(11));
        using var third = await browser.GetAsync(late, Ct);

        Assert.Equal("/models", first.Headers.Location!.ToString());
        Assert.Equal("/signin/problem?code=provider.not-begun-here", second.Headers.Location!.ToString());
        Assert.Equal("/signin/problem?code=provider.not-begun-here", third.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    public async Task ReturnUrl_OfAnotherHost_LeadsToTheOverview(string returnUrl)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal");

        Assert.Equal("/", await provider.SignInAsync(Browser(portal), $"/signin/provider?returnUrl={Uri.EscapeDataString(returnUrl)}"));
    }

    [Fact]
    public async Task Provider_ThatIsAway_LeavesEverythingElseWorking()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.IsAway = true;
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);

        using var start = await Browser(portal).GetAsync("/signin/provider", Ct);
        using var page = await Browser(portal).GetAsync("/signin", Ct);
        var local = await portal.SignInAsync("ann@bank.example");

        Assert.Equal("/signin/problem?code=provider.away", start.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.NotNull(await local.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct));
    }

    [Fact]
    public async Task Password_WhereOnlyTheProviderIsAllowed_OpensBreakGlassAccountsOnly()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, p => p.Settings["SingleSignOn:AllowLocalSignIn"] = "false");
        var ann = await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var glass = await portal.CreateUserAsync("glass@bank.example", Roles.Administrator);
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            (await db.Users.SingleAsync(u => u.Id == glass.Number, Ct)).BreakGlass = true;
            await db.SaveChangesAsync(Ct);
        }

        var refused = await SessionTests.Post(portal.CreateClient(), "ann@bank.example", PortalFactory.Password);
        var opened = await SessionTests.Post(portal.CreateClient(), "glass@bank.example", PortalFactory.Password);

        Assert.Equal("provider.required", (string?)(await refused.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        Assert.NotEqual(ann, glass);
    }

    [Fact]
    public async Task Confirmation_AtTheProvider_IsAProofOfThisSessionOnceAndOnlyWhenItWasFresh()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal");
        var browser = Browser(portal);
        await provider.SignInAsync(browser);
        await CarryTokenAsync(browser);

        var stale = await BeginAsync(browser);
        provider.Token = t => t["auth_time"] = (long)t["iat"]! - 3_600;
        var notFresh = await provider.SignInAsync(browser, stale.Url);
        provider.Token = _ => { };
        provider.Know("u-2", "other@bank.example", "legal");
        var other = await provider.SignInAsync(browser, (await BeginAsync(browser)).Url);
        provider.Know("u-1", "lena@bank.example", "legal");
        var good = await BeginAsync(browser);
        var early = await UseAsync(browser, good.Proof);
        var confirmed = await provider.SignInAsync(browser, good.Url);
        var used = await UseAsync(browser, good.Proof);
        var again = await UseAsync(browser, good.Proof);
        var replayed = await provider.SignInAsync(browser, good.Url);

        Assert.Equal("/signin/problem?code=provider.not-fresh", notFresh);
        Assert.Equal("/signin/problem?code=provider.somebody-else", other);
        Assert.Equal("signoff.proof-not-valid", early);
        Assert.Equal("/signin/confirmed", confirmed);
        Assert.Equal("provider.last-way", used); // taken: what is refused is only what was asked with it
        Assert.Equal("signoff.proof-not-valid", again);
        Assert.Equal("/signin/problem?code=provider.not-begun-here", replayed);
    }

    [Fact]
    public async Task Confirmation_InAnotherSession_IsRefused()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal");
        var office = Browser(portal);
        await provider.SignInAsync(office);
        await CarryTokenAsync(office);
        var begun = await BeginAsync(office);
        var home = Browser(portal);
        await provider.SignInAsync(home);

        using var answer = await home.GetAsync(begun.Url, Ct);

        Assert.Equal("/signin/problem?code=provider.not-begun-here", answer.Headers.Location!.ToString());
    }

    public static TheoryData<string, Action<SingleSignOnOptions>> Mistakes => new()
    {
        { "Authority", o => o.Authority = "http://login.example.com" },
        { "Authority", o => o.Authority = "https://unlisted.example.com" },
        { "Authority", o => o.Authority = "login.example.com" },
        { "ClientId", o => o.ClientId = "" },
        { "ClientSecret", o => o.ClientSecret = "" },
        { "ClientSecretFile", o => o.ClientSecretFile = "/nowhere/secret" },
        { "RoleMapping__0__Roles", o => o.RoleMapping = [new MappedGroup { Group = "legal", Roles = ["King"] }] },
        { "RoleMapping__0__Group", o => o.RoleMapping = [new MappedGroup { Roles = [Roles.Auditor] }] },
        { "CreateAccounts", o => o.CreateAccounts = true },
        { "AllowLocalSignIn", o => (o.Authority, o.AllowLocalSignIn) = ("", false) },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void Settings_ThatCannotWork_AreRefusedAndTheKeyIsNamed(string key, Action<SingleSignOnOptions> err)
    {
        var rules = new SingleSignOnRules(Options.Create(new OutboundOptions { AllowedHosts = ["login.example.com"] }));
        var good = new SingleSignOnOptions { Authority = "https://login.example.com", ClientId = "portal", ClientSecret = "secret" };
        Assert.True(rules.Validate(null, good).Succeeded);

        err(good);

        Assert.Contains($"SingleSignOn__{key}", rules.Validate(null, good).FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_AfterTheSessionHasEnded_LeadsToTheProviderOnce()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal");
        var browser = Browser(portal);
        await provider.SignInAsync(browser);
        using var before = await browser.GetAsync("/signin/provider/out", Ct);
        await CarryTokenAsync(browser);
        using var closed = await browser.DeleteAsync("/api/v1/session", Ct);

        using var first = await browser.GetAsync("/signin/provider/out", Ct);
        using var second = await browser.GetAsync("/signin/provider/out", Ct);

        Assert.Equal("/", before.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        Assert.StartsWith($"{provider.Issuer}/end?client_id=portal&post_logout_redirect_uri=", first.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("/signin", second.Headers.Location!.ToString());
    }

    [Fact]
    public async Task SignIn_OnPostgres_WorksLikeOnSqlite()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, kind: DatabaseKind.Postgres);
        provider.Know("u-1", "lena@bank.example", "legal");
        var browser = Browser(portal);

        Assert.Equal("/models", await provider.SignInAsync(browser));
        Assert.Equal("/models", await provider.SignInAsync(browser));
    }

    // A portal with an account already: the first run is another story.
    private static async Task<PortalFactory> OpenAsync(FakeProvider provider, Action<PortalFactory>? set = null, TestClock? clock = null, DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var portal = provider.Portal(kind, clock);
        set?.Invoke(portal);
        await portal.CreateUserAsync("root@bank.example", Roles.Administrator);
        return portal;
    }

    private static HttpClient Browser(PortalFactory portal) => portal.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });

    private static async Task CarryTokenAsync(HttpClient browser) =>
        browser.DefaultRequestHeaders.Add("X-CSRF-Token", (string?)(await browser.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct))!["csrfToken"]);

    private static async Task<(string Url, string Proof)> BeginAsync(HttpClient browser)
    {
        using var answer = await browser.PostAsync("/api/v1/session/reauthenticate/provider", null, Ct);
        answer.EnsureSuccessStatusCode();
        var begun = await answer.Content.ReadFromJsonAsync<JsonObject>(Ct);
        return ((string)begun!["url"]!, (string)begun["proof"]!);
    }

    // Presents a proof for something that needs one; answers the code of the refusal.
    private static async Task<string?> UseAsync(HttpClient browser, string proof)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/account/provider") { Headers = { { "X-Reauthentication", proof } } };
        using var answer = await browser.SendAsync(request, Ct);
        return answer.IsSuccessStatusCode ? null : (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];
    }

    // As its owner would, from the account page.
    private static async Task LinkAsync(FakeProvider provider, PortalFactory portal, string email, string sub)
    {
        var browser = await portal.SignInAsync(email);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/account/provider") { Headers = { { "X-Reauthentication", await PortalFactory.ReauthenticateAsync(browser) } } };
        using var answer = await browser.SendAsync(request, Ct);
        answer.EnsureSuccessStatusCode();
        provider.Know(sub, "elsewhere@bank.example");
        Assert.Equal("/account/security", await provider.SignInAsync(browser, (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["url"]!));
    }
}
