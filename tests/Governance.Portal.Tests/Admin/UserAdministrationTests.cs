using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Tests.Account;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Admin;

public sealed class UserAdministrationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Invite_NewPerson_SetsAPasswordByALinkThatWorksOnce(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var admin = await portal.SignInAsync("admin@bank.example");

        var answer = await admin.PostAsJsonAsync(
            "/api/v1/users",
            new
            {
                email = "new@bank.example",
                name = "New Person",
                roles = new[] { Roles.Auditor },
            },
            Ct
        );
        var made = (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
        var link = new Uri((string)made["link"]!["url"]!).PathAndQuery;
        var first = await Submit(portal, link, "another good passphrase");
        var second = await Submit(portal, link, "yet another passphrase");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("invited", (string?)made["user"]!["state"]);
        // Whoever has set it is signed in: the overview says who.
        Assert.Contains("New Person", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Repeat new password", first, StringComparison.Ordinal);
        Assert.Contains("has been used or replaced, or is older than a day", second, StringComparison.Ordinal);
        var signedIn = await SessionTests.Post(portal.CreateClient(), "new@bank.example", "another good passphrase");
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.NotNull((await db.Users.SingleAsync(u => u.Email == "new@bank.example", Ct)).PasswordResetAt);
        Assert.True(
            await db.AuditEntries.AnyAsync(e => e.Action == "role.granted" && e.Subject == "USR-0002" && e.Actor == "user:USR-0001", Ct)
        );
        Assert.DoesNotContain(
            "new@bank.example",
            string.Concat((await db.AuditEntries.ToListAsync(Ct)).Select(e => System.Text.Encoding.UTF8.GetString(e.Leaf))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task ChangeRoles_Own_IsForbiddenAndLogged()
    {
        await using var portal = new PortalFactory();
        var me = await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var admin = await portal.SignInAsync("admin@bank.example");

        var answer = await admin.PutAsJsonAsync(
            $"/api/v1/users/{me}/roles",
            new { roles = new[] { Roles.Administrator, Roles.LegalReviewer } },
            Ct
        );

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "role.granted" && e.Refused, Ct));
    }

    [Fact]
    public async Task ChangeRoles_OfTheLastAdministrator_IsRefused()
    {
        await using var portal = new PortalFactory();
        var only = await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);

        var outcome = await portal.Get<ChangeRoles>().RunAsync(Actor.Host, only, [Roles.Auditor], Ct);
        var disabled = await portal.Get<ChangeUserState>().DisableAsync(Actor.Host, only, Ct);

        Assert.Equal("user.last-administrator", outcome.Refusal?.Code);
        Assert.Equal("user.last-administrator", disabled.Refusal?.Code);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task ChangeRoles_TwoAdministratorsAgainstEachOther_LeavesOne(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        var one = await portal.CreateUserAsync("one@bank.example", Roles.Administrator);
        var two = await portal.CreateUserAsync("two@bank.example", Roles.Administrator);
        var change = portal.Get<ChangeRoles>();

        await Task.WhenAll(
            change.RunAsync(await portal.ProvenAsync(one, Roles.Administrator), two, [], Ct),
            change.RunAsync(await portal.ProvenAsync(two, Roles.Administrator), one, [], Ct)
        );

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(1, await db.UserRoles.CountAsync(Ct));
    }

    [Theory]
    [InlineData("/api/v1/users", """{"email":"x@bank.example","roles":["LegalReviewer"]}""")]
    [InlineData("/api/v1/users/USR-0001/password-link", "")]
    public async Task AccessOfPersons_ThroughAnApiKey_IsForbidden(string path, string body)
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var key = await portal.CreateKeyClientAsync(null, Scopes.Admin);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var answer = await key.PostAsync(path, content, Ct);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task CreateKey_Administrator_ShowsTheSecretOnceAndItWorks()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var admin = await portal.SignInAsync("admin@bank.example");
        admin.DefaultRequestHeaders.Add("Idempotency-Key", "one");

        var answer = await admin.PostAsJsonAsync(
            "/api/v1/keys",
            new
            {
                name = "pipeline",
                scopes = new[] { "admin" },
                expiresInDays = 30,
            },
            Ct
        );
        var repeat = await admin.PostAsJsonAsync(
            "/api/v1/keys",
            new
            {
                name = "pipeline",
                scopes = new[] { "admin" },
                expiresInDays = 30,
            },
            Ct
        );
        var made = (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
        var client = portal.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", (string)made["secret"]!);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, repeat.StatusCode);
        Assert.Equal("admin@bank.example", (string?)made["key"]!["owner"]);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/keys?limit=1", Ct)).StatusCode);
        var listed = (await admin.GetFromJsonAsync<JsonObject>("/api/v1/keys/KEY-0001", Ct))!;
        Assert.NotNull(listed["lastUsedAt"]);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.DoesNotContain(
            (string)made["secret"]!,
            string.Concat((await db.IdempotencyRecords.ToListAsync(Ct)).Select(r => System.Text.Encoding.UTF8.GetString(r.Body ?? []))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task CreateKey_ByAKey_StaysWithinItsScopesAndOwner()
    {
        await using var portal = new PortalFactory();
        var ann = await portal.CreateUserAsync("ann@bank.example", Roles.Administrator);
        await portal.CreateUserAsync("bob@bank.example", Roles.Engineer);
        var key = await portal.CreateKeyClientAsync(ann, Scopes.Admin);

        var wider = await key.PostAsJsonAsync(
            "/api/v1/keys",
            new
            {
                name = "k",
                scopes = new[] { "registry:write" },
                expiresInDays = 1,
            },
            Ct
        );
        var foreign = await key.PostAsJsonAsync(
            "/api/v1/keys",
            new
            {
                name = "k",
                scopes = new[] { "admin" },
                expiresInDays = 1,
                owner = "bob@bank.example",
            },
            Ct
        );

        Assert.Equal(HttpStatusCode.Forbidden, wider.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
    }

    [Fact]
    public async Task ListUsers_FilterAndCursor_WalksEveryMatchOnce()
    {
        await using var portal = new PortalFactory();
        for (var i = 0; i < 5; i++)
        {
            await portal.CreateUserAsync($"person{i}@bank.example", i % 2 == 0 ? Roles.Auditor : Roles.Engineer);
        }

        var key = await portal.CreateKeyClientAsync(null, Scopes.Admin);
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = (
                await key.GetFromJsonAsync<JsonObject>(
                    $"/api/v1/users?role=Auditor&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}",
                    Ct
                )
            )!;
            seen.AddRange(page["items"]!.AsArray().Select(u => (string)u!["email"]!));
            cursor = (string?)page["nextCursor"];
        } while (cursor is not null);

        Assert.Equal(["person0@bank.example", "person2@bank.example", "person4@bank.example"], seen);
        var keys = (await key.GetFromJsonAsync<JsonObject>("/api/v1/keys?limit=5", Ct))!;
        Assert.Single(keys["items"]!.AsArray());
    }

    private static async Task<string> Submit(PortalFactory portal, string link, string password)
    {
        var client = portal.CreateClient();
        var page = await client.GetStringAsync(link, Ct);
        using var form = new FormUrlEncodedContent(
            Forms.Fields(page, new() { ["Form.Password"] = password, ["Form.Repeated"] = password })
        );
        return await (await client.PostAsync(link, form, Ct)).Content.ReadAsStringAsync(Ct);
    }
}
