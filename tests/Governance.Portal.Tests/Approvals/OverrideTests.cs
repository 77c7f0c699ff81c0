using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Overrides;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Sealing;
using Governance.Portal.Tests.Audit;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Approvals;

/// <summary>The emergency override over HTTP: two people, loud, bounded, and never against the facts.</summary>
public sealed class OverrideTests
{
    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task TwoPeople_OpenTheGateForOneVersion_AndEverythingSaysSo(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        Assert.False((bool)(await scene.GateAsync())["allow"]!);
        await scene.DeployRefusedAsync(id, "deployment.blocked");

        var emergency = await GrantAsync(scene, id);
        var answer = await scene.GateAsync();
        var deployed = await scene.DeployAsync(id);

        Assert.True((bool)answer["allow"]!);
        Assert.Equal(emergency, (string?)answer["override"]);
        Assert.Equal(HttpStatusCode.Created, deployed.StatusCode);
        Assert.Equal(emergency, (string?)(await deployed.Content.ReadFromJsonAsync<JsonObject>(ProbeScene.Ct))!["override"]);
        Assert.Equal(
            emergency,
            (string?)Assert.Single(await scene.Inner.LogAsync("deployment.made"), e => (string?)e["outcome"] == "done")["data"]!["override"]
        );
        Assert.Equal(
            ["override.requested", "override.granted", "override.used"],
            (await scene.Inner.LogAsync(subject: emergency)).Select(e => (string?)e["action"])
        );
        Assert.Contains("override.used", (await scene.Inner.ReadAsync(id)).History.Select(h => h.Action));
        // The deployment changed the bundle itself; a second region is still let through.
        Assert.Equal(HttpStatusCode.Created, (await scene.DeployAsync(id, "us-east-1")).StatusCode);
        Assert.Equal(PromotionState.Open, (await scene.Inner.ReadAsync(id)).State);
    }

    [Fact]
    public async Task BothConfirmations_AreSealedStatements_ThatTheLogNamesAndNobodyChangesUnseen()
    {
        await using var scene = await ProbeScene.CreateAsync(DatabaseKind.Sqlite);
        var id = await scene.RequestAsync();
        var emergency = await GrantAsync(scene, id);
        var client = await scene.EngineerAsync();
        var seal = (await scene.Inner.Get<StatementSeal>().PublicAsync(ProbeScene.Ct)).Value;
        var digest = (await scene.Inner.ReadAsync(id)).BundleDigest;

        foreach (var (place, action, name) in new[] { (1, "override.requested", "risk"), (2, "override.granted", "security") })
        {
            var envelope = DsseEnvelope.Parse(
                await client.GetByteArrayAsync(
                    new Uri($"/api/v1/promotions/{id}/override/statements/{place}", UriKind.Relative),
                    ProbeScene.Ct
                )
            )!;

            Assert.Single(envelope.SignedBy([seal]));
            var entry = Assert.Single(await scene.Inner.LogAsync(action, emergency))["data"]!;
            Assert.Equal(envelope.PayloadSha256, (string?)entry["statementSha256"]);
            var statement = JsonNode.Parse(envelope.Payload)!;
            Assert.Equal(
                (id.ToString(), digest),
                ((string?)statement["subject"]![0]!["name"], (string?)statement["subject"]![0]!["digest"]!["sha256"])
            );
            Assert.Equal((string?)entry["reasonSha256"], (string?)statement["predicate"]!["reasonSha256"]);
            Assert.StartsWith(name, (string?)statement["predicate"]!["signer"]!["printedName"], StringComparison.OrdinalIgnoreCase);
        }

        using var third = await client.GetAsync(new Uri($"/api/v1/promotions/{id}/override/statements/3", UriKind.Relative), ProbeScene.Ct);
        Assert.Equal(HttpStatusCode.NotFound, third.StatusCode);
        Assert.Empty(await CheckAsync(scene));
        await LogNode.TamperAsync(
            scene.Portal,
            """UPDATE "OverrideConfirmations" SET "PrintedName" = 'Somebody Else' WHERE "Role" = 'RiskOfficer'"""
        );
        Assert.Equal($"A confirmation of {emergency} was changed", Assert.Single(await CheckAsync(scene)).Split(':')[0]);
    }

