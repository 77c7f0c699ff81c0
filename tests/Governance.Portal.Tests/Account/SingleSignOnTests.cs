using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Account.SingleSignOnScene;

namespace Governance.Portal.Tests.Account;

/// <summary>Signing in at the organisation's provider: accounts, roles, links, sign-out.</summary>
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
        Assert.Equal(
            [Roles.RiskOfficer],
            (await home.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct))!["roles"]!.AsArray().Select(r => (string?)r)
        );
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
        Assert.Equal([Roles.Auditor], await Governance.Data.Identity.AccessReader.RolesOf(db, ann.Number).ToListAsync(Ct));
    }

    [Fact]
    public async Task Account_LinkedByAnAdministrator_OpensAndRemembersWhoOpenedItsDoor()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        var ann = await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var rootId = (await db.Users.SingleAsync(u => u.Email == "root@bank.example", Ct)).UserId;
        var root = await portal.SignInAsync("root@bank.example");

        using var own = await root.PutAsJsonAsync($"/api/v1/users/{rootId}/provider", new JsonObject { ["subject"] = "u-5" }, Ct);
        using var bad = await root.PutAsJsonAsync($"/api/v1/users/{ann}/provider", new JsonObject { ["subject"] = "two words" }, Ct);
        using var linked = await root.PutAsJsonAsync($"/api/v1/users/{ann}/provider", new JsonObject { ["subject"] = "u-5" }, Ct);
        using var twice = await root.PutAsJsonAsync($"/api/v1/users/{ann}/provider", new JsonObject { ["subject"] = "u-6" }, Ct);
        provider.Know("u-5", "whatever@bank.example", "legal");
        var browser = Browser(portal);

        Assert.Equal(HttpStatusCode.Forbidden, own.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        Assert.Equal(HttpStatusCode.OK, linked.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
        Assert.Equal("/models", await provider.SignInAsync(browser));
        Assert.Equal("ann@bank.example", (string?)(await browser.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct))!["user"]!["email"]);
        Assert.Equal(rootId, (await db.AccessGrants.SingleAsync(g => g.User == ann && g.What == "single-sign-on", Ct)).By);
        Assert.NotNull((await db.Users.AsNoTracking().SingleAsync(u => u.Id == ann.Number, Ct)).PasswordResetAt);
    }

    [Fact]
    public async Task Role_OfTheProvider_IsNotTakenHere_AndGoesWithTheLink()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal");
        var lena = Browser(portal);
        await provider.SignInAsync(lena);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var id = (await db.ProviderIdentities.SingleAsync(Ct)).User;
        var root = await portal.SignInAsync("root@bank.example");

        using var taken = await root.PutAsJsonAsync($"/api/v1/users/{id}/roles", new JsonObject { ["roles"] = new JsonArray() }, Ct);
        using var cut = await root.DeleteAsync($"/api/v1/users/{id}/provider", Ct);
        using var session = await lena.GetAsync("/api/v1/session", Ct);

        Assert.Equal("user.role-from-provider", (string?)(await taken.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
        Assert.Equal(HttpStatusCode.OK, cut.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
        Assert.Empty(await Governance.Data.Identity.AccessReader.RolesOf(db, id.Number).ToListAsync(Ct));
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
    public async Task SignInPage_WhereOnlyTheProviderIsAllowed_HasNoPassword_ButForEmergencies()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await OpenAsync(provider, p => p.Settings["SingleSignOn:AllowLocalSignIn"] = "false");
        await using var both = await OpenAsync(provider);

        var alone = await portal.CreateClient().GetStringAsync("/signin?returnUrl=%2Fmodels", Ct);
        var emergency = await portal.CreateClient().GetStringAsync("/signin?emergency=1&returnUrl=%2Fmodels", Ct);

        Assert.Contains("/signin/provider?returnUrl=%2Fmodels", alone, StringComparison.Ordinal);
        Assert.Contains("/signin?emergency=1&amp;returnUrl=%2Fmodels", alone, StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"password\"", alone, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", alone, StringComparison.Ordinal);
        Assert.Contains("type=\"password\"", emergency, StringComparison.Ordinal);
        Assert.Contains("break-glass account", emergency, StringComparison.Ordinal);
        Assert.Contains("type=\"password\"", await both.CreateClient().GetStringAsync("/signin", Ct), StringComparison.Ordinal);
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
            db.Note();
            await db.SaveChangesAsync(Ct);
        }

        var refused = await SessionTests.Post(portal.CreateClient(), "ann@bank.example", PortalFactory.Password);
        var opened = await SessionTests.Post(portal.CreateClient(), "glass@bank.example", PortalFactory.Password);

        Assert.Equal("provider.required", (string?)(await refused.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        Assert.NotEqual(ann, glass);
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
        Assert.StartsWith(
            $"{provider.Issuer}/end?client_id=portal&post_logout_redirect_uri=",
            first.Headers.Location!.ToString(),
            StringComparison.Ordinal
        );
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
}
