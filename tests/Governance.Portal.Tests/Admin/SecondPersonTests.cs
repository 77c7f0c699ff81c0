using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Account;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Admin;

/// <summary>What weighs takes two people, givers are remembered, and what widens rights asks who is there.</summary>
public sealed class SecondPersonTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task ARoleTakenAfterItWasUsed_StillJoinsGiverAndTaker(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var admin = await scene.AdministratorAsync(Roles.SecurityReviewer);
        var helper = await scene.Portal.CreateUserAsync("helper@test.example", Roles.Engineer);
        var id = await scene.RequestAsync();
        await RolesAsync(admin, helper, Roles.Engineer, Roles.LegalReviewer);
        await scene.ConfirmAsync(helper.ToString());
        await scene.SignedAsync(await scene.Portal.SignInAsync("helper@test.example", Roles.LegalReviewer), id, "legal");

        scene.Inner.Clock.Advance(TimeSpan.FromMinutes(1));
        await RolesAsync(admin, helper, Roles.Engineer);
        await scene.SwitchAsync(admin, Roles.SecurityReviewer);

        await scene.RefusedAsync(admin, id, "security", 403, "promotion.access-by-one-hand");
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.NotNull((await db.AccessGrants.SingleAsync(g => g.User == helper && g.What == Roles.LegalReviewer, Ct)).Until);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AnUnusedLink_FreesNobody_AUsedOneOnlyForWhatComesAfter(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var admin = await scene.AdministratorAsync(Roles.LegalReviewer);
        var made = await scene.InviteAsync(admin, "made@test.example", Roles.SecurityReviewer);
        // Another one gives the role again: from here on only the door is the first one's.
        await scene.Portal.CreateUserAsync("other-admin@test.example", Roles.Administrator);
        var other = await scene.Portal.SignInAsync("other-admin@test.example");
        var user = await FindAsync(scene.Portal, "made@test.example");
        await RolesAsync(other, user);
        await RolesAsync(other, user, Roles.SecurityReviewer);
        var link = await LinkAsync(other, user);
        await scene.ConfirmAsync(user.ToString());
        scene.Inner.Clock.Advance(TimeSpan.FromHours(1));
        var first = await scene.RequestAsync();
        await scene.SignedAsync(await scene.Portal.SignInAsync("made@test.example"), first, "security");
        await scene.SwitchAsync(admin, Roles.LegalReviewer);

        await scene.RefusedAsync(admin, first, "legal", 403, "promotion.access-by-one-hand");

        made.Dispose();
        scene.Inner.Clock.Advance(TimeSpan.FromHours(1));
        var opened = await scene.OpenAsync(link, "made@test.example");
        scene.Inner.Clock.Advance(TimeSpan.FromHours(1));
        await scene.Inner.RegisterVersionAsync("1.5.0");
        var second = await scene.RequestAsync(version: "1.5.0");
        await scene.SignedAsync(opened, second, "security");
        await scene.SignedAsync(await scene.Portal.SignInAsync("admin@test.example", Roles.LegalReviewer), second, "legal");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task OneAdministratorAlone_GivesNoRoleThatDecides_AndOpensNoSignersAccount(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var signer = await portal.CreateUserAsync("legal@bank.example", Roles.LegalReviewer);
        var admin = await portal.SignInAsync("admin@bank.example");
        var made = await InviteAsync(admin, "made@bank.example", Roles.SecurityReviewer, Roles.Engineer);
        var user = (string)made["user"]!["id"]!;
        var id = await FindAsync(portal, "made@bank.example");

        Assert.Equal(
            ["SecurityReviewer", "link"],
            made["user"]!["waiting"]!.AsArray().Select(w => (string)w!["what"]!).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            (HttpStatusCode.Forbidden, "access.second-person"),
            await AnswerAsync(await admin.PostAsync($"/api/v1/users/{user}/confirm", null, Ct))
        );
        Assert.Equal("user.link-not-confirmed", (await UseAsync(portal, (string)made["link"]!["url"]!)).Refusal?.Code);
        Assert.Equal("user.link-not-confirmed", (await UseAsync(portal, await LinkAsync(admin, signer))).Refusal?.Code);
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.Equal([Roles.Engineer], await AccessReader.RolesOf(db, id.Number).ToListAsync(Ct));
            Assert.Equal([Roles.LegalReviewer], await AccessReader.RolesOf(db, signer.Number).ToListAsync(Ct));
        }

        // The host is the second pair of eyes where there is no one else.
        Assert.True((await portal.Get<ConfirmAccess>().RunAsync(Actor.Host, id, Roles.SecurityReviewer, Ct)).IsDone);
        Assert.True((await portal.Get<ConfirmAccess>().RunAsync(Actor.Host, id, GivenAccess.Link, Ct)).IsDone);
        Assert.True((await UseAsync(portal, (string)made["link"]!["url"]!)).IsDone);
        await using var after = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(2, await AccessReader.RolesOf(after, id.Number).CountAsync(Ct));
        Assert.Equal(1, await after.AuditEntries.CountAsync(e => e.Action == "role.confirmed" && !e.Refused, Ct));
        Assert.Equal(1, await after.AuditEntries.CountAsync(e => e.Action == "link.confirmed" && !e.Refused, Ct));
    }

    [Fact]
    public async Task ARoleThatWaits_RefusesInItsOwnWords_UntilARiskOfficerConfirmsIt()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        await portal.CreateUserAsync("risk@bank.example", Roles.RiskOfficer);
        var ann = await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var admin = await portal.SignInAsync("admin@bank.example");
        var risk = await portal.SignInAsync("risk@bank.example");
        var client = await portal.SignInAsync("ann@bank.example");
        await RolesAsync(admin, ann, Roles.Engineer, Roles.Administrator);

        Assert.Equal(
            (HttpStatusCode.Forbidden, "role.not-confirmed"),
            await AnswerAsync(await client.PostAsJsonAsync("/api/v1/users", new { email = "x@bank.example" }, Ct))
        );
        Assert.Equal(
            (HttpStatusCode.NotFound, "user.unknown"),
            await AnswerAsync(await risk.PostAsync("/api/v1/users/USR-0099/confirm", null, Ct))
        );
        Assert.Equal(HttpStatusCode.OK, (await risk.PostAsync($"/api/v1/users/{ann}/roles/Administrator/confirm", null, Ct)).StatusCode);
        Assert.Equal(
            (HttpStatusCode.Conflict, "access.nothing-waits"),
            await AnswerAsync(await risk.PostAsync($"/api/v1/users/{ann}/roles/Administrator/confirm", null, Ct))
        );
        Assert.Equal(
            (HttpStatusCode.Forbidden, "session.second-step-missing"),
            await AnswerAsync(await client.PutAsJsonAsync("/api/v1/session/role", new { role = Roles.Administrator }, Ct))
        );
        var whole = await portal.SignInAsync("ann@bank.example", Roles.Administrator);
        Assert.Equal(
            HttpStatusCode.Created,
            (await whole.PostAsJsonAsync("/api/v1/users", new { email = "x@bank.example" }, Ct)).StatusCode
        );
    }

    [Theory]
    [InlineData("POST", "/api/v1/users", """{"email":"x@bank.example"}""")]
    [InlineData("PUT", "/api/v1/users/USR-0002/roles", """{"roles":["Auditor"]}""")]
    [InlineData("POST", "/api/v1/users/USR-0002/password-link", null)]
    [InlineData("POST", "/api/v1/users/USR-0002/enable", null)]
    [InlineData("POST", "/api/v1/users/USR-0002/codes/reset", null)]
    [InlineData("PUT", "/api/v1/users/USR-0002/provider", """{"subject":"s"}""")]
    [InlineData("PUT", "/api/v1/users/USR-0002/break-glass", """{"breakGlass":true}""")]
    [InlineData("POST", "/api/v1/users/USR-0002/confirm", null)]
    [InlineData("POST", "/api/v1/users/USR-0002/roles/Auditor/confirm", null)]
    [InlineData("POST", "/api/v1/keys", """{"name":"k","scopes":["registry:read"],"expiresInDays":1}""")]
    [InlineData("POST", "/api/v1/channels", """{"kind":"slack","name":"c","secret":"https://hooks.slack.com/services/a","from":"high"}""")]
    [InlineData("POST", "/api/v1/integrations", """{"name":"d","address":"https://127.0.0.1/x"}""")]
    [InlineData("POST", "/api/v1/integrations/DST-0001/secret", null)]
    public async Task WhatWidensRights_WithoutAFreshProof_IsRefusedAndLogged(string method, string path, string? body)
    {
        await using var portal = new PortalFactory();
        var admin = await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        await portal.CreateUserAsync("other@bank.example", Roles.Engineer);
        var client = await portal.SignInAsync("admin@bank.example", proves: false);
        var key = await portal.CreateKeyClientAsync(null, Scopes.Admin);
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.ApiKeys.ExecuteUpdateAsync(k => k.SetProperty(r => r.Administers, false), Ct);
        }

        var bare = await AnswerAsync(await SendAsync(client, method, path, body, null));
        var proof = await PortalFactory.ReauthenticateAsync(client);
        var proven = await AnswerAsync(await SendAsync(client, method, path, body, proof));
        var twice = await AnswerAsync(await SendAsync(client, method, path, body, proof));
        var byKey = await AnswerAsync(await SendAsync(key, method, path, body, null));

        Assert.Equal((HttpStatusCode.Unauthorized, "identity.proof-needed"), bare);
        Assert.NotEqual("identity.proof-needed", proven.Code);
        Assert.Equal((HttpStatusCode.Unauthorized, "identity.proof-needed"), twice);
        Assert.Equal(HttpStatusCode.Forbidden, byKey.Status);
        await using var after = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.True(await after.AuditEntries.AnyAsync(e => e.Refused && e.Actor == $"user:{admin}", Ct));
    }

    [Fact]
    public async Task AnIdempotentAnswer_IsNotRepeated_OnceTheRightIsGone()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var ann = await portal.CreateUserAsync("ann@bank.example", Roles.Engineer, Roles.ModelOwner, Roles.Auditor);
        var client = await portal.SignInAsync("ann@bank.example", Roles.Engineer);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "one");
        var body = new { name = "fraud-scorer", owner = "ann@bank.example" };
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsJsonAsync("/api/v1/models", body, Ct)).StatusCode);
        var again = await client.PostAsJsonAsync("/api/v1/models", body, Ct);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.True(again.Headers.Contains("Idempotency-Replayed"));

        Assert.True((await portal.Get<ChangeRoles>().RunAsync(Actor.Host, ann, [Roles.Auditor], Ct)).IsDone);
        var narrowed = await portal.SignInAsync("ann@bank.example", Roles.Auditor);
        narrowed.DefaultRequestHeaders.Add("Idempotency-Key", "one");

        Assert.Equal(
            (HttpStatusCode.Forbidden, "idempotency.rights-changed"),
            await AnswerAsync(await narrowed.PostAsJsonAsync("/api/v1/models", body, Ct))
        );
    }

    private static async Task<UserId> FindAsync(PortalFactory portal, string email)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return (await db.Users.SingleAsync(u => u.Email == email, Ct)).UserId;
    }

    private static async Task RolesAsync(HttpClient admin, UserId user, params string[] roles)
    {
        var answer = await admin.PutAsJsonAsync($"/api/v1/users/{user}/roles", new { roles }, Ct);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<JsonObject> InviteAsync(HttpClient admin, string email, params string[] roles)
    {
        var answer = await admin.PostAsJsonAsync("/api/v1/users", new { email, roles }, Ct);
        Assert.True(answer.StatusCode is HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Ct));
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
    }

    private static async Task<string> LinkAsync(HttpClient admin, UserId user)
    {
        var answer = await admin.PostAsync($"/api/v1/users/{user}/password-link", null, Ct);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ct));
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["url"]!;
    }

    private static Task<Governance.Domain.Result<string>> UseAsync(PortalFactory portal, string link) =>
        portal
            .Get<SetPassword>()
            .RunAsync(link[(link.IndexOf("token=", StringComparison.Ordinal) + 6)..], "another good passphrase", "127.0.0.1", Ct);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, string? body, string? proof)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        if (proof is not null)
        {
            request.Headers.Add("X-Reauthentication", proof);
        }

        return await client.SendAsync(request, Ct);
    }

    private static async Task<(HttpStatusCode Status, string? Code)> AnswerAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        return (
            answer.StatusCode,
            answer.Content.Headers.ContentType?.MediaType == "application/problem+json" ? (string?)JsonNode.Parse(text)!["code"] : null
        );
    }
}