    private static ValueTask<List<string>> CheckAsync(ProbeScene scene) =>
        scene
            .Portal.Services.GetServices<IInstallationCheck>()
            .Single(c => c.Subject == "signatures")
            .FindAsync(ProbeScene.Ct)
            .ToListAsync(ProbeScene.Ct);

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AnotherFile_ABlockingRule_AndAProhibitedModel_StayShut(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        await GrantAsync(scene, id);

        var other = await scene.GateAsync(sha256: new string('0', 64));
        Assert.Contains("artifact.digest-differs", Codes(other));
        await scene.Inner.DoAsync(
            "model.changed",
            ApprovalsScene.ModelName,
            async context =>
            {
                var model = (await context.Db.LockModelAsync(ApprovalsScene.ModelName, ProbeScene.Ct))!;
                model.Change(new ModelFacts(ApprovalsScene.ModelName) { RiskClass = RiskClass.Prohibited }, model.Owner, []);
            }
        );
        Assert.Contains("model.risk-class", Codes(await scene.GateAsync()));
        Assert.Equal(HttpStatusCode.Conflict, (await scene.DeployAsync(id)).StatusCode);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task WhateverChangesTheBundle_EndsIt(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        var emergency = await GrantAsync(scene, id);

        await scene.Inner.AddEvidenceAsync("1.4.0", EvidenceKind.Fairness);

        Assert.False((bool)(await scene.GateAsync())["allow"]!);
        Assert.Equal("changed", (string?)Assert.Single(await scene.Inner.LogAsync("override.ended", emergency))["data"]!["because"]);
        await scene.DeployRefusedAsync(id, "deployment.blocked");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task ItsTimeShutsTheGate_BeforeTheJobHasLooked(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        var emergency = await GrantAsync(scene, id, hours: 2);
        scene.Inner.Clock.Advance(TimeSpan.FromHours(2));

        Assert.False((bool)(await scene.GateAsync())["allow"]!);
        await scene.DeployRefusedAsync(id, "deployment.blocked");
        Assert.Equal(1, await scene.Inner.Get<ExpireOverrides>().RunAsync(ProbeScene.Ct));
        Assert.Equal(0, await scene.Inner.Get<ExpireOverrides>().RunAsync(ProbeScene.Ct));
        Assert.Single(await scene.Inner.LogAsync("override.expired", emergency));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task TheNormalApproval_EndsIt_AndTakesOverWhatRunsUnderIt(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        await scene.SignedAsync(await scene.LegalAsync(), id, "legal");
        var emergency = await GrantAsync(scene, id);
        Assert.Equal(HttpStatusCode.Created, (await scene.DeployAsync(id, region: null)).StatusCode);

        // What was signed before the emergency stays signed, as long as the deployment changed nothing that a rule reads (a region would).
        Assert.All((await scene.Inner.ReadAsync(id)).SignOffs, s => Assert.Equal(SignOffStatus.Signed, s.Status));
        await scene.SignedAsync(await scene.SecurityAsync(), id, "security");
        await scene.SignedAsync(await scene.Portal.SignInAsync("owner@test.example"), id, "owner");

        Assert.Equal("approved", (string?)Assert.Single(await scene.Inner.LogAsync("override.ended", emergency))["data"]!["because"]);
        Assert.Equal(PromotionState.Deployed, (await scene.Inner.ReadAsync(id)).State);
        var answer = await scene.GateAsync();
        Assert.True((bool)answer["allow"]!);
        Assert.Null(answer["override"]);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task WhoeverMayNot_IsRefusedAndAudited(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        await scene.Portal.CreateUserAsync("risk@test.example", Roles.RiskOfficer, Roles.SecurityReviewer);
        var risk = await scene.Portal.SignInAsync("risk@test.example", Roles.RiskOfficer);
        var digest = (await scene.Inner.ReadAsync(id)).BundleDigest;
        var key = await scene.Portal.CreateKeyClientAsync(scene.Inner.Security.User, [.. Scopes.All]);

        await RefusedAsync(scene, await scene.LegalAsync(), id, "", digest, 403, "identity.permission-missing");
        await RefusedAsync(
            scene,
            key,
            id,
            "",
            digest,
            403,
            "identity.scope-missing",
            proof: await ProbeScene.ProofAsync(await scene.SecurityAsync())
        );
        await RefusedAsync(scene, risk, id, "", digest, 401, "signoff.proof-not-valid", proof: "");
        await RefusedAsync(scene, risk, id, "", new string('0', 64), 409, "promotion.bundle-changed");
        await RefusedAsync(scene, risk, id, "/confirm", digest, 404, "override.not-found");
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(scene, risk, id, "", digest, reason: "Fraud wave")).StatusCode);
        await RefusedAsync(scene, risk, id, "", digest, 409, "override.already-live");
        await RefusedAsync(scene, risk, id, "/confirm", digest, 403, "override.two-people");
        await scene.SwitchAsync(risk, Roles.SecurityReviewer);
        await RefusedAsync(scene, risk, id, "/confirm", digest, 403, "override.two-people");
        Assert.False((bool)(await scene.GateAsync())["allow"]!);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AReview_StandsInTheRiskOfficersQueueUntilAnotherOneClosesIt(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        await GrantAsync(scene, id);
        var officer = await scene.Inner.PersonAsync("risk2@test.example", Roles.RiskOfficer);
        var (client, first) = (
            await scene.Portal.SignInAsync("risk2@test.example"),
            await scene.Portal.SignInAsync("risk@test.example", Roles.RiskOfficer)
        );
        Assert.Contains(
            (await scene.Inner.Get<MyQueue>().RunAsync(officer, ProbeScene.Ct)).Items,
            i => i.Asked.English == "Review the emergency override"
        );

        Assert.Equal("override.still-in-force", await CodeAsync(await ReviewAsync(scene, client, id)));
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await scene.SendAsync(
                    await scene.SecurityAsync(),
                    $"/api/v1/promotions/{id}/override/end",
                    new JsonObject { ["reason"] = "The wave is over" }
                )
            ).StatusCode
        );
        Assert.False((bool)(await scene.GateAsync())["allow"]!);
        Assert.Equal("override.own-review", await CodeAsync(await ReviewAsync(scene, first, id)));
        var closed = await ReviewAsync(scene, client, id);

        Assert.Equal(HttpStatusCode.OK, closed.StatusCode);
        Assert.Equal(
            "Justified. Legal gets a deputy.",
            (string?)(await closed.Content.ReadFromJsonAsync<JsonObject>(ProbeScene.Ct))!["review"]
        );
        Assert.DoesNotContain(
            (await scene.Inner.Get<MyQueue>().RunAsync(officer, ProbeScene.Ct)).Items,
            i => i.Asked.English == "Review the emergency override"
        );
    }

    /// <summary>It stood in the queue of an officer whom the act refuses, and the page offered it to them.</summary>
    [Fact]
    public async Task AReview_IsAskedOnlyOfThoseWhoMayGiveIt()
    {
        await using var scene = await ProbeScene.CreateAsync(DatabaseKind.Sqlite);
        var id = await scene.RequestAsync();
        await GrantAsync(scene, id);
        var (joined, free) = (
            await scene.Inner.PersonAsync("risk2@test.example", Roles.RiskOfficer),
            await scene.Inner.PersonAsync("risk3@test.example", Roles.RiskOfficer)
        );
        await scene.DelegateAsync(await scene.SecurityAsync(), "security", "risk2@test.example");
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await scene.SendAsync(
                    await scene.SecurityAsync(),
                    $"/api/v1/promotions/{id}/override/end",
                    new JsonObject { ["reason"] = "The wave is over" }
                )
            ).StatusCode
        );
        Assert.Equal(
            "override.review-by-party",
            await CodeAsync(await ReviewAsync(scene, await scene.Portal.SignInAsync("risk2@test.example"), id))
        );

