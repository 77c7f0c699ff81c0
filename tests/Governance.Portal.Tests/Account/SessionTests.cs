using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Account;

public sealed class SessionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task SignIn_RightPassword_OpensASessionThatTheLogKnows(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        var id = await portal.CreateUserAsync("ann@bank.example", Roles.ModelOwner, Roles.Engineer);

        var client = await portal.SignInAsync("ann@bank.example");
        var session = await client.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct);

        Assert.Equal("USR-0001", (string?)session!["user"]!["id"]);
        Assert.Equal("Engineer", (string?)session["activeRole"]);
        Assert.Equal(["Engineer", "ModelOwner"], session["roles"]!.AsArray().Select(r => (string?)r));
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var row = await db.Sessions.SingleAsync(Ct);
        Assert.Equal(id, row.User);
        var entry = await db.AuditEntries.SingleAsync(e => e.Action == "session.opened", Ct);
        Assert.Equal("user:USR-0001", entry.Actor);
    }

    [Fact]
    public async Task SignIn_RoleHeld_PutsItInForce()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.ModelOwner, Roles.Engineer);

        var client = await portal.SignInAsync("ann@bank.example", Roles.ModelOwner);

        var session = await client.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct);
        Assert.Equal("ModelOwner", (string?)session!["activeRole"]);
    }

    [Fact]
    public async Task SignIn_RoleNotHeld_IsForbiddenAndOpensNothing()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);

        var answer = await Post(portal.CreateClient(), "ann@bank.example", PortalFactory.Password, Roles.LegalReviewer);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.False(await db.Sessions.AnyAsync(Ct));
    }

    [Fact]
    public async Task SignIn_WhileAnotherSessionIsOpen_ReplacesIt()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var client = await portal.SignInAsync("ann@bank.example");
        client.DefaultRequestHeaders.Remove("X-CSRF-Token");

        var answer = await Post(client, "ann@bank.example", PortalFactory.Password);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(1, await db.Sessions.CountAsync(s => s.EndedAt == null, Ct));
    }

    [Fact]
    public async Task SignOut_OpenSession_EndsItForItsCookieToo()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var client = await portal.SignInAsync("ann@bank.example");

        var closed = await client.DeleteAsync("/api/v1/session", Ct);
        var after = await client.GetAsync("/api/v1/session", Ct);

        Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task SwitchRole_RoleHeld_ChangesTheSessionAndIsLogged()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer, Roles.ModelOwner);
        var client = await portal.SignInAsync("ann@bank.example");

        var answer = await client.PutAsJsonAsync("/api/v1/session/role", new { role = Roles.ModelOwner }, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var session = await client.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct);
        Assert.Equal("ModelOwner", (string?)session!["activeRole"]);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal("ModelOwner", (await db.Sessions.SingleAsync(Ct)).ActiveRole);
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "role.switched" && !e.Refused, Ct));
    }

    [Fact]
    public async Task SwitchRole_ApiKey_IsForbiddenAndLogged()
    {
        await using var portal = new PortalFactory();
        var owner = await portal.CreateUserAsync("ann@bank.example", Roles.Engineer, Roles.ModelOwner);
        var client = await portal.CreateKeyClientAsync(owner, Scopes.Admin);

        var answer = await client.PutAsJsonAsync("/api/v1/session/role", new { role = Roles.ModelOwner }, Ct);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "role.switched" && e.Refused && e.Actor == "key:KEY-0001", Ct));
    }

    [Fact]
    public async Task Reauthenticate_RightPassword_AnswersAProof()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.LegalReviewer);
        var client = await portal.SignInAsync("ann@bank.example");

        var proof = await PortalFactory.ReauthenticateAsync(client);

        Assert.Equal(43, proof.Length);
    }

    internal static Task<HttpResponseMessage> Post(HttpClient client, string email, string password, string? role = null) =>
        client.PostAsJsonAsync(
            "/api/v1/session",
            new JsonObject
            {
                ["email"] = email,
                ["password"] = password,
                ["role"] = role,
            },
            Ct
        );
}
