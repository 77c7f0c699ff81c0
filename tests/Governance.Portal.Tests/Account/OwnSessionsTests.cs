using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Account;

/// <summary>Who sees which sessions, and what ending one means.</summary>
public sealed class OwnSessionsTests
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_TwoBrowsers_ShowsBothInWordsAndWhichIsThis()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        await portal.CreateUserAsync("bob@bank.example", Roles.Engineer);
        await SignInWithAsync(portal, Firefox);
        await portal.SignInAsync("bob@bank.example");
        var client = await portal.SignInAsync("ann@bank.example");

        var sessions = (await client.GetFromJsonAsync<JsonArray>("/api/v1/account/sessions", Ct))!;

        Assert.Equal(2, sessions.Count);
        Assert.Single(sessions, s => (bool)s!["isThis"]!);
        Assert.Contains(sessions, s => (string?)s!["browser"] == "Firefox on Linux");
        Assert.All(sessions, s => Assert.Equal("this machine", (string?)s!["network"]));
    }

    [Fact]
    public async Task EndOthers_LeavesThisOneAndStopsTheOtherAtOnce()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var other = await portal.SignInAsync("ann@bank.example");
        var client = await portal.SignInAsync("ann@bank.example");

        var ended = await client.DeleteAsync("/api/v1/account/sessions", Ct);

        Assert.Equal(1, (int?)(await ended.Content.ReadFromJsonAsync<JsonObject>(Ct))!["ended"]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/api/v1/session", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/session", Ct)).StatusCode);
    }

    [Fact]
    public async Task EndOne_OfSomebodyElse_EndsNothing()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        await portal.CreateUserAsync("bob@bank.example", Roles.Engineer);
        var bob = await portal.SignInAsync("bob@bank.example");
        var ann = await portal.SignInAsync("ann@bank.example");
        string session;
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            session = await db.Sessions.Where(s => s.User == new UserId(2)).Select(s => s.Hash).SingleAsync(Ct);
        }

        var ended = await ann.DeleteAsync($"/api/v1/account/sessions/{session}", Ct);

        Assert.Equal(0, (int?)(await ended.Content.ReadFromJsonAsync<JsonObject>(Ct))!["ended"]);
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync("/api/v1/session", Ct)).StatusCode);
    }

    [Fact]
    public async Task Administrator_EndsAPersonsSessions_AndSeesNoSecret()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var ann = await portal.SignInAsync("ann@bank.example");
        var admin = await portal.SignInAsync("admin@bank.example");

        var list = await admin.GetStringAsync("/api/v1/users/USR-0001/sessions", Ct);
        var ended = await admin.DeleteAsync("/api/v1/users/USR-0001/sessions", Ct);

        Assert.DoesNotContain("csrf", list, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ann.GetAsync("/api/v1/session", Ct)).StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.True(
            await db.AuditEntries.AnyAsync(e => e.Action == "session.closed" && e.Subject == "USR-0001" && e.Actor == "user:USR-0002", Ct)
        );
    }

    [Fact]
    public async Task OpenPage_OfAnEndedSession_IsNoLongerSignedIn()
    {
        await using var portal = new PortalFactory();
        var id = await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var client = await portal.SignInAsync("ann@bank.example");
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var actor = Actor.OfUser(id, Roles.Engineer, (await db.Sessions.SingleAsync(Ct)).Hash);
        Assert.True((await AccessReader.LoadAsync(db, actor, TimeProvider.System.GetUtcNow(), Ct)).IsDone);

        await client.DeleteAsync("/api/v1/session", Ct);

        // What an open page asks every thirty seconds.
        Assert.Equal(
            IdentityRefusals.NoLongerActive,
            (await AccessReader.LoadAsync(db, actor, TimeProvider.System.GetUtcNow(), Ct)).Refusal
        );
    }

    [Fact]
    public async Task EndedSession_ForgetsBrowserAndNetwork()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var client = await SignInWithAsync(portal, Firefox);
        await client.DeleteAsync("/api/v1/session", Ct);

        await portal.Get<ExpiryJob>().RunAsync(Ct);

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var session = await db.Sessions.AsNoTracking().SingleAsync(Ct);
        Assert.Null(session.Browser);
        Assert.Null(session.Network);
    }

    [Fact]
    public async Task BreakGlass_OneSignIn_IsShortLoudAndUsesUpThePassword()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = s => s.AddSingleton<TimeProvider>(clock) };
        await portal.CreateUserAsync("glass@bank.example", Roles.Administrator);
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var admin = await portal.SignInAsync("admin@bank.example");
        var marked = await admin.PutAsJsonAsync("/api/v1/users/USR-0001/break-glass", new { breakGlass = true }, Ct);
        var own = await admin.PutAsJsonAsync("/api/v1/users/USR-0002/break-glass", new { breakGlass = true }, Ct);

        var glass = await portal.SignInAsync("glass@bank.example");
        var used = await glass.GetAsync("/api/v1/users", Ct);
        var again = await SessionTests.Post(portal.CreateClient(), "glass@bank.example", PortalFactory.Password);
        clock.Advance(TimeSpan.FromMinutes(61));
        var later = await glass.GetAsync("/api/v1/users", Ct);

        Assert.Equal(HttpStatusCode.OK, marked.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, own.StatusCode);
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, later.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "break-glass.used" && e.Subject == "USR-0001", Ct));
    }

    [Theory]
    [InlineData(Firefox, "Firefox on Linux")]
    [InlineData(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
        "Edge on Windows"
    )]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            + "Version/18.0 Mobile/15E148 Safari/604.1",
        "Safari on iPhone"
    )]
    [InlineData("curl/8.0 <script>", "Another program")]
    [InlineData("", null)]
    public void Browser_InWords_KeepsNothingOfItsText(string agent, string? words) => Assert.Equal(words, SessionOrigin.Words(agent));

    private static async Task<HttpClient> SignInWithAsync(PortalFactory portal, string agent)
    {
        var client = portal.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", agent);
        var answer = await SessionTests.Post(client, "ann@bank.example", PortalFactory.Password);
        client.DefaultRequestHeaders.Add("X-CSRF-Token", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["csrfToken"]);
        return client;
    }
}