        Assert.Equal((false, false), await AskedAsync(joined));
        Assert.Equal((true, true), await AskedAsync(free));

        async Task<(bool InQueue, bool Offered)> AskedAsync(Actor officer)
        {
            var queue = await scene.Inner.Get<MyQueue>().RunAsync(officer, ProbeScene.Ct);
            var page = await scene.Inner.Get<GetReview>().RunAsync(officer, id, ProbeScene.Ct);
            return (
                queue.Items.Any(i => i.Asked.English == "Review the emergency override"),
                page.Value.OverrideSteps.Contains(OverrideStep.Review)
            );
        }
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task WhatItLeftInProduction_IsOnAClockForItsOwner_UntilItIsSigned(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        var id = await scene.RequestAsync();
        var emergency = await GrantAsync(scene, id, hours: 2);
        Assert.Equal(HttpStatusCode.Created, (await scene.DeployAsync(id, region: null)).StatusCode);
        Assert.DoesNotContain(
            (await scene.Inner.Get<MyQueue>().RunAsync(scene.Inner.Owner, ProbeScene.Ct)).Items,
            i => i.Asked.English == "Have it signed or roll it back"
        );
        var ends = scene.Inner.Clock.GetUtcNow().AddHours(2);
        scene.Inner.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await scene.Inner.Get<ExpireOverrides>().RunAsync(ProbeScene.Ct));

