using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Waivers;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Models.Cards;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Approvals;

/// <summary>
/// Who made what is to be approved, or opened its gate, neither approves it nor gets someone else to: from the stored facts, whatever
/// order they came in.
/// </summary>
public sealed class PartiesTests
{
    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory]
    [InlineData(DatabaseKind.Sqlite, "version", "Registered the version")]
    [InlineData(DatabaseKind.Sqlite, "artifact", "Stored the artifact")]
    [InlineData(DatabaseKind.Sqlite, "evidence", "Added evidence: EVD-0001")]
    [WholeData(DatabaseKind.Postgres, "version", "Registered the version")]
    [WholeData(DatabaseKind.Postgres, "artifact", "Stored the artifact")]
    [WholeData(DatabaseKind.Postgres, "evidence", "Added evidence: EVD-0001")]
    public async Task WhoMadePartOfIt_WithAKeyOfTheirs_SignsNoSlot_AndThePageSaysWhy(DatabaseKind kind, string part, string reason)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        using var engineers = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryWrite, Scopes.EvidenceWrite);
        using var owners = await scene.Portal.CreateKeyClientAsync(scene.Owner.User, Scopes.RegistryWrite, Scopes.EvidenceWrite);
        await MakeAsync(
            part == "version" ? owners : engineers,
            part == "artifact" ? owners : engineers,
            part == "evidence" ? owners : engineers
        );

        var id = await scene.RequestAsync("1.5.0");

        Assert.Equal("promotion.maker-cannot-sign", (await scene.SignAsync(id, scene.Owner, "owner")).Refusal?.Code);
        Assert.True((await scene.SignAsync(id, scene.Security, "security")).IsDone);
        var view = await engineers.GetFromJsonAsync<JsonObject>($"/api/v1/promotions/{id}", Ct);
        Assert.Contains(
            view!["excluded"]!.AsArray(),
            x => (string?)x!["person"] == $"user:{scene.Owner.User}" && (string?)x["reason"] == reason
        );
        Assert.Contains(
            view["excluded"]!.AsArray(),
            x => (string?)x!["person"] == $"user:{scene.Engineer.User}" && (string?)x["reason"] == "Requested this promotion"
        );
        Assert.Null(view["makersMaySign"]);
        var review = (await scene.Get<GetReview>().RunAsync(scene.Owner, id, Ct)).Value;
        Assert.Null(review.MySlot);
        Assert.Equal(PromotionRefusals.MakerCannotSign.Message, review.WhyNot);
    }

    [Fact]
    public async Task AFactAddedUnderALiveSignature_BySomebodyWhoSigned_TakesTheirSignatureAndTheirSlot()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var legal = await scene.PersonAsync("second@test.example", Roles.LegalReviewer, Roles.Engineer);
        using var legals = await scene.Portal.CreateKeyClientAsync(legal.User, Scopes.EvidenceWrite);
        var id = await scene.RequestAsync();
        Assert.True((await scene.SignAsync(id, legal, "legal")).IsDone);

        await EvidenceAsync(legals, "1.4.0");

        Assert.Equal("promotion.maker-cannot-sign", (await scene.SignAsync(id, legal, "legal")).Refusal?.Code);
        Assert.Equal(SignOffStatus.Void, Assert.Single((await scene.ReadAsync(id)).SignOffs).Status);
    }

    [Fact]
    public async Task PartiesErasedFromTheRow_LetNobodySign()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        using var owners = await scene.Portal.CreateKeyClientAsync(scene.Owner.User, Scopes.EvidenceWrite);
        await EvidenceAsync(owners, "1.4.0");
        var id = await scene.RequestAsync();
        await Audit.LogNode.TamperAsync(scene.Portal, """UPDATE "Promotions" SET "Parties" = '[]'""");

        Assert.Equal("record.altered", (await scene.SignAsync(id, scene.Owner, "owner")).Refusal?.Code);
    }

    [Fact]
    public async Task ACardsAuthor_IsAMaker_AndItsReviewerIsNot()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var reviewer = await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        var card = CardSubject.Of(ApprovalsScene.ModelName, "1.4.0");
        Assert.True(
            (
                await scene
                    .Get<WriteCard>()
                    .RunAsync(
                        scene.Owner,
                        card,
                        new Dictionary<string, Domain.Cards.NewText>(StringComparer.Ordinal) { ["limitations"] = new("None known") },
                        Ct
                    )
            ).IsDone
        );
        Assert.True((await scene.Get<WriteCard>().SubmitAsync(scene.Owner, card, Ct)).IsDone);
        string digest;
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            digest = (await db.Cards.Select(c => c.ContentSha256).SingleAsync(Ct))!;
        }

        var approved = await scene.Get<ReviewCard>().RunAsync(reviewer, card, new("approve", null, digest), Ct);
        Assert.True(approved.IsDone, approved.Refusal?.Message);
        var id = await scene.RequestAsync();

        Assert.Equal("promotion.maker-cannot-sign", (await scene.SignAsync(id, scene.Owner, "owner")).Refusal?.Code);
        Assert.Equal(
            [$"user:{scene.Engineer.User}", $"user:{scene.Owner.User}"],
            (await scene.ReadAsync(id)).Excluded!.Select(x => x.Person).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task WhereThePolicyLetsMakersSign_TheyDo_AndEverythingSaysSo()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var active = await scene.ActivateAsync(
            ApprovalsScene.Policy(
                "1",
                "    - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: \">=\", value: 0.5}}",
                "  separation: {makers: [high]}"
            )
        );
        Assert.True(active.IsDone, active.Refusal?.Message);
        using var owners = await scene.Portal.CreateKeyClientAsync(scene.Owner.User, Scopes.EvidenceWrite);
        await EvidenceAsync(owners, "1.4.0");
        var id = await scene.RequestAsync();

        await scene.SignAllAsync(id);

        var view = await scene.ReadAsync(id);
        Assert.Equal((PromotionState.Approved, true), (view.State, view.MakersMaySign));
        Assert.Contains(view.Gate.Notices, n => n.Contains("let the makers", StringComparison.Ordinal));
        Assert.All(await scene.LogAsync("promotion.signed", id.ToString()), e => Assert.True((bool)e["data"]!["makersMaySign"]!));
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var bundle = await db.Promotions.Where(p => p.Id == id).Select(p => p.Bundle).SingleAsync(Ct);
        Assert.True((bool)JsonNode.Parse(bundle)!["makersMaySign"]!);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task WhoGrantedAWaiver_NeitherSignsNorRequestsWhatItServes(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy(
                        "1",
                        "    - {id: PERF-01, type: metric_threshold, severity: high, waivable: true, params: {metric: auc, "
                            + "op: \">=\", value: 0.95}}"
                    )
                )
            ).IsDone
        );
        var asked = await scene
            .Get<RequestWaiver>()
            .RunAsync(
                scene.Engineer,
                new(ApprovalsScene.ModelName, "1.4.0", "test-policy", "PERF-01", "Labels come", scene.Clock.GetUtcNow().AddDays(30)),
                Ct
            );
        var security = await scene.PersonAsync("second@test.example", Roles.SecurityReviewer, Roles.Engineer);
        Assert.True((await GrantAsync(scene, security, asked.Value)).IsDone);
        using var securitys = await scene.Portal.CreateKeyClientAsync(security.User, Scopes.RegistryWrite);

        using var own = await securitys.PostAsJsonAsync(
            "/api/v1/models/fraud-scorer/versions/1.4.0/promotions",
            new { to = "production", reason = "Better recall" },
            Ct
        );
        Assert.Equal(
            (HttpStatusCode.Forbidden, "promotion.opener-cannot-request"),
            (own.StatusCode, (string?)(await own.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"])
        );
        var id = await scene.RequestAsync();
        Assert.Equal("promotion.opener-cannot-sign", (await scene.SignAsync(id, security, "security")).Refusal?.Code);
        Assert.True((await scene.SignAsync(id, scene.Legal, "legal")).IsDone);
        Assert.Single(await scene.LogAsync("promotion.requested"), e => (string?)e["outcome"] == "refused");
    }

    [Fact]
    public async Task AMakerGrantsNoWaiver_AndTwoGrantersOfWhomOneLetTheOtherInAreNotTwo()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy(
                        "1",
                        "    - {id: PERF-01, type: metric_threshold, severity: critical, waivable: true, params: {metric: auc, "
                            + "op: \">=\", value: 0.95}}"
                    )
                )
            ).IsDone
        );
        var (maker, risk) = (
            await scene.PersonAsync("maker@test.example", Roles.RiskOfficer, Roles.Engineer),
            await scene.PersonAsync("risk@test.example", Roles.RiskOfficer)
        );
        using var makers = await scene.Portal.CreateKeyClientAsync(maker.User, Scopes.EvidenceWrite);
        await EvidenceAsync(makers, "1.4.0");
        var asked = await scene
            .Get<RequestWaiver>()
            .RunAsync(
                scene.Engineer,
                new(ApprovalsScene.ModelName, "1.4.0", "test-policy", "PERF-01", "Labels come", scene.Clock.GetUtcNow().AddDays(30)),
                Ct
            );
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var now = scene.Clock.GetUtcNow();
            var given = new Data.Identity.AccessGrant
            {
                User = scene.Security.User!.Value,
                What = Roles.SecurityReviewer,
                By = risk.User!.Value,
                At = now.AddMilliseconds(1),
            };
            given.Confirm(null, now, onHost: false);
            db.AccessGrants.Add(given);
            db.Note();
            await db.SaveChangesAsync(Ct);
        }

        Assert.Equal("waiver.maker-cannot-grant", (await GrantAsync(scene, maker, asked.Value)).Refusal?.Code);
        Assert.True((await GrantAsync(scene, risk, asked.Value)).IsDone);
        Assert.Equal("promotion.access-by-one-hand", (await GrantAsync(scene, scene.Security, asked.Value)).Refusal?.Code);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task WhoWithdrewEvidence_NeitherSignsNorRequests_NorGetsThroughWhatTheyRequestedBefore(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await scene.RegisterVersionAsync("1.5.0");
        await scene.AddEvidenceAsync("1.4.0", EvidenceKind.Fairness);
        await scene.AddEvidenceAsync("1.5.0", EvidenceKind.Fairness);
        var before = await scene.RequestAsync("1.5.0", by: scene.Owner);
        foreach (var (version, evidence) in new[] { ("1.4.0", "EVD-0001"), ("1.5.0", "EVD-0002") })
        {
            var withdrawn = await scene
                .Get<WithdrawEvidence>()
                .RunAsync(scene.Owner, ApprovalsScene.ModelName, version, evidence, "Measured wrongly", Ct);
            Assert.True(withdrawn.IsDone, withdrawn.Refusal?.Message);
        }

        var own = await scene
            .Get<RequestPromotion>()
            .RunAsync(scene.Owner, new(ApprovalsScene.ModelName, "1.4.0", "production", "Better recall"), Ct);
        Assert.Equal("promotion.opener-cannot-request", own.Refusal?.Code);
        Assert.Equal("promotion.requester-opened", (await scene.SignAsync(before, scene.Security, "security")).Refusal?.Code);
        var id = await scene.RequestAsync();
        Assert.Equal("promotion.opener-cannot-sign", (await scene.SignAsync(id, scene.Owner, "owner")).Refusal?.Code);
        Assert.True((await scene.SignAsync(id, scene.Legal, "legal")).IsDone);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task ALowerRiskClass_TakesASecondPerson_AndNeitherOfTheTwoApprovesWhatItLetsThrough(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var risk = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);

        var asked = await scene
            .Get<ChangeModel>()
            .RunAsync(
                scene.Owner,
                new(ApprovalsScene.ModelName, null) { RiskClass = new Patch<string>("minimal"), DisplayName = new Patch<string>("Scorer") },
                Ct
            );
        Assert.True(asked.IsDone, asked.Refusal?.Message);
        Assert.Equal(RiskClass.High, asked.Value.RiskClass);
        Assert.Equal(RiskClass.Minimal, asked.Value.PendingRiskClass?.To);
        Assert.Equal("Scorer", asked.Value.DisplayName);
        Assert.Equal(RefusalKind.Forbidden, (await ConfirmAsync(scene, scene.Owner)).Refusal?.Kind);
        Assert.Equal(
            "signoff.proof-not-valid",
            (await scene.Get<ConfirmRiskClass>().RunAsync(risk, new(ApprovalsScene.ModelName, Confirm: true, null), Ct)).Refusal?.Code
        );
        var confirmed = await ConfirmAsync(scene, risk);

        Assert.True(confirmed.IsDone, confirmed.Refusal?.Message);
        Assert.Equal(RiskClass.Minimal, confirmed.Value.RiskClass);
        Assert.Null(confirmed.Value.PendingRiskClass);
        Assert.Equal("model.no-lowering-waits", (await ConfirmAsync(scene, risk)).Refusal?.Code);
        var id = await scene.RequestAsync();
        Assert.Equal("promotion.opener-cannot-sign", (await scene.SignAsync(id, scene.Owner, "owner")).Refusal?.Code);
        Assert.Contains(
            (await scene.ReadAsync(id)).Excluded!,
            x => x.Person == $"user:{risk.User}" && x.Reason == "Lowered the risk class"
        );
        Assert.Equal(
            ["model.class-asked", "model.class-confirmed"],
            (await scene.LogAsync(subject: ApprovalsScene.ModelName))
                .Where(e => (string?)e["outcome"] == "done")
                .Select(e => (string?)e["action"])
                .Where(a => a!.StartsWith("model.class", StringComparison.Ordinal))
        );
        // Registering a version takes no one who opened the gate out of it: others sign first, once.
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.RegisterVersionAsync("1.5.0");
        var next = await scene.RequestAsync("1.5.0");
        Assert.Equal("promotion.opener-cannot-sign", (await scene.SignAsync(next, scene.Owner, "owner")).Refusal?.Code);
        var deputy = await scene.PersonAsync("deputy@test.example", Roles.ModelOwner);
        var named = await scene
            .Get<ChangeModel>()
            .RunAsync(scene.Owner, new(ApprovalsScene.ModelName, null) { Deputies = new(["deputy@test.example"]) }, Ct);
        Assert.True(named.IsDone, named.Refusal?.Message);
        foreach (var (person, role) in new[] { (scene.Security, "security"), (scene.Legal, "legal"), (deputy, "owner") })
        {
            if ((await scene.ReadAsync(next)).RequiredRoles.Any(r => WireName.Of(r) == role))
            {
                var signed = await scene.SignAsync(next, person, role);
                Assert.True(signed.IsDone, signed.Refusal?.Message);
            }
        }

        Assert.Equal(PromotionState.Approved, (await scene.ReadAsync(next)).State);
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.RegisterVersionAsync("1.6.0");
        var later = await scene.SignAsync(await scene.RequestAsync("1.6.0"), scene.Owner, "owner");
        Assert.True(later.IsDone, later.Refusal?.Message);
    }

    [Fact]
    public async Task ADeclinedOrOvertakenLowering_ChangesNothing()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var risk = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        await LowerAsync(scene, "minimal");
        var declined = await scene
            .Get<ConfirmRiskClass>()
            .RunAsync(risk, new(ApprovalsScene.ModelName, Confirm: false, await scene.ProofAsync(risk)), Ct);
        Assert.Equal(RiskClass.High, declined.Value.RiskClass);
        Assert.Null(declined.Value.PendingRiskClass);

        await LowerAsync(scene, "minimal");
        await LowerAsync(scene, "limited");
        var raised = await LowerAsync(scene, "prohibited");

        Assert.Equal(RiskClass.Prohibited, raised.RiskClass);
        Assert.Null(raised.PendingRiskClass);
        Assert.Equal("model.no-lowering-waits", (await ConfirmAsync(scene, risk)).Refusal?.Code);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(
            [RiskLoweringState.Declined, RiskLoweringState.Overtaken, RiskLoweringState.Overtaken],
            await db.RiskLowerings.OrderBy(l => l.Id).Select(l => l.State).ToListAsync(Ct)
        );
    }

    [Fact]
    public async Task AKeyWithoutAnOwner_RequestsNothing_AndNoneIsMadeForIt()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        using var nobodys = await scene.Portal.CreateKeyClientAsync(null, Scopes.RegistryWrite);

        using var answer = await nobodys.PostAsJsonAsync(
            "/api/v1/models/fraud-scorer/versions/1.4.0/promotions",
            new { to = "production", reason = "Better recall" },
            Ct
        );
        var made = await scene.Get<CreateKey>().RunAsync(Actor.Host, new("ci", [Scopes.RegistryWrite], 30, null), Ct);
        var reads = await scene.Get<CreateKey>().RunAsync(Actor.Host, new("reader", [Scopes.RegistryRead], 30, null), Ct);

        Assert.Equal(
            (HttpStatusCode.Forbidden, "promotion.nobody-behind"),
            (answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"])
        );
        Assert.Equal("key.owner-missing", made.Refusal?.Code);
        Assert.True(reads.IsDone);
    }

    private static async Task MakeAsync(HttpClient registers, HttpClient stores, HttpClient adds)
    {
        var file = "model of somebody"u8.ToArray();
        using var version = await registers.PostAsJsonAsync(
            "/api/v1/models/fraud-scorer/versions",
            RegistryFixture.Version("1.5.0", file),
            Ct
        );
        Assert.True(version.StatusCode is HttpStatusCode.Created, await version.Content.ReadAsStringAsync(Ct));
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var stored = await stores.PutAsync(
            new Uri("/api/v1/models/fraud-scorer/versions/1.5.0/artifact", UriKind.Relative),
            content,
            Ct
        );
        Assert.True(stored.StatusCode is HttpStatusCode.Created, await stored.Content.ReadAsStringAsync(Ct));
        await EvidenceAsync(adds, "1.5.0");
    }

    private static async Task EvidenceAsync(HttpClient by, string version)
    {
        using var answer = await by.PostAsJsonAsync(
            $"/api/v1/models/fraud-scorer/versions/{version}/evidence",
            new JsonObject
            {
                ["kind"] = "fairness",
                ["tool"] = "test 1.0",
                ["producedAt"] = "2026-11-20T08:15:00Z",
                ["payload"] = new JsonObject { ["note"] = version },
            },
            Ct
        );
        Assert.True(answer.StatusCode is HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<Result<WaiverId>> GrantAsync(ApprovalsScene scene, Actor actor, WaiverId waiver) =>
        await scene.Get<DecideWaiver>().RunAsync(actor, new(waiver, Grant: true, null, await scene.ProofAsync(actor)), Ct);

    private static async Task<Result<ModelView>> ConfirmAsync(ApprovalsScene scene, Actor actor) =>
        await scene
            .Get<ConfirmRiskClass>()
            .RunAsync(actor, new(ApprovalsScene.ModelName, Confirm: true, await scene.ProofAsync(actor)), Ct);

    private static async Task<ModelView> LowerAsync(ApprovalsScene scene, string to)
    {
        var changed = await scene
            .Get<ChangeModel>()
            .RunAsync(scene.Owner, new(ApprovalsScene.ModelName, null) { RiskClass = new Patch<string>(to) }, Ct);
        Assert.True(changed.IsDone, changed.Refusal?.Message);
        return changed.Value;
    }
}
