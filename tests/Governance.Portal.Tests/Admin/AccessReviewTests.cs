using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Admin;

/// <summary>An access review from picture to result.</summary>
public sealed class AccessReviewTests
{
    private static readonly DateTimeOffset s_due = TimeProvider.System.GetUtcNow().AddDays(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Campaign_EveryLineDecided_TakesAwayAndLeavesADigestInTheLog(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        await portal.CreateUserAsync("second@bank.example", Roles.Administrator);
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer, Roles.Auditor);
        var key = await portal.CreateKeyClientAsync(new UserId(3), Scopes.RegistryRead);
        var admin = await portal.SignInAsync("admin@bank.example");
        var second = await portal.SignInAsync("second@bank.example");

        var opened = await admin.PostAsJsonAsync("/api/v1/access-reviews", new { dueAt = s_due }, Ct);
        var view = (await opened.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
        var lines = view["lines"]!
            .AsArray()
            .Select(l => (Number: (int)l!["number"]!, Holder: (string)l["holder"]!, What: (string)l["what"]!))
            .ToList();
        var own = await DecideAsync(admin, lines.First(l => l.Holder == "USR-0001").Number, "attested", "mine");
        foreach (var (number, holder, what) in lines)
        {
            var verdict = what == Roles.Auditor || holder == "KEY-0001" ? "revoked" : "attested";
            Assert.Equal(
                HttpStatusCode.OK,
                (await DecideAsync(holder == "USR-0001" ? second : admin, number, verdict, "=needed")).StatusCode
            );
        }

        var closed = await admin.PostAsync("/api/v1/access-reviews/ACR-0001/close", null, Ct);
        var csv = await admin.GetByteArrayAsync("/api/v1/access-reviews/ACR-0001/csv", Ct);

        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        Assert.Equal(5, lines.Count);
        Assert.Equal("access-review.own-access", await CodeOf(own));
        Assert.Equal(HttpStatusCode.OK, closed.StatusCode);
        Assert.Contains("'=needed", System.Text.Encoding.UTF8.GetString(csv), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await key.GetAsync("/api/v1/models", Ct)).StatusCode);
        var ann = (await admin.GetFromJsonAsync<JsonObject>("/api/v1/users/USR-0003", Ct))!;
        Assert.Equal([Roles.Engineer], ann["roles"]!.AsArray().Select(r => (string)r!));
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var entry = await db.AuditEntries.SingleAsync(e => e.Action == "access-review.closed" && !e.Refused, Ct);
        Assert.Equal(Sha256Hex.Of(csv), (string?)JsonNode.Parse(entry.Leaf)!["data"]!["resultSha256"]);
    }

    [Fact]
    public async Task Limit_OfARole_StandsInItsLineInTheCsvAndInTheTableOfAccounts()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var ann = await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        var admin = await portal.SignInAsync("admin@bank.example");
        using var limited = await admin.PutAsJsonAsync(
            $"/api/v1/users/{ann}/roles",
            new
            {
                roles = new[] { Roles.LegalReviewer, Roles.Auditor },
                scopes = new[] { new { role = Roles.LegalReviewer, businessUnits = new[] { "Retail" } } },
            },
            Ct
        );

        var opened = await admin.PostAsJsonAsync("/api/v1/access-reviews", new { dueAt = s_due }, Ct);
        var lines = (await opened.Content.ReadFromJsonAsync<JsonObject>(Ct))!["lines"]!.AsArray();
        var csv = await admin.GetStringAsync("/api/v1/access-reviews/ACR-0001/csv", Ct);
        var accounts = await admin.GetStringAsync("/admin/users", Ct);
        var review = await admin.GetStringAsync("/admin/access-review", Ct);

        Assert.True(limited.IsSuccessStatusCode);
        Assert.Equal("only unit Retail", (string?)lines.Single(l => (string?)l!["what"] == Roles.LegalReviewer)!["scope"]);
        Assert.Null(lines.Single(l => (string?)l!["what"] == Roles.Auditor)!["scope"]);
        Assert.Contains($"{ann},LegalReviewer (only unit Retail),", csv, StringComparison.Ordinal);
        Assert.Contains("Legal approver (only unit Retail)", accounts, StringComparison.Ordinal);
        Assert.Contains("only unit Retail", review, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Close_WithLinesLeft_IsRefused()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var admin = await portal.SignInAsync("admin@bank.example");
        await admin.PostAsJsonAsync("/api/v1/access-reviews", new { dueAt = s_due }, Ct);

        Assert.Equal("access-review.lines-open", await CodeOf(await admin.PostAsync("/api/v1/access-reviews/ACR-0001/close", null, Ct)));
        Assert.Equal(
            "access-review.one-is-open",
            await CodeOf(await admin.PostAsJsonAsync("/api/v1/access-reviews", new { dueAt = s_due }, Ct))
        );
        Assert.Equal("access-review.line-decided", await CodeAfterTwoAsync(portal, admin));
    }

    [Fact]
    public async Task Open_WithoutADay_NamesTheField()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var admin = await portal.SignInAsync("admin@bank.example");

        var answer = await admin.PostAsJsonAsync("/api/v1/access-reviews", new { dueAt = "2020-01-01T00:00:00Z" }, Ct);

        Assert.Equal("access-review.due-missing", await CodeOf(answer));
    }

    [Fact]
    public async Task Revoke_LastAdministrator_IsRefusedAndNothingIsRecorded()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        var other = await portal.CreateUserAsync("second@bank.example", Roles.Administrator);
        var second = await portal.SignInAsync("second@bank.example");
        var admin = await portal.SignInAsync("admin@bank.example");
        await admin.PostAsJsonAsync("/api/v1/access-reviews", new { dueAt = s_due }, Ct);
        await admin.PutAsJsonAsync($"/api/v1/users/{other}/roles", new { roles = new[] { Roles.Auditor } }, Ct);

        Assert.Equal(HttpStatusCode.Forbidden, (await DecideAsync(second, 1, "revoked", "not needed")).StatusCode);
        var view = (await admin.GetFromJsonAsync<JsonObject>("/api/v1/access-reviews/ACR-0001", Ct))!;
        Assert.All(view["lines"]!.AsArray(), l => Assert.Null(l!["verdict"]));
    }

    private static async Task<string?> CodeAfterTwoAsync(PortalFactory portal, HttpClient admin)
    {
        await portal.CreateUserAsync("second@bank.example", Roles.Administrator);
        var second = await portal.SignInAsync("second@bank.example");
        _ = admin;
        await DecideAsync(second, 1, "attested", "runs the portal");
        return await CodeOf(await DecideAsync(second, 1, "revoked", "changed my mind"));
    }

    private static Task<HttpResponseMessage> DecideAsync(HttpClient client, int line, string verdict, string reason) =>
        client.PostAsJsonAsync($"/api/v1/access-reviews/ACR-0001/lines/{line}", new { verdict, reason }, Ct);

    private static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];
}