        var item = Assert.Single(
            (await scene.Inner.Get<MyQueue>().RunAsync(scene.Inner.Owner, ProbeScene.Ct)).Items,
            i => i.Asked.English == "Have it signed or roll it back"
        );
        var view = (await (await scene.EngineerAsync()).GetFromJsonAsync<JsonObject>($"/api/v1/promotions/{id}/override", ProbeScene.Ct))!;
        Assert.Equal((ends.AddHours(72), emergency), (item.DueAt, item.About.English.Split(' ')[0]));
        Assert.Equal(ends.AddHours(72), (DateTimeOffset)view["settleBy"]!);
        await scene.Inner.SignAllAsync(id);

        Assert.Equal(PromotionState.Deployed, (await scene.Inner.ReadAsync(id)).State);
        Assert.DoesNotContain(
            (await scene.Inner.Get<MyQueue>().RunAsync(scene.Inner.Owner, ProbeScene.Ct)).Items,
            i => i.Asked.English == "Have it signed or roll it back"
        );
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task TheNextOneOfTheModel_WaitsForTheReviewOfTheLast_AndForTheMonth(DatabaseKind kind)
    {
        await using var scene = await ProbeScene.CreateAsync(kind);
        await scene.Inner.RegisterVersionAsync("1.5.0");
        await scene.Inner.RegisterVersionAsync("1.6.0");
        var first = await scene.RequestAsync();
        await GrantAsync(scene, first, hours: 2);
        scene.Inner.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await scene.Inner.Get<ExpireOverrides>().RunAsync(ProbeScene.Ct));
        await scene.Inner.PersonAsync("risk2@test.example", Roles.RiskOfficer);
        var risk = await scene.Portal.SignInAsync("risk@test.example", Roles.RiskOfficer);
        async Task<string> DigestAsync(PromotionId id) => (await scene.Inner.ReadAsync(id)).BundleDigest;
        var second = await scene.RequestAsync(version: "1.5.0");

