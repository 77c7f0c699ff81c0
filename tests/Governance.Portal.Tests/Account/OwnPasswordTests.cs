using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Account;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Account;

/// <summary>Changing one's own password, and which passwords are taken.</summary>
public sealed class OwnPasswordTests
{
    private const string Ann = "ann@bank.example";
    private const string New = "seven blue umbrellas";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Change_WithTheOldOne_EndsOtherSessionsAndMovesThisOne(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        await portal.CreateUserAsync(Ann, Roles.Engineer);
        var other = await portal.SignInAsync(Ann);
        var client = await portal.SignInAsync(Ann);
        string before;
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            before = (await db.Sessions.OrderByDescending(s => s.OpenedAt).FirstAsync(Ct)).Hash;
        }

        var answer = await PostAsync(client, new() { ["current"] = PortalFactory.Password, ["password"] = New });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("governance-session=", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/api/v1/session", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/models", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SessionTests.Post(portal.CreateClient(), Ann, PortalFactory.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SessionTests.Post(portal.CreateClient(), Ann, New)).StatusCode);
        await using var after = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.NotNull((await after.Sessions.SingleAsync(s => s.Hash == before, Ct)).EndedAt);
        var entry = await after.AuditEntries.SingleAsync(e => e.Action == "password.changed", Ct);
        Assert.Equal(
            ("user:USR-0001", "USR-0001", 1),
            (entry.Actor, entry.Subject, (int)JsonNode.Parse(entry.Leaf)!["data"]!["sessions"]!)
        );
    }

    [Fact]
    public async Task Change_WithAProof_NeedsNoOldPassword_AndTheProofIsUsedUp()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Ann, Roles.Engineer);
        var client = await portal.SignInAsync(Ann);
        var proof = await PortalFactory.ReauthenticateAsync(client);

        var weak = await PostAsync(client, new() { ["password"] = "short" }, proof);
        var changed = await PostAsync(client, new() { ["password"] = New }, proof);
        var again = await PostAsync(client, new() { ["password"] = "nine green umbrellas" }, proof);

        Assert.Equal("user.weak-password", await CodeOf(weak));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("signoff.proof-not-valid", await CodeOf(again));
    }

    [Fact]
    public async Task Change_WithAWrongOldOne_IsRefusedAndEndsTheSessionInTheEnd()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Ann, Roles.Engineer);
        var client = await portal.SignInAsync(Ann);
        List<string?> codes = [];
        for (var i = 0; i < 5; i++)
        {
            codes.Add(await CodeOf(await PostAsync(client, new() { ["current"] = "wrong", ["password"] = New })));
        }

        Assert.All(codes, c => Assert.Equal("session.password-refused", c));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/session", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SessionTests.Post(portal.CreateClient(), Ann, PortalFactory.Password)).StatusCode);
    }

    [Fact]
    public async Task Change_ByAKeyOrWithNothing_IsRefused()
    {
        await using var portal = new PortalFactory();
        var id = await portal.CreateUserAsync(Ann, Roles.Engineer);
        var client = await portal.SignInAsync(Ann);

        Assert.Equal("session.password-missing", await CodeOf(await PostAsync(client, new() { ["password"] = New })));
        Assert.Equal(
            "session.not-for-keys",
            await CodeOf(
                await PostAsync(
                    await portal.CreateKeyClientAsync(id, Scopes.Admin),
                    new() { ["password"] = New, ["current"] = PortalFactory.Password }
                )
            )
        );
    }

    [Fact]
    public async Task LeakedPassword_IsRefusedWhereverOneIsSet()
    {
        await using var portal = new PortalFactory();
        var stranger = portal.CreateClient();
        var token = await File.ReadAllTextAsync(Path.Combine(portal.KeyFolder, FirstRun.TokenFile), Ct);
        var setup = await stranger.PostAsJsonAsync(
            "/api/v1/setup",
            new
            {
                token,
                email = "first@bank.example",
                password = "password1234",
            },
            Ct
        );
        var id = await portal.CreateUserAsync(Ann, Roles.Engineer);
        var client = await portal.SignInAsync(Ann);
        string path;
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            path = (await OneTimeLinks.IssueAsync(db, id, TimeProvider.System.GetUtcNow(), Ct)).Path;
            db.Note();
            await db.SaveChangesAsync(Ct);
        }

        var own = await PostAsync(client, new() { ["current"] = PortalFactory.Password, ["password"] = "password1234" });
        var link = await portal.Get<SetPassword>().RunAsync(path.Split("token=")[1], "password1234", "local", Ct);
        var host = await portal
            .Get<Administration.Admin.CreateUser>()
            .RunAsync(Actor.Host, new("bob@bank.example", "Bob", [Roles.Engineer], "password1234"), Ct);

        Assert.Equal("user.leaked-password", await CodeOf(setup));
        Assert.Equal("user.leaked-password", await CodeOf(own));
        Assert.Equal(("user.leaked-password", "user.leaked-password"), (link.Refusal?.Code, host.Refusal?.Code));
    }

    [Theory]
    [InlineData("password1234")]
    [InlineData("Password1234!")]
    [InlineData("P4ssw0rd2026!")]
    [InlineData("passwordpassword")]
    [InlineData("2026-password")]
    [InlineData("qwertyuiop123456")]
    [InlineData("123456123456")]
    [InlineData("Sunshine!!!2026")]
    [InlineData("Anna-Berg-2026!")]
    [InlineData("annaberg12345")]
    [InlineData("GovernancePortal1")]
    public void Password_GuessedFirst_IsRefused(string password) =>
        Assert.True(LeakedPasswords.IsGuessedFirst(password, ["anna.berg@bank.example", "Anna Berg", "Governance Portal"]));

    [Theory]
    [InlineData(PortalFactory.Password)]
    [InlineData(New)]
    [InlineData("t9#Kv2!pQz7w")]
    [InlineData("Anna likes 3 blue horses")]
    public void Password_OfAFewWordsOrOfChance_IsTaken(string password) =>
        Assert.False(LeakedPasswords.IsGuessedFirst(password, ["anna.berg@bank.example", "Anna Berg"]));

    [Fact]
    public void List_OfLeakedPasswords_IsLongEnough() => Assert.True(LeakedPasswords.Count >= 10_000);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, JsonObject body, string? proof = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session/password") { Content = JsonContent.Create(body) };
        if (proof is not null)
        {
            request.Headers.Add("X-Reauthentication", proof);
        }

        return await client.SendAsync(request, Ct);
    }

    private static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        answer.IsSuccessStatusCode ? null : (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];
}
