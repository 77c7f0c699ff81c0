using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Governance.Portal.Tests.Account;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using static Governance.Portal.Tests.Account.SingleSignOnScene;

namespace Governance.Portal.Tests.RoleScopes;

/// <summary>Roles that groups of the organisation's directory give for certain systems only.</summary>
public sealed class ProvidedScopeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Group_ThatMeansALimitedRole_GivesItForThatAlone_AndSaysSoInTheLog(DatabaseKind kind)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await StartAsync(provider, kind);
        Map(portal, systems: ["SYS-0001"]);
        provider.Know("u-1", "lena@bank.example", "legal");
        var lena = Browser(portal);

        Assert.Equal("/models", await provider.SignInAsync(lena));

        var systems = await lena.GetStringAsync("/api/v1/systems", Ct);
        using var other = await lena.GetAsync("/api/v1/systems/SYS-0002", Ct);
        Assert.Contains("Retail scoring", systems, StringComparison.Ordinal);
        Assert.DoesNotContain("Corporate scoring", systems, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.Contains(
            "role.granted {\"businessUnits\":[],\"from\":\"provider\",\"role\":\"LegalReviewer\",\"systems\":[\"SYS-0001\"]}",
            await LogAsync(portal, await LenaAsync(portal))
        );
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Mapping_ThatChanges_CountsFromTheNextSignIn(DatabaseKind kind)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await StartAsync(provider, kind);
        provider.Know("u-1", "lena@bank.example", "legal");
        await provider.SignInAsync(Browser(portal)); // for the whole organisation
        var lena = await LenaAsync(portal);
        Assert.Null(await ScopeAsync(portal, lena));

        Map(portal, units: ["Retail"]);
        var browser = Browser(portal);
        await provider.SignInAsync(browser);
        Assert.Equal("only unit Retail", await ScopeAsync(portal, lena));
        Map(portal, units: ["Corporate"]);
        await provider.SignInAsync(browser); // over a session that does not reach Corporate
        Assert.Equal("only unit Corporate", await ScopeAsync(portal, lena));
        var quiet = (await LogAsync(portal, lena)).Count(e => e.StartsWith("role.", StringComparison.Ordinal));
        await provider.SignInAsync(Browser(portal)); // nothing is new, and nothing is said
        Assert.Equal(quiet, (await LogAsync(portal, lena)).Count(e => e.StartsWith("role.", StringComparison.Ordinal)));
        Map(portal);
        await provider.SignInAsync(Browser(portal));

        Assert.Null(await ScopeAsync(portal, lena));
        Assert.Equal(
            ["role.granted", "role.scope-changed", "role.scope-changed", "role.scope-changed"],
            (await LogAsync(portal, lena)).Where(e => e.StartsWith("role.", StringComparison.Ordinal)).Select(e => e.Split(' ')[0])
        );
    }

    [Fact]
    public async Task Limit_OfAGroup_GoesWithItAndComesBackWithIt()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await StartAsync(provider);
        Map(portal, units: ["Retail"]);
        provider.Know("u-1", "lena@bank.example", "legal");
        await provider.SignInAsync(Browser(portal));
        var lena = await LenaAsync(portal);
        provider.Know("u-1", "lena@bank.example");
        await provider.SignInAsync(Browser(portal));
        Assert.Equal("only unit Retail", await ScopeAsync(portal, lena)); // kept, so that a key of hers is not widened

        Map(portal); // widened while she was away
        provider.Know("u-1", "lena@bank.example", "legal");
        await provider.SignInAsync(Browser(portal));

        Assert.Null(await ScopeAsync(portal, lena));
    }

    [Fact]
    public async Task Limit_SetByAnAdministrator_StaysWhereTheMappingNamesNone()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await StartAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal");
        await provider.SignInAsync(Browser(portal));
        var lena = await LenaAsync(portal);
        using var limited = await LimitAsync(portal, lena, "Retail");
        Assert.True(limited.IsSuccessStatusCode);

        await provider.SignInAsync(Browser(portal));
        provider.Know("u-1", "lena@bank.example");
        await provider.SignInAsync(Browser(portal));
        provider.Know("u-1", "lena@bank.example", "legal");
        await provider.SignInAsync(Browser(portal));
        await provider.SignInAsync(Browser(portal));

        Assert.Equal("only unit Retail", await ScopeAsync(portal, lena));
    }

    [Fact]
    public async Task Limit_OfTheMapping_IsNotChangedHere_AndTakesThePlaceOfOneSetHere()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await StartAsync(provider);
        provider.Know("u-1", "lena@bank.example", "legal");
        await provider.SignInAsync(Browser(portal));
        var lena = await LenaAsync(portal);
        using var limited = await LimitAsync(portal, lena, "Retail");
        Assert.True(limited.IsSuccessStatusCode);
        Map(portal, units: ["Corporate"]);
        await provider.SignInAsync(Browser(portal));

        using var refused = await LimitAsync(portal, lena, "Retail");

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("user.limit-from-provider", (string?)(await refused.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
        Assert.Equal("only unit Corporate", await ScopeAsync(portal, lena));
    }

    [Fact]
    public async Task System_ThatIsNotRegistered_GivesNobodyARole()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var portal = await StartAsync(provider);
        Map(portal, systems: ["SYS-0099"]);
        provider.Know("u-1", "lena@bank.example", "legal");

        Assert.Equal("/signin/problem?code=provider.no-role", await provider.SignInAsync(Browser(portal)));

        var page = await (await portal.SignInAsync("root@bank.example")).GetStringAsync("/admin/sign-on", Ct);
        Assert.Contains("Not registered, so no role is granted for it: SYS-0099", page, StringComparison.Ordinal);
        Assert.Contains("only SYS-0099", page, StringComparison.Ordinal);
    }

    private static async Task<PortalFactory> StartAsync(FakeProvider provider, DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var portal = await OpenAsync(provider, kind: kind);
        await portal.CreateUserAsync("compliance@bank.example", Roles.ComplianceOfficer);
        var compliance = await portal.SignInAsync("compliance@bank.example");
        foreach (var unit in new[] { "Retail", "Corporate" })
        {
            await ScopedWorld.PostAsync(
                compliance,
                "/api/v1/systems",
                new JsonObject
                {
                    ["name"] = $"{unit} scoring",
                    ["purpose"] = "Scores",
                    ["owner"] = "compliance@bank.example",
                    ["businessUnit"] = unit,
                }
            );
        }

        return portal;
    }

    // What the host's configuration says after a restart.
    private static void Map(PortalFactory portal, string[]? systems = null, string[]? units = null) =>
        portal.Get<IOptions<SingleSignOnOptions>>().Value.RoleMapping = [
            new MappedGroup
            {
                Group = "legal",
                Roles = [Roles.LegalReviewer],
                Systems = systems,
                BusinessUnits = units,
            },
        ];

    private static async Task<HttpResponseMessage> LimitAsync(PortalFactory portal, UserId user, string unit) =>
        await (await portal.SignInAsync("root@bank.example")).PutAsJsonAsync(
            $"/api/v1/users/{user}/roles",
            new JsonObject
            {
                ["roles"] = new JsonArray(Roles.LegalReviewer),
                ["scopes"] = new JsonArray(new JsonObject { ["role"] = Roles.LegalReviewer, ["businessUnits"] = new JsonArray(unit) }),
            },
            Ct
        );

    private static async Task<UserId> LenaAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return (await db.ProviderIdentities.SingleAsync(Ct)).User;
    }

    private static async Task<string?> ScopeAsync(PortalFactory portal, UserId user)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.RoleScopes.AsNoTracking().SingleOrDefaultAsync(s => s.User == user, Ct) is { } scope
            ? Administration.Admin.RoleScopes.Words(scope)
            : null;
    }

    private static async Task<List<string>> LogAsync(PortalFactory portal, UserId user)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return (
            await db
                .AuditEntries.AsNoTracking()
                .Where(e => e.Subject == user.ToString() && !e.Refused)
                .OrderBy(e => e.Index)
                .ToListAsync(Ct)
        ).ConvertAll(e => $"{e.Action} {Said(JsonNode.Parse(e.Leaf)!["data"]!.AsObject()).ToJsonString()}");
    }

    // What an entry says, without the digests of the rows it states.
    private static JsonObject Said(JsonObject data)
    {
        data.Remove("records");
        return data;
    }
}