        await RefusedAsync(scene, risk, second, "", await DigestAsync(second), 409, "override.review-first");
        Assert.Equal(HttpStatusCode.OK, (await ReviewAsync(scene, await scene.Portal.SignInAsync("risk2@test.example"), first)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Created,
            (await SendAsync(scene, risk, second, "", await DigestAsync(second), "Fraud wave")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (await SendAsync(scene, await scene.SecurityAsync(), second, "/confirm", await DigestAsync(second), "Confirmed")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await scene.SendAsync(
                    await scene.SecurityAsync(),
                    $"/api/v1/promotions/{second}/override/end",
                    new JsonObject { ["reason"] = "Over" }
                )
            ).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (await ReviewAsync(scene, await scene.Portal.SignInAsync("risk2@test.example"), second)).StatusCode
        );

        var third = await scene.RequestAsync(version: "1.6.0");
        await RefusedAsync(scene, risk, third, "", await DigestAsync(third), 409, "override.limit-reached");
    }

    private static Task<HttpResponseMessage> ReviewAsync(ProbeScene scene, HttpClient client, PromotionId id) =>
        scene.SendAsync(
            client,
            $"/api/v1/promotions/{id}/override/review",
            new JsonObject { ["words"] = "Justified. Legal gets a deputy." }
        );

    internal static async Task<string> GrantAsync(ProbeScene scene, PromotionId id, int hours = 8)
    {
        await scene.Portal.CreateUserAsync("risk@test.example", Roles.RiskOfficer);
        var digest = (await scene.Inner.ReadAsync(id)).BundleDigest;
        var asked = await scene.SendAsync(
            await scene.Portal.SignInAsync("risk@test.example"),
            $"/api/v1/promotions/{id}/override",
            new JsonObject
            {
                ["reason"] = "Fraud wave",
                ["bundleDigest"] = digest,
                ["hours"] = hours,
            }
        );
        Assert.True(asked.StatusCode is HttpStatusCode.Created, await asked.Content.ReadAsStringAsync(ProbeScene.Ct));
        Assert.False((bool)(await scene.GateAsync())["allow"]!);
        var confirmed = await SendAsync(scene, await scene.SecurityAsync(), id, "/confirm", digest, "Confirmed with the duty manager");
        Assert.True(confirmed.StatusCode is HttpStatusCode.OK, await confirmed.Content.ReadAsStringAsync(ProbeScene.Ct));
        var view = (await confirmed.Content.ReadFromJsonAsync<JsonObject>(ProbeScene.Ct))!;
        Assert.Equal(("in-force", 2), ((string?)view["state"], view["confirmations"]!.AsArray().Count));
        return (string)view["id"]!;
    }

    private static Task<HttpResponseMessage> SendAsync(
        ProbeScene scene,
        HttpClient client,
        PromotionId id,
        string step,
        string digest,
        string reason,
        string? proof = null
    ) =>
        scene.SendAsync(
            client,
            $"/api/v1/promotions/{id}/override{step}",
            new JsonObject { ["reason"] = reason, ["bundleDigest"] = digest },
            proof
        );

    private static async Task RefusedAsync(
        ProbeScene scene,
        HttpClient client,
        PromotionId id,
        string step,
        string digest,
        int status,
        string code,
        string? proof = null
    )
    {
        var action = step.Length == 0 ? "override.requested" : "override.granted";
        var before = (await scene.Inner.LogAsync(action, id.ToString())).Count;

        var answer = await SendAsync(scene, client, id, step, digest, "Fraud wave", proof);

        Assert.Equal((status, code), ((int)answer.StatusCode, await CodeAsync(answer)));
        var entries = await scene.Inner.LogAsync(action, id.ToString());
        Assert.Equal(before + 1, entries.Count);
        Assert.Equal(("refused", code), ((string?)entries[^1]["outcome"], (string?)entries[^1]["data"]!["code"]));
    }

    internal static IEnumerable<string?> Codes(JsonObject answer) => answer["reasons"]!.AsArray().Select(r => (string?)r!["code"]);

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(ProbeScene.Ct))!["code"];
}
