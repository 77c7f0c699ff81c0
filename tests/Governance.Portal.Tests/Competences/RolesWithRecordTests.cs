using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Competences;

/// <summary>Roles in which no one acts without a valid record.</summary>
public sealed class RolesWithRecordTests
{
    private const string Ann = "ann@bank.example";
    private const string Carl = "carl@bank.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARoleWithoutItsRecord_AllowsNothingAtAnyDoor_UntilSomeoneElseHasConfirmedIt()
    {
        await using var portal = new PortalFactory();
        var ann = await portal.CreateUserAsync(Ann, Roles.RiskOfficer, Roles.Sponsor);
        await portal.CreateUserAsync(Carl, Roles.ComplianceOfficer);
        using var before = await portal.SignInAsync(Ann, Roles.RiskOfficer);
        using var key = await portal.CreateKeyClientAsync(ann, Scopes.RegistersRead);
        using var carl = await portal.SignInAsync(Carl);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(before, "/api/v1/competences"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(key, "/api/v1/competences"));

        await EnforceAsync(carl, Roles.RiskOfficer);

        // An open session, an action, a key, and the page: each says what is missing.
        await AssertLackingAsync(await before.GetAsync(new Uri("/api/v1/competences", UriKind.Relative), Ct), "and you have none");
        await AssertLackingAsync(
            await before.PostAsJsonAsync("/api/v1/competences/CMP-0001:withdraw", new { reason = "x" }, Ct),
            "have none"
        );
        await AssertLackingAsync(await key.GetAsync(new Uri("/api/v1/competences", UriKind.Relative), Ct), "and you have none");
        using var page = await before.GetAsync(new Uri("/competences", UriKind.Relative), Ct);
        Assert.Equal("/forbidden", page.Headers.Location?.OriginalString.Split('?')[0]);
        Assert.Contains(
            "The role Risk officer needs a valid record of",
            await BodyAsync(before, page.Headers.Location!),
            StringComparison.Ordinal
        );

        // Signing in to it and switching to it are refused; without naming it one signs in to the next role.
        using var stranger = portal.CreateClient();
        using var refused = await stranger.PostAsJsonAsync(
            "/api/v1/session",
            new
            {
                email = Ann,
                password = PortalFactory.Password,
                role = Roles.RiskOfficer,
            },
            Ct
        );
        await AssertLackingAsync(refused, "and you have none");
        using var after = await portal.SignInAsync(Ann);
        var session = await after.GetFromJsonAsync<JsonObject>("/api/v1/session", Ct);
        Assert.Equal(Roles.Sponsor, (string?)session!["activeRole"]);
        await AssertLackingAsync(await SwitchAsync(after), "and you have none");

        // Still in the session whose role is refused, they record what it needs.
        using var recorded = await before.PostAsJsonAsync(
            "/api/v1/competences",
            new
            {
                topic = "ai-literacy",
                course = "AI basics",
                provider = "Academy",
            },
            Ct
        );
        Assert.Equal(HttpStatusCode.Created, recorded.StatusCode);
        await AssertLackingAsync(await SwitchAsync(after), "waiting for confirmation");
        using var confirmed = await carl.PostAsJsonAsync("/api/v1/competences/CMP-0001:confirm", new { }, Ct);
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(before, "/api/v1/competences"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(key, "/api/v1/competences"));
        using var switched = await SwitchAsync(after);
        Assert.Equal(HttpStatusCode.OK, switched.StatusCode);

        // It counts no longer: the next request is refused again.
        using var withdrawn = await carl.PostAsJsonAsync("/api/v1/competences/CMP-0001:withdraw", new { reason = "Wrong person" }, Ct);
        Assert.Equal(HttpStatusCode.OK, withdrawn.StatusCode);
        await AssertLackingAsync(await before.GetAsync(new Uri("/api/v1/competences", UriKind.Relative), Ct), "and you have none");
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "competence.withdrawn" && e.Refused, Ct));
    }

    [Fact]
    public async Task ARecordPutIntoTheDatabase_OpensNoRole_AndAlteredRequirementsLeaveTheAdministrator()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Ann, Roles.RiskOfficer);
        await portal.CreateUserAsync(Carl, Roles.ComplianceOfficer);
        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        using var ann = await portal.SignInAsync(Ann);
        using var carl = await portal.SignInAsync(Carl);
        using var admin = await portal.SignInAsync("admin@bank.example");
        using var recorded = await ann.PostAsJsonAsync(
            "/api/v1/competences",
            new
            {
                topic = "ai-literacy",
                course = "AI basics",
                provider = "Academy",
            },
            Ct
        );
        Assert.Equal(HttpStatusCode.Created, recorded.StatusCode);
        await EnforceAsync(carl, Roles.RiskOfficer);

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        await db.Database.ExecuteSqlRawAsync(
            "UPDATE \"Competences\" SET \"State\" = 'confirmed', \"ConfirmedBy\" = \"Person\" + 1, \"ConfirmedAt\" = \"RecordedAt\"",
            Ct
        );
        using (var altered = await ann.GetAsync(new Uri("/api/v1/competences", UriKind.Relative), Ct))
        {
            var problem = await altered.Content.ReadFromJsonAsync<JsonObject>(Ct);
            Assert.Equal("record.altered", (string?)problem!["code"]);
        }

        await db.Database.ExecuteSqlRawAsync("DELETE FROM \"CompetencePlans\"", Ct);
        Assert.NotEqual(HttpStatusCode.OK, await StatusAsync(ann, "/api/v1/competences"));
        Assert.NotEqual(HttpStatusCode.OK, await StatusAsync(carl, "/api/v1/competences"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/api/v1/users"));
    }

    private static async Task EnforceAsync(HttpClient carl, string role)
    {
        var topic = new JsonObject
        {
            ["key"] = "ai-literacy",
            ["title"] = "AI literacy",
            ["validMonths"] = 24,
            ["enforcedRoles"] = new JsonArray(role),
        };
        using var answer = await carl.PutAsJsonAsync("/api/v1/competences/plan", new JsonObject { ["topics"] = new JsonArray(topic) }, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var plan = await answer.Content.ReadFromJsonAsync<JsonObject>(Ct);
        Assert.Equal(role, (string?)plan!["topics"]![0]!["enforcedRoles"]![0]);
    }

    private static Task<HttpResponseMessage> SwitchAsync(HttpClient client) =>
        client.PutAsJsonAsync("/api/v1/session/role", new { role = Roles.RiskOfficer }, Ct);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative), Ct);
        return answer.StatusCode;
    }

    private static async Task<string> BodyAsync(HttpClient client, Uri address)
    {
        using var answer = await client.GetAsync(address, Ct);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task AssertLackingAsync(HttpResponseMessage answer, string words)
    {
        using (answer)
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(Ct);
            Assert.Equal((HttpStatusCode.Forbidden, "competence.role-lacking"), (answer.StatusCode, (string?)problem!["code"]));
            Assert.Contains(words, (string?)problem["detail"], StringComparison.Ordinal);
        }
    }
}
