using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Tests.Account;
using Governance.Portal.Tests.Admin;
using Governance.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Identity;

public sealed class AccessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_CookieWithoutCsrfToken_IsForbidden()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer, Roles.ModelOwner);
        var client = await portal.SignInAsync("ann@bank.example");
        client.DefaultRequestHeaders.Remove("X-CSRF-Token");

        var answer = await client.PutAsJsonAsync("/api/v1/session/role", new { role = Roles.ModelOwner }, Ct);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("request.csrf", await CodeOf(answer));
    }

    [Fact]
    public async Task Write_FromAnotherOrigin_IsForbidden()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer, Roles.ModelOwner);
        var client = await portal.SignInAsync("ann@bank.example");
        client.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");

        var answer = await client.PutAsJsonAsync("/api/v1/session/role", new { role = Roles.ModelOwner }, Ct);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("request.origin", await CodeOf(answer));
    }

    [Fact]
    public async Task SignIn_FromAnotherOrigin_IsForbidden()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var client = portal.CreateClient();
        client.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");

        var answer = await SessionTests.Post(client, "ann@bank.example", PortalFactory.Password);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Key_Expired_IsUnauthorised()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = s => s.AddSingleton<TimeProvider>(clock) };
        var client = await portal.CreateKeyClientAsync(null, Scopes.Admin);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/users", Ct)).StatusCode);

        clock.Advance(TimeSpan.FromDays(400));

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/users", Ct)).StatusCode);
    }

    [Fact]
    public async Task Key_Revoked_StopsAtTheNextRequest()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var admin = await portal.SignInAsync("admin@bank.example");
        var key = await portal.CreateKeyClientAsync(null, Scopes.Admin);
        Assert.Equal(HttpStatusCode.OK, (await key.GetAsync("/api/v1/users", Ct)).StatusCode);

        var revoked = await admin.DeleteAsync("/api/v1/keys/KEY-0001", Ct);

        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await key.GetAsync("/api/v1/users", Ct)).StatusCode);
    }

    [Fact]
    public async Task Key_WithoutTheScope_IsToldWhichOneAndLogged()
    {
        await using var portal = new PortalFactory();
        var client = await portal.CreateKeyClientAsync(null, Scopes.RegistryRead);

        var answer = await client.PostAsJsonAsync(
            "/api/v1/keys",
            new
            {
                name = "more",
                scopes = new[] { "admin" },
                expiresInDays = 1,
            },
            Ct
        );

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(Ct);
        Assert.Contains("admin", (string?)problem!["detail"], StringComparison.Ordinal);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "key.created" && e.Refused && e.Actor == "key:KEY-0001", Ct));
    }

    [Fact]
    public async Task Role_TakenAway_RefusesTheNextRequestAndThePage()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var other = await portal.CreateUserAsync("ann@bank.example", Roles.Administrator, Roles.Auditor);
        var admin = await portal.SignInAsync("admin@bank.example");
        var ann = await portal.SignInAsync("ann@bank.example", Roles.Administrator);
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("/api/v1/users", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("/admin/users", Ct)).StatusCode);

        var changed = await admin.PutAsJsonAsync($"/api/v1/users/{other}/roles", new { roles = new[] { Roles.Auditor } }, Ct);

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.GetAsync("/api/v1/users", Ct)).StatusCode);
        var page = await ann.GetAsync("/admin/users", Ct);
        Assert.Equal("/forbidden", page.Headers.Location?.OriginalString.Split('?')[0]);
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("/api/v1/session", Ct)).StatusCode);
    }

    [Fact]
    public async Task User_Disabled_LosesSessionsAndKeysAtOnce()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var other = await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var admin = await portal.SignInAsync("admin@bank.example");
        var ann = await portal.SignInAsync("ann@bank.example");
        var key = await portal.CreateKeyClientAsync(other, Scopes.RegistryRead);
        Assert.Equal(HttpStatusCode.OK, (await key.GetAsync("/api/v1/models", Ct)).StatusCode);

        await admin.PostAsync($"/api/v1/users/{other}/disable", null, Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, (await ann.GetAsync("/api/v1/session", Ct)).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await key.GetAsync("/api/v1/models", Ct)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await SessionTests.Post(portal.CreateClient(), "ann@bank.example", PortalFactory.Password)).StatusCode
        );
    }

    [Fact]
    public async Task SwitchedRole_AnotherCopyOfTheCookie_ActsInNoRole()
    {
        await using var portal = new PortalFactory();
        var id = await portal.CreateUserAsync("ann@bank.example", Roles.Administrator, Roles.Auditor);
        var client = await portal.SignInAsync("ann@bank.example", Roles.Administrator);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var session = (await db.Sessions.SingleAsync(Ct)).Hash;
        await client.PutAsJsonAsync("/api/v1/session/role", new { role = Roles.Auditor }, Ct);
        var stale = Actor.OfUser(id, Roles.Administrator, session);

        var outcome = await portal.Get<CreateUser>().RunAsync(stale, new CreateUser.Command("new@bank.example", null, []), Ct);

        Assert.Equal("identity.role-switched", outcome.Refusal?.Code);
    }

    [Fact]
    public async Task SignedOutPage_AnonymousVisitor_IsLedToSignIn()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var client = portal.CreateClient(new() { AllowAutoRedirect = false });

        var answer = await client.GetAsync("/admin/users", Ct);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("/signin?returnUrl=", answer.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/admin/users", "Users", "Invite user")]
    [InlineData("/admin/roles", "Roles", null)]
    [InlineData("/admin/keys", "API keys", "Create key")]
    [InlineData("/admin/integrations", "Integrations", "New destination")]
    [InlineData("/account", "Account", null)]
    [InlineData("/account/security", "Security", null)]
    public async Task Page_Administrator_HasItsNames(string path, string heading, string? button)
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var admin = await portal.SignInAsync("admin@bank.example");

        var page = await new HtmlParser().ParseDocumentAsync(await admin.GetStringAsync(path, Ct), Ct);

        Assert.Equal(heading, page.QuerySelector("h1")?.TextContent);
        Assert.True(button is null || page.QuerySelectorAll("button").Any(b => b.TextContent.Trim() == button));
        Assert.Contains(page.QuerySelectorAll("nav[aria-label=Primary] a"), a => a.GetAttribute("href") == "/admin");
    }

    [Fact]
    public async Task SignInPage_Anonymous_HasItsNames()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);

        var page = await new HtmlParser().ParseDocumentAsync(
            await portal.CreateClient().GetStringAsync("/signin?returnUrl=//elsewhere.example", Ct),
            Ct
        );

        Assert.Equal("Sign in", page.QuerySelector("h1")?.TextContent);
        Assert.Equal("Sign in", page.QuerySelector("form[data-signin] button[type=submit]")?.TextContent);
        Assert.Equal("/", page.QuerySelector("form[data-signin]")?.GetAttribute("data-next"));
        Assert.Equal(["E-mail", "Password"], page.QuerySelectorAll("form[data-signin] label").Select(l => l.TextContent));
    }

    [Fact]
    public async Task RoleForm_WithAndWithoutItsToken_SwitchesAndRefuses()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer, Roles.Auditor);
        var client = await portal.SignInAsync("ann@bank.example");
        var page = await new HtmlParser().ParseDocumentAsync(await client.GetStringAsync("/account", Ct), Ct);
        using var bare = new FormUrlEncodedContent(new Dictionary<string, string> { ["role"] = Roles.Auditor });
        using var form = new FormUrlEncodedContent(
            Forms.Fields(page.QuerySelector("main form")!.OuterHtml, new() { ["role"] = Roles.Auditor })
        );

        var refused = await client.PostAsync("/account/role", bare, Ct);
        var switched = await client.PostAsync("/account/role", form, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, switched.StatusCode);
        Assert.Equal("/account", switched.Headers.Location?.ToString());
        var session = (await client.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct))!;
        Assert.Equal("Auditor", (string?)session["activeRole"]);
    }

    [Fact]
    public async Task EveryEndpoint_OfApiAndPages_SaysWhoMayCallIt()
    {
        await using var portal = new PortalFactory();
        _ = portal.CreateClient();
        var silent = portal
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(e =>
                e.RoutePattern.RawText is { } path
                && !path.StartsWith("/_blazor", StringComparison.Ordinal)
                && !path.Contains("_framework", StringComparison.Ordinal)
            )
            .Where(e => e.Metadata.GetMetadata<IAuthorizeData>() is null && e.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(e => e.DisplayName)
            .ToList();

        // The fallback policy, which asks for someone signed in, guards these two: they show nothing of anyone.
        Assert.DoesNotContain(
            silent,
            n =>
                n?.Contains("not-found", StringComparison.Ordinal) is not true
                && n?.StartsWith("Fallback", StringComparison.Ordinal) is not true
        );
    }

    [Fact]
    public void EveryPage_OfThePortal_HasAnAuthorisationRule()
    {
        var pages = PortalAssemblies.Types.Where(t => t.GetCustomAttributes(typeof(RouteAttribute), false).Length > 0).ToList();
        var silent = pages
            .Where(t => t.GetCustomAttributes(true).All(a => a is not IAuthorizeData and not IAllowAnonymous))
            .Select(t => t.Name);

        Assert.True(pages.Count > 60, $"Only {pages.Count} pages were found.");
        Assert.Empty(silent);
    }

    private static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];
}
