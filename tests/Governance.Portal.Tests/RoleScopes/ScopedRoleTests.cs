using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.RoleScopes.ScopedWorld;

namespace Governance.Portal.Tests.RoleScopes;

/// <summary>
/// What someone can do whose role was given for one system, asked over HTTP. On SQLite all ask in one world, each as a person of their own:
/// to make it took most of their time.
/// </summary>
/// <param name="one">That world.</param>
public sealed class ScopedRoleTests(OneWorld one) : IClassFixture<OneWorld>
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite, false)]
    [InlineData(DatabaseKind.Sqlite, true)]
    [WholeData(DatabaseKind.Postgres, true)]
    public async Task Lists_OfALimitedRole_ShowWhatLiesWithin_AndNothingElse(DatabaseKind kind, bool byUnit)
    {
        await using var other = kind is DatabaseKind.Postgres ? await CreateAsync(kind) : null;
        var world = other ?? one.World;
        var legal = await world.LimitedAsync(Roles.LegalReviewer, byUnit ? "unit.lists@bank.example" : "lists@bank.example", byUnit);

        foreach (
            var (path, own) in new[]
            {
                ("/api/v1/models", "hither-model"),
                ("/api/v1/systems", "hither system"),
                ("/api/v1/promotions", world.Here["promotion"]),
                ("/api/v1/risks", "hither risk"),
                ("/api/v1/incidents", "hither incident"),
                ("/api/v1/assessments", world.Here["assessment"]),
                ("/api/v1/alerts", "hither-model"),
                ("/api/v1/retirements", world.Here["retirement"]),
                ("/api/v1/reports", world.Here["report"]),
                ("/api/v1/datasets", "hither-data"),
            }
        )
        {
            var text = await legal.GetStringAsync(path, Ct);
            Assert.True(text.Contains(own, StringComparison.Ordinal), $"{path}: {text}");
            Assert.True(!text.Contains("yonder", StringComparison.Ordinal), $"{path}: {text}");
        }

        Assert.Contains("yonder-model", await world.Whole.GetStringAsync("/api/v1/models", Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Engineer_OfOneSystem_WritesThere_AndNowhereElse(DatabaseKind kind)
    {
        await using var other = kind is DatabaseKind.Postgres ? await CreateAsync(kind) : null;
        var world = other ?? one.World;
        var engineer = await world.LimitedAsync(Roles.Engineer, "writes@bank.example");
        var body = new JsonObject { ["text"] = "Looks right to me" };
        var outside = await world.RefusalsAsync("scope.outside", world.There["promotion"]);

        using var here = await engineer.PostAsJsonAsync($"/api/v1/promotions/{world.Here["promotion"]}/comments", body, Ct);
        using var there = await engineer.PostAsJsonAsync($"/api/v1/promotions/{world.There["promotion"]}/comments", body, Ct);
        using var elsewhere = await engineer.PostAsJsonAsync(
            "/api/v1/models",
            new JsonObject
            {
                ["name"] = "new-model",
                ["owner"] = "owner@bank.example",
                ["system"] = world.There["system"],
            },
            Ct
        );
        using var nowhere = await engineer.PostAsJsonAsync(
            "/api/v1/models",
            new JsonObject { ["name"] = "new-model", ["owner"] = "owner@bank.example" },
            Ct
        );
        using var within = await engineer.PostAsJsonAsync(
            "/api/v1/models",
            new JsonObject
            {
                ["name"] = "new-model",
                ["owner"] = "owner@bank.example",
                ["system"] = world.Here["system"],
            },
            Ct
        );
        using var moved = await engineer.PatchAsJsonAsync("/api/v1/models/new-model", new JsonObject { ["system"] = null }, Ct);

        Assert.True(here.IsSuccessStatusCode, await here.Content.ReadAsStringAsync(Ct));
        await RefusedAsync(there, HttpStatusCode.Forbidden, "scope.outside");
        await RefusedAsync(elsewhere, HttpStatusCode.Forbidden, "scope.outside");
        await RefusedAsync(nowhere, HttpStatusCode.Forbidden, "scope.outside");
        Assert.True(within.StatusCode == HttpStatusCode.Created, await within.Content.ReadAsStringAsync(Ct));
        await RefusedAsync(moved, HttpStatusCode.Forbidden, "scope.moves");
        Assert.Equal(1, await world.RefusalsAsync("scope.moves", "new-model"));
        Assert.Equal(outside + 1, await world.RefusalsAsync("scope.outside", world.There["promotion"]));
        Assert.Contains("new-model", await engineer.GetStringAsync("/api/v1/models", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signer_OfOneSystem_DelegatesOverNothingElse()
    {
        var world = one.World;
        var legal = await world.LimitedAsync(Roles.LegalReviewer, "delegates@bank.example");
        async Task<HttpResponseMessage> DelegateAsync(params string[] models)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/delegations")
            {
                Content = JsonContent.Create(
                    new JsonObject
                    {
                        ["slot"] = "legal",
                        ["to"] = "compliance@bank.example",
                        ["until"] = world.Portal.Get<TimeProvider>().GetUtcNow().AddDays(3),
                        ["reason"] = "On leave",
                        ["models"] = new JsonArray([.. models.Select(m => (JsonNode)m)]),
                    }
                ),
            };
            request.Headers.Add("X-Reauthentication", await PortalFactory.ReauthenticateAsync(legal));
            return await legal.SendAsync(request, Ct);
        }

        using var all = await DelegateAsync();
        using var beyond = await DelegateAsync("hither-model", "yonder-model");
        using var unknown = await DelegateAsync("no-such-model");
        using var within = await DelegateAsync("hither-model");

        await RefusedAsync(all, HttpStatusCode.Forbidden, "delegation.beyond-reach");
        await RefusedAsync(beyond, HttpStatusCode.Forbidden, "delegation.beyond-reach");
        await RefusedAsync(unknown, HttpStatusCode.Forbidden, "delegation.beyond-reach");
        Assert.True(within.StatusCode is HttpStatusCode.Created, await within.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task Signer_RefusedBeyondTheirScope_HasUsedUpTheirProof()
    {
        var world = one.World;
        var legal = await world.LimitedAsync(Roles.LegalReviewer, "signs@bank.example");
        var proof = await PortalFactory.ReauthenticateAsync(legal);

        using var beyond = await SignAsync(world.There["promotion"], proof);
        using var again = await SignAsync(world.Here["promotion"], proof);
        using var proven = await SignAsync(world.Here["promotion"], await PortalFactory.ReauthenticateAsync(legal));

        await RefusedAsync(beyond, HttpStatusCode.Forbidden, "scope.outside");
        await RefusedAsync(again, HttpStatusCode.Unauthorized, "signoff.proof-not-valid");
        Assert.NotEqual(HttpStatusCode.Unauthorized, proven.StatusCode);

        async Task<HttpResponseMessage> SignAsync(string promotion, string given)
        {
            var asked = (await world.Whole.GetFromJsonAsync<JsonObject>($"/api/v1/promotions/{promotion}", Ct))!;
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/promotions/{promotion}/signoffs")
            {
                Content = JsonContent.Create(
                    new JsonObject
                    {
                        ["role"] = "legal",
                        ["decision"] = "approve",
                        ["comment"] = "Read as a whole",
                        ["bundleDigest"] = (string?)asked["bundleDigest"],
                    }
                ),
            };
            request.Headers.Add("X-Reauthentication", given);
            return await legal.SendAsync(request, Ct);
        }
    }

    [Fact]
    public async Task Compliance_OfOneSystem_PullsNoOtherModelIn_AndGivesItToNoOtherUnit()
    {
        var world = one.World;
        var compliance = await world.LimitedAsync(Roles.ComplianceOfficer, "complies@bank.example");
        var path = $"/api/v1/systems/{world.Here["system"]}";

        using var pulled = await compliance.PatchAsJsonAsync(
            path,
            new JsonObject { ["models"] = new JsonArray("hither-model", "yonder-model") },
            Ct
        );
        using var given = await compliance.PatchAsJsonAsync(path, new JsonObject { ["businessUnit"] = "Corporate" }, Ct);
        using var registered = await compliance.PostAsJsonAsync(
            "/api/v1/systems",
            new JsonObject
            {
                ["name"] = "Third",
                ["purpose"] = "New",
                ["owner"] = "compliance@bank.example",
            },
            Ct
        );
        using var risk = await compliance.PostAsJsonAsync(
            "/api/v1/risks",
            new JsonObject
            {
                ["title"] = "Of nothing",
                ["category"] = "drift",
                ["inherent"] = new JsonObject { ["likelihood"] = 3, ["impact"] = 3 },
                ["owner"] = "owner@bank.example",
                ["treatment"] = "reduce",
            },
            Ct
        );
        using var renamed = await compliance.PatchAsJsonAsync(path, new JsonObject { ["purpose"] = "Better words" }, Ct);

        await RefusedAsync(pulled, HttpStatusCode.Forbidden, "scope.moves");
        await RefusedAsync(given, HttpStatusCode.Forbidden, "scope.moves");
        await RefusedAsync(registered, HttpStatusCode.Forbidden, "scope.outside");
        await RefusedAsync(risk, HttpStatusCode.Forbidden, "scope.organisation");
        Assert.True(renamed.IsSuccessStatusCode, await renamed.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task Organisation_IsNotForALimitedRole()
    {
        var world = one.World;
        var risk = await world.LimitedAsync(Roles.RiskOfficer, "organisation@bank.example");

        using var log = await risk.GetAsync("/api/v1/audit/entries", Ct);
        using var everything = await risk.PostAsJsonAsync(
            "/api/v1/reports",
            new JsonObject
            {
                ["kind"] = "risk-register",
                ["subject"] = "*",
                ["format"] = "json",
            },
            Ct
        );

        using var pack = await risk.PostAsJsonAsync(
            "/api/v1/reports",
            new JsonObject { ["kind"] = "committee-pack", ["subject"] = "*" },
            Ct
        );
        using var preview = await risk.GetAsync("/reports/preview?kind=committee-pack&subject=*@90d", Ct);
        using var group = await risk.PostAsJsonAsync(
            "/api/v1/reports",
            new JsonObject
            {
                ["kind"] = "group-figures",
                ["subject"] = "*",
                ["format"] = "json",
            },
            Ct
        );

        Assert.Equal(HttpStatusCode.Forbidden, log.StatusCode);
        await RefusedAsync(everything, HttpStatusCode.Forbidden, "scope.organisation");
        await RefusedAsync(pack, HttpStatusCode.Forbidden, "scope.organisation");
        await RefusedAsync(preview, HttpStatusCode.Forbidden, "scope.organisation");
        await RefusedAsync(group, HttpStatusCode.Forbidden, "scope.organisation");
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Key_OfALimitedPerson_ReachesAsFarAsThey_AndNothingOnceTheyHaveNoRole(DatabaseKind kind)
    {
        await using var other = kind is DatabaseKind.Postgres ? await CreateAsync(kind) : null;
        var world = other ?? one.World;
        var id = await world.Portal.CreateUserAsync("key@bank.example", Roles.Sponsor);
        await world.PutAsync(id, Roles.Engineer);
        var key = await world.Portal.CreateKeyClientAsync(id, Scopes.RegistryWrite, Scopes.GateRead);

        var models = await key.GetStringAsync("/api/v1/models", Ct);
        using var read = await key.GetAsync("/api/v1/models/yonder-model", Ct);
        using var gate = await key.GetAsync("/api/v1/gates/deploy?model=yonder-model&version=1.0.0&stage=production", Ct);
        using var taken = await world.Admin.PutAsJsonAsync($"/api/v1/users/{id}/roles", new JsonObject { ["roles"] = new JsonArray() }, Ct);
        using var after = await key.GetAsync("/api/v1/models", Ct);

        Assert.Contains("hither-model", models, StringComparison.Ordinal);
        Assert.DoesNotContain("yonder", models, StringComparison.Ordinal);
        await RefusedAsync(read, HttpStatusCode.Forbidden, "scope.outside");
        await RefusedAsync(gate, HttpStatusCode.Forbidden, "scope.outside");
        Assert.True(taken.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, after.StatusCode);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Key_OfSomebodyWhoWritesHereAndReadsEverywhere_WritesHereOnly(DatabaseKind kind)
    {
        await using var other = kind is DatabaseKind.Postgres ? await CreateAsync(kind) : null;
        var world = other ?? one.World;
        var id = await world.Portal.CreateUserAsync("reads.all@bank.example", Roles.Auditor);
        var roles = new JsonObject
        {
            ["roles"] = new JsonArray(Roles.Auditor, Roles.Engineer),
            ["scopes"] = new JsonArray(new JsonObject { ["role"] = Roles.Engineer, ["systems"] = new JsonArray(world.Here["system"]) }),
        };
        using var given = await world.Admin.PutAsJsonAsync($"/api/v1/users/{id}/roles", roles, Ct);
        Assert.True(given.IsSuccessStatusCode, await given.Content.ReadAsStringAsync(Ct));

        using var key = await world.Portal.CreateKeyClientAsync(id, Scopes.RegistryWrite);
        using var here = await key.PatchAsJsonAsync("/api/v1/models/hither-model", new JsonObject { ["displayName"] = "Hither" }, Ct);
        using var yonder = await key.PatchAsJsonAsync("/api/v1/models/yonder-model", new JsonObject { ["displayName"] = "Yonder" }, Ct);

        Assert.NotEqual(HttpStatusCode.Forbidden, here.StatusCode);
        await RefusedAsync(yonder, HttpStatusCode.Forbidden, "scope.outside");
    }

    [Fact]
    public async Task EveryPageAndEndpoint_ThatAsksWhoCalls_NotesWhatTheyReach()
    {
        var policies = one.World.Portal.Get<Microsoft.AspNetCore.Authorization.IAuthorizationPolicyProvider>();

        // What [Authorize] alone stands for, and what stands for nothing said at all.
        Assert.Contains((await policies.GetDefaultPolicyAsync()).Requirements, r => r is ActiveCallerRequirement);
        Assert.Contains((await policies.GetFallbackPolicyAsync())!.Requirements, r => r is ActiveCallerRequirement);
    }

    [Fact]
    public async Task Grant_IsShown_Logged_AndKeptByCallersThatKnowNoScopes()
    {
        var world = one.World;
        var id = await world.Portal.CreateUserAsync("granted@bank.example", Roles.Sponsor);

        var given = await world.PutAsync(id, Roles.LegalReviewer);
        using var again = await world.Admin.PutAsJsonAsync(
            $"/api/v1/users/{id}/roles",
            new JsonObject { ["roles"] = new JsonArray(Roles.LegalReviewer) },
            Ct
        );
        var kept = JsonNode.Parse(await again.Content.ReadAsStringAsync(Ct))!;
        using var widened = await world.Admin.PutAsJsonAsync(
            $"/api/v1/users/{id}/roles",
            new JsonObject { ["roles"] = new JsonArray(Roles.LegalReviewer), ["scopes"] = new JsonArray() },
            Ct
        );
        var whole = JsonNode.Parse(await widened.Content.ReadAsStringAsync(Ct))!;

        Assert.Equal(world.Here["system"], (string?)given["scopes"]![0]!["systems"]![0]);
        Assert.Equal(world.Here["system"], (string?)kept["scopes"]![0]!["systems"]![0]);
        Assert.Empty(whole["scopes"]!.AsArray());
        await using var db = await world.Portal.Databases.CreateDbContextAsync(Ct);
        var entries = await db
            .AuditEntries.Where(e => e.Subject == id.ToString() && e.Action.StartsWith("role."))
            .OrderBy(e => e.Index)
            .Select(e => new { e.Action, e.Leaf })
            .ToListAsync(Ct);
        Assert.Equal("role.scope-changed", entries[^1].Action);
        Assert.Contains(
            entries,
            e =>
                e.Action == "role.granted"
                && System
                    .Text.Encoding.UTF8.GetString(e.Leaf)
                    .Contains($"\"systems\":[\"{world.Here["system"]}\"]", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Grant_ThatCannotBe_IsRefusedWithItsReason()
    {
        var world = one.World;
        var id = await world.Portal.CreateUserAsync("refused.grant@bank.example", Roles.Sponsor);

        foreach (
            var (role, units, systems, code) in new (string, JsonArray, JsonArray, string)[]
            {
                (Roles.Administrator, new JsonArray("Retail"), new JsonArray(), "scope.whole-only"),
                (Roles.Auditor, new JsonArray("Retail"), new JsonArray(), "scope.whole-only"),
                (Roles.LegalReviewer, new JsonArray(), new JsonArray("SYS-0099"), "scope.system-unknown"),
                (Roles.LegalReviewer, new JsonArray(), new JsonArray(), "scope.empty"),
                (Roles.LegalReviewer, new JsonArray(" "), new JsonArray(), "scope.unit-not-allowed"),
            }
        )
        {
            using var answer = await world.Admin.PutAsJsonAsync(
                $"/api/v1/users/{id}/roles",
                new JsonObject
                {
                    ["roles"] = new JsonArray(role),
                    ["scopes"] = new JsonArray(
                        new JsonObject
                        {
                            ["role"] = role,
                            ["systems"] = systems,
                            ["businessUnits"] = units,
                        }
                    ),
                },
                Ct
            );

            await RefusedAsync(answer, HttpStatusCode.UnprocessableEntity, code);
        }
    }

    [Fact]
    public async Task Requests_OfOtherSystems_AskNobodyWhoCannotOpenThem()
    {
        var world = one.World;
        await world.LimitedAsync(Roles.LegalReviewer, "told@bank.example");
        await using var db = await world.Portal.Databases.CreateDbContextAsync(Ct);
        var person = await db.Users.SingleAsync(u => u.Email == "told@bank.example", Ct);
        var now = world.Portal.Get<TimeProvider>().GetUtcNow();
        var news = new[] { world.Here, world.There }
            .Select(of =>
                (
                    new Domain.Notifications.NotificationEvent(
                        Domain.Notifications.NotificationKind.SignOffAsked,
                        of["promotion"],
                        $"test/{of["promotion"]}"
                    )
                    {
                        Recipients = [person.UserId],
                    },
                    now
                )
            )
            .ToList();

        await world.Portal.Get<Governance.Portal.Administration.Notifications.NotifyPeople>().RunAsync(db, news, Ct);
        await db.SaveChangesAsync(Ct);

        var told = await db.Notifications.Where(n => n.Key.StartsWith("test/")).Select(n => n.Subject).ToListAsync(Ct);
        Assert.Equal([world.Here["promotion"]], told);
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(
            answer.StatusCode == status && text.Contains($"\"{code}\"", StringComparison.Ordinal),
            $"{(int)answer.StatusCode} {text}"
        );
    }
}
