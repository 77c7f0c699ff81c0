using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Tests.Notifications;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Account;

/// <summary>Roles that need more than a password, sessions that move when there is more, and what people hear of it.</summary>
public sealed class SecondFactorTests
{
    private const string Ann = "ann@bank.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", false, "Administrator LegalReviewer ModelOwner SecurityReviewer")]
    [InlineData("", true, "")]
    [InlineData("none", false, "")]
    [InlineData("Auditor, Sponsor", true, "Auditor Sponsor")]
    public void Roles_ThatNeedMore_AreThoseOfTheSettingOrTheDefault(string setting, bool isDemo, string roles)
    {
        var rule = new SecondFactor(
            Options.Create(new SecurityOptions { SecondFactorRoles = setting }),
            Options.Create(new DemoOptions { Enabled = isDemo })
        );

        Assert.Equal(roles, string.Join(' ', Roles.All.Where(r => rule.IsDemandedOf([r])).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Administrator_WithAPasswordAlone_SetsUpCodesAndNothingElse()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        await portal.CreateUserAsync(Ann, Roles.Administrator);
        var client = await portal.SignInAsync(Ann, hasApp: false);

        var session = await client.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct);
        var users = await client.GetAsync("/api/v1/users", Ct);
        var page = await client.GetAsync("/admin/users", Ct);
        var security = await client.GetAsync("/account/security", Ct);
        // A dot makes no file of a page or call.
        var dotted = await client.GetAsync("/models/credit.v2", Ct);
        var dottedCall = await client.GetAsync("/api/v1/models/credit.v2", Ct);
        var role = await client.PutAsJsonAsync("/api/v1/session/role", new { role = Roles.Administrator }, Ct);
        await SetUpCodesAsync(client, clock);
        var after = await client.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct);

        Assert.Null(session!["activeRole"]);
        Assert.Equal("session.second-step-missing", await CodeOf(users));
        Assert.EndsWith("/account/security", page.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Contains("Your role requires more than a password", await security.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.EndsWith("/account/security", dotted.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Equal("session.second-step-missing", await CodeOf(dottedCall));
        Assert.Equal("session.second-step-missing", await CodeOf(role));
        Assert.Equal(Roles.Administrator, (string?)after!["activeRole"]);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/users", Ct)).StatusCode);
    }

    [Fact]
    public async Task Signer_WithAPasskey_OpensAndProvesNothingWithThePasswordAlone()
    {
        await using var portal = Portal(new TestClock());
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var client = await portal.SignInAsync(Ann, hasApp: false);
        var passkey = await client.AddPasskeyAsync();

        var full = await client.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct);
        var byPassword = await SessionTests.Post(portal.CreateClient(), Ann, PortalFactory.Password);
        var proof = await client.PostAsJsonAsync("/api/v1/session/reauthenticate", new { password = PortalFactory.Password }, Ct);
        var removed = await RemovePasskeyAsync(client, passkey);
        var browser = portal.CreateClient();
        var options = await browser.PostAsync("/api/v1/session/passkey/options");
        var opened = await browser.PostAsync(
            "/api/v1/session/passkey",
            PasskeyScene.Answer(options, passkey.Get(options.GetProperty("publicKey"), PasskeyScene.Origin))
        );

        Assert.Equal(Roles.LegalReviewer, (string?)full!["activeRole"]);
        Assert.Equal("session.passkey-needed", await CodeOf(byPassword));
        Assert.Equal("session.passkey-needed", await CodeOf(proof));
        Assert.Equal("session.second-step-demanded", removed);
        Assert.Equal(Roles.LegalReviewer, opened.GetProperty("activeRole").GetString());
    }

    [Fact]
    public async Task Engineer_WhoseRoleAsksForNothing_SignsInAsEver()
    {
        await using var portal = Portal(new TestClock());
        await portal.CreateUserAsync(Ann, Roles.Engineer);

        var client = await portal.SignInAsync(Ann, hasApp: false);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/models", Ct)).StatusCode);
    }

    [Fact]
    public async Task Codes_OfSomebodyWhoseRoleAsksForThem_AreNotRemoved()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var client = await portal.SignInAsync(Ann, hasApp: false);
        var secret = await SetUpCodesAsync(client, clock);
        clock.Advance(TimeSpan.FromMinutes(1));
        var proven = await client.PostAsJsonAsync(
            "/api/v1/session/reauthenticate",
            new { password = PortalFactory.Password, code = CodeTests.Code(secret, clock) },
            Ct
        );
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/account/codes");
        request.Headers.Add("X-Reauthentication", (string?)(await proven.Content.ReadFromJsonAsync<JsonObject>(Ct))!["proof"]);

        Assert.Equal("session.second-step-demanded", await CodeOf(await client.SendAsync(request, Ct)));
    }

    [Fact]
    public async Task SecondStep_SetUp_EndsOtherSessionsAndMovesThisOne()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = s => s.AddSingleton<TimeProvider>(clock) };
        await portal.CreateUserAsync(Ann, Roles.Engineer);
        var intruder = await portal.SignInAsync(Ann, hasApp: false);
        var client = await portal.SignInAsync(Ann, hasApp: false);
        var before = await OpenSessionsAsync(portal);

        await SetUpCodesAsync(client, clock);
        var between = await OpenSessionsAsync(portal);
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.Unauthorized, (await intruder.GetAsync("/api/v1/session", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/session", Ct)).StatusCode);
        Assert.DoesNotContain(Assert.Single(between), before);
    }

    [Fact]
    public async Task Passkey_Added_EndsOtherSessionsAndMovesThisOne()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Ann, Roles.Engineer);
        var intruder = await portal.SignInAsync(Ann, hasApp: false);
        var client = await portal.SignInAsync(Ann, hasApp: false);
        var before = await OpenSessionsAsync(portal);

        await client.AddPasskeyAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await intruder.GetAsync("/api/v1/session", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/session", Ct)).StatusCode);
        Assert.DoesNotContain(Assert.Single(await OpenSessionsAsync(portal)), before);
    }

    [Fact]
    public async Task Renewal_WithoutATicketOfTheSession_RenewsNothing()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Ann, Roles.Engineer);
        var client = await portal.SignInAsync(Ann, hasApp: false);
        var before = Assert.Single(await OpenSessionsAsync(portal));
        var renew = portal.Get<Administration.Account.RenewSession>();

        await client.GetAsync("/account/renew?ticket=forged&done=codes", Ct);
        var still = Assert.Single(await OpenSessionsAsync(portal));
        var ticket = renew.Ticket(Actor.OfUser(new UserId(1), Roles.Engineer, before));
        var answer = await client.GetAsync($"/account/renew?ticket={Uri.EscapeDataString(ticket!)}&done=codes", Ct);
        await client.GetAsync($"/account/renew?ticket={Uri.EscapeDataString(ticket!)}&done=codes", Ct);

        Assert.Equal(before, still);
        Assert.Equal("/account/security?done=codes", answer.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/models", Ct)).StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == "session.renewed", Ct));
    }

    [Fact]
    public async Task Owner_HearsOfNewSignInsCredentialsAndKeys()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = s => s.AddSingleton<TimeProvider>(clock) }.BehindProxy();
        await portal.CreateUserAsync(Ann, Roles.Engineer);
        const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        await portal.SignInAtAsync("203.0.113.7", Ann, Firefox);
        var known = await portal.SignInAtAsync("203.0.113.9", Ann, Firefox); // the same network
        await TellAsync(portal);
        var quiet = await ToldAsync(portal);

        await portal.SignInAtAsync("198.51.100.1", Ann, Firefox);
        await known.PostAsJsonAsync(
            "/api/v1/session/password",
            new { current = PortalFactory.Password, password = "seven blue umbrellas" },
            Ct
        );
        var begun = await known.PostAsJsonAsync("/api/v1/session/reauthenticate", new { password = "seven blue umbrellas" }, Ct);
        await SetUpCodesAsync(known, clock, (string?)(await begun.Content.ReadFromJsonAsync<JsonObject>(Ct))!["proof"]);
        await portal.CreateKeyClientAsync(new UserId(1), Scopes.RegistryRead);
        await TellAsync(portal);

        Assert.Empty(quiet);
        Assert.Equal(["codes.set-up", "key.created", "password.changed", "session.opened"], await ToldAsync(portal));
    }

    // The portal's own follower may be at work at the same moment.
    private static async Task TellAsync(PortalFactory portal)
    {
        while (true)
        {
            await FollowedLog.CatchUpAsync(portal, Ct);
            await using var db = await portal.Databases.CreateDbContextAsync(Ct);
            if (
                await db.Set<LogFollower>().Where(f => f.Name == FollowNotifications.Name).Select(f => f.Position).SingleAsync(Ct)
                >= await LogFollowers.EndAsync(db, Ct)
            )
            {
                return;
            }
        }
    }

    private static async Task<IReadOnlyList<string>> ToldAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var told = await db.Notifications.AsNoTracking().Where(n => n.Person == new UserId(1)).ToListAsync(Ct);
        return [.. told.Select(n => n.Parameters["what"]).Order(StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<string>> OpenSessionsAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.Sessions.Where(s => s.EndedAt == null).Select(s => s.Hash).ToListAsync(Ct);
    }

    internal static async Task<byte[]> SetUpCodesAsync(HttpClient client, TimeProvider clock, string? proof = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/account/codes");
        request.Headers.Add("X-Reauthentication", proof ?? await PortalFactory.ReauthenticateAsync(client));
        var begun = await client.SendAsync(request, Ct);
        begun.EnsureSuccessStatusCode();
        var secret = CodeTests.Decode((string)(await begun.Content.ReadFromJsonAsync<JsonObject>(Ct))!["secret"]!);
        (
            await client.PostAsJsonAsync("/api/v1/account/codes/confirm", new { code = CodeTests.Code(secret, clock) }, Ct)
        ).EnsureSuccessStatusCode();
        return secret;
    }

    private static async Task<string?> RemovePasskeyAsync(HttpClient client, SoftPasskey passkey)
    {
        var asked = await client.PostAsync("/api/v1/session/reauthenticate/options");
        var body = new JsonObject
        {
            ["passkey"] = PasskeyScene.Answer(asked, passkey.Get(asked.GetProperty("publicKey"), PasskeyScene.Origin)),
        };
        var proof = (await client.PostAsync("/api/v1/session/reauthenticate", body)).GetProperty("proof").GetString();
        var id = (string?)(await client.GetFromJsonAsync<JsonArray>("/api/v1/account/passkeys", Ct))![0]!["id"];
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/account/passkeys/{id}");
        request.Headers.Add("X-Reauthentication", proof);
        return await CodeOf(await client.SendAsync(request, Ct));
    }

    private static PortalFactory Portal(TestClock clock) => new() { Replace = s => s.AddSingleton<TimeProvider>(clock) };

    private static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        answer.IsSuccessStatusCode ? null : (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];
}
