using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Overview;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Approvals;

/// <summary>Delegations over HTTP.</summary>
public sealed class DelegationTests
{
    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task ADelegate_SignsInTheDelegatorsName_AndEverybodySeesIt(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var auditor = await scene.Inner.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        var client = await scene.Portal.SignInAsync("compliance@test.example");
        var delegation = await scene.DelegateAsync(await scene.LegalAsync(), "legal", "compliance@test.example");
        var id = await scene.RequestAsync();
        Assert.Contains(
            (await scene.Inner.Get<MyQueue>().RunAsync(auditor, ProbeScene.Ct)).Items,
            i => i.Asked.English == "Sign as Legal for Legal"
        );

        await scene.SignedAsync(client, id, "legal");

        var signOff = Assert.Single((await scene.Inner.ReadAsync(id)).SignOffs);
        Assert.Equal(("Compliance", "Legal", delegation), (signOff.SignedByName, signOff.DelegatedFromName, signOff.Delegation.ToString()));
        var entry = Assert.Single(await scene.Inner.LogAsync("promotion.signed", id.ToString()));
        Assert.Equal(
            (scene.Inner.Legal.User.ToString(), delegation),
            ((string?)entry["data"]!["delegatedFrom"], (string?)entry["data"]!["delegation"])
        );
        Assert.Single(await scene.Inner.LogAsync("delegation.granted", delegation));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task ADelegation_EndsByTimeByRevocationAndWithTheDelegatorsRole(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        await scene.Portal.CreateUserAsync("compliance@test.example", Roles.ComplianceOfficer);
        var id = await scene.RequestAsync();

        var revoked = await scene.DelegateAsync(await scene.LegalAsync(), "legal", "compliance@test.example");
        await scene.EndAsync(await scene.Portal.SignInAsync("compliance@test.example"), revoked);
        await scene.RefusedAsync(
            await scene.Portal.SignInAsync("compliance@test.example"),
            id,
            "legal",
            403,
            "identity.permission-missing"
        );
        Assert.Single(await scene.Inner.LogAsync("delegation.revoked", revoked));

        await scene.DelegateAsync(await scene.LegalAsync(), "legal", "compliance@test.example", days: 1);
        scene.Inner.Clock.Advance(TimeSpan.FromDays(1));
        await scene.RefusedAsync(
            await scene.Portal.SignInAsync("compliance@test.example"),
            id,
            "legal",
            403,
            "identity.permission-missing"
        );

        await scene.DelegateAsync(await scene.LegalAsync(), "legal", "compliance@test.example");
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(ProbeScene.Ct))
        {
            db.UserRoles.RemoveRange(
                await db.UserRoles.Where(r => r.UserId == scene.Inner.Legal.User!.Value.Number).ToListAsync(ProbeScene.Ct)
            );
            db.Note();
            await db.SaveChangesAsync(ProbeScene.Ct);
        }

        await scene.RefusedAsync(
            await scene.Portal.SignInAsync("compliance@test.example"),
            id,
            "legal",
            403,
            "identity.permission-missing"
        );
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AnOffer_ChoosesNobodyAway_AndGivesNothing_UntilTheDelegateAcceptsIt(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        // Someone who requests and also signs security offers that slot to the one legal approver they do not want.
        await scene.Portal.CreateUserAsync("both@test.example", Roles.Engineer, Roles.SecurityReviewer);
        var both = await scene.Portal.SignInAsync("both@test.example", Roles.SecurityReviewer);
        var offered = await scene.DelegateAsync(both, "security", "legal@test.example", accept: false);
        await scene.SwitchAsync(both, Roles.Engineer);
        var id = await scene.RequestAsync(both);
        var legal = await scene.LegalAsync();

        Assert.Equal(
            "pending",
            (string?)(await legal.GetFromJsonAsync<JsonObject>($"/api/v1/delegations/{offered}", ProbeScene.Ct))!["state"]
        );
        await scene.RefusedAsync(legal, id, "security", 403, "promotion.role-not-in-force");
        Assert.Equal(
            "delegation.not-for-you",
            (string?)(await scene.AnswerAsync(both, offered, "accept", HttpStatusCode.Forbidden))["code"]
        );
        Assert.Equal("declined", (string?)(await scene.AnswerAsync(legal, offered, "decline", HttpStatusCode.OK))["state"]);
        await scene.SignedAsync(legal, id, "legal");
        Assert.Single(await scene.Inner.LogAsync("delegation.declined", offered), e => (string?)e["outcome"] == "done");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task WhatMayNotBeDelegated_IsRefusedAndAudited(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        await scene.Portal.CreateUserAsync("compliance@test.example", Roles.ComplianceOfficer);
        await scene.DelegateAsync(await scene.LegalAsync(), "legal", "compliance@test.example");
        var (legal, compliance) = (await scene.LegalAsync(), await scene.Portal.SignInAsync("compliance@test.example"));
        var key = await scene.Portal.CreateKeyClientAsync(scene.Inner.Legal.User, [.. Scopes.All]);

        await RefusedAsync(scene, compliance, 403, "identity.permission-missing", to: "engineer@test.example");
        await RefusedAsync(scene, key, 403, "identity.scope-missing", proof: await ProbeScene.ProofAsync(legal));
        await RefusedAsync(scene, legal, 401, "signoff.proof-not-valid", proof: "");
        await RefusedAsync(scene, legal, 403, "delegation.not-your-slot", slot: "security");
        await RefusedAsync(scene, legal, 422, "delegation.to-yourself", to: "legal@test.example");
        await RefusedAsync(scene, legal, 422, "delegation.person-unknown", to: "nobody@test.example");
        await RefusedAsync(scene, legal, 422, "delegation.period-not-bounded", days: 31);
        await RefusedAsync(scene, legal, 422, "delegation.model-unknown", model: "no-such-model");
    }

    [Fact]
    public async Task Delegations_AreReadByTheTwoAndByThoseWhoAudit()
    {
        await using var scene = await ProbeScene.CreateAsync(DatabaseKind.Sqlite);
        await scene.Portal.CreateUserAsync("compliance@test.example", Roles.ComplianceOfficer);
        await scene.Portal.CreateUserAsync("auditor@test.example", Roles.Auditor);
        var delegation = await scene.DelegateAsync(await scene.LegalAsync(), "legal", "compliance@test.example");
        async Task<(HttpStatusCode Status, int Count)> ListAsync(HttpClient client, string query)
        {
            var answer = await client.GetAsync($"/api/v1/delegations{query}", ProbeScene.Ct);
            return (
                answer.StatusCode,
                answer.IsSuccessStatusCode
                    ? (await answer.Content.ReadFromJsonAsync<JsonObject>(ProbeScene.Ct))!["items"]!.AsArray().Count
                    : 0
            );
        }

        Assert.Equal((HttpStatusCode.OK, 1), await ListAsync(await scene.LegalAsync(), ""));
        Assert.Equal((HttpStatusCode.OK, 1), await ListAsync(await scene.Portal.SignInAsync("compliance@test.example"), ""));
        Assert.Equal((HttpStatusCode.OK, 0), await ListAsync(await scene.EngineerAsync(), ""));
        Assert.Equal((HttpStatusCode.Forbidden, 0), await ListAsync(await scene.EngineerAsync(), "?all=true"));
        Assert.Equal((HttpStatusCode.OK, 1), await ListAsync(await scene.Portal.SignInAsync("auditor@test.example"), "?all=true"));
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await (await scene.EngineerAsync()).GetAsync($"/api/v1/delegations/{delegation}", ProbeScene.Ct)).StatusCode
        );
    }

    private static async Task RefusedAsync(
        ProbeScene scene,
        HttpClient client,
        int status,
        string code,
        string slot = "legal",
        string to = "compliance@test.example",
        int days = 7,
        string? model = null,
        string? proof = null
    )
    {
        var before = (await scene.Inner.LogAsync("delegation.granted")).Count;
        var body = new JsonObject
        {
            ["slot"] = slot,
            ["to"] = to,
            ["until"] = scene.Inner.Clock.GetUtcNow().AddDays(days),
            ["reason"] = "On leave",
        };
        if (model is not null)
        {
            body["models"] = new JsonArray(model);
        }

        var answer = await scene.SendAsync(client, "/api/v1/delegations", body, proof);

        Assert.Equal(
            (status, code),
            ((int)answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(ProbeScene.Ct))!["code"])
        );
        var entries = await scene.Inner.LogAsync("delegation.granted");
        Assert.Equal(before + 1, entries.Count);
        Assert.Equal(("refused", code), ((string?)entries[^1]["outcome"], (string?)entries[^1]["data"]!["code"]));
    }
}
