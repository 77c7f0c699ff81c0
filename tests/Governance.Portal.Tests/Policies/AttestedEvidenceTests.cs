using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary>A validation report that the developer filed, and who may put their name to it.</summary>
public sealed class AttestedEvidenceTests
{
    private const string Version = "3.0.0";
    private const string Rules =
        "    - {id: IND-01, type: independent_validation, severity: high, params: {kinds: [validation], maxAgeDays: 30}}";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task WhatTheDeveloperFiled_Counts_OnceSomeoneIndependentAttestsIt(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var (developer, promotion) = await StartAsync(scene);
        var validator = await scene.PersonAsync("validator@test.example", Roles.RiskOfficer);
        Assert.Equal("fail", (await JudgeAsync(scene, promotion)).Outcome);
        var before = await RunAsync(scene);

        var attested = await AttestAsync(scene, validator);

        Assert.True(attested.IsDone, attested.Refusal?.Message);
        var rule = await JudgeAsync(scene, promotion);
        Assert.Equal(
            ("pass", $"EVD-0001 (validation, filed by {developer.User} Developer, attested by {validator.User} Validator)"),
            (rule.Outcome, rule.Actual)
        );
        var bundle = await BundleAsync(scene, promotion);
        Assert.Equal(validator.User.ToString(), (string?)bundle["evidence"]![0]!["attestedBy"]![0]);
        await SealedAsync(scene, attested.Value);
        using var client = await scene.Portal.CreateKeyClientAsync(null, Scopes.GateRead);
        foreach (var run in new[] { before, await RunAsync(scene) })
        {
            using var answer = await client.PostAsync($"/api/v1/gates/{run.Id}/replay", null, Ct);
            Assert.True((bool?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["identical"]);
        }

        Assert.DoesNotContain("attestedBy", Encoding.UTF8.GetString(before.Input), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NeitherFilerNorRequester_NorAKey_Attests_AndNoOneTwiceOrWithoutAProof()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (_, promotion) = await StartAsync(scene);
        var validator = await scene.PersonAsync("validator@test.example", Roles.ComplianceOfficer);

        Assert.Equal("signoff.proof-not-valid", (await AttestAsync(scene, validator, proof: "")).Refusal?.Code);
        Assert.Equal("evidence.attested-digest-differs", (await AttestAsync(scene, validator, sha256: new string('0', 64))).Refusal?.Code);
        Assert.Equal("identity.permission-missing", (await AttestAsync(scene, scene.Owner)).Refusal?.Code);
        Assert.Equal(
            "evidence.attested-by-filer",
            (await AttestAsync(scene, await RiskAsync(scene, _people["developer@test.example"]))).Refusal?.Code
        );
        Assert.Equal(
            "evidence.attested-by-requester",
            (await AttestAsync(scene, await RiskAsync(scene, _people["requester@test.example"]))).Refusal?.Code
        );
        Assert.True((await AttestAsync(scene, validator)).IsDone);
        Assert.Equal("evidence.attested-already", (await AttestAsync(scene, validator)).Refusal?.Code);
        Assert.Equal("pass", (await JudgeAsync(scene, promotion)).Outcome);
        using var key = await scene.Portal.CreateKeyClientAsync(validator.User, Scopes.RegistryWrite);
        using var refused = await key.PostAsJsonAsync($"{Address}/EVD-0001/attestations", new JsonObject(), Ct);
        Assert.False(refused.IsSuccessStatusCode);
    }

    [Fact]
    public async Task AnAttestation_VoidsSignaturesThatWereGivenWithoutIt_AndWithdrawnEvidenceHasNone()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (_, promotion) = await StartAsync(scene, "    - {id: ART-01, type: artifact_digest, severity: high, params: {}}");
        await scene.SignAllAsync(promotion);
        Assert.Equal(PromotionState.Approved, (await scene.ReadAsync(promotion)).State);

        Assert.True((await AttestAsync(scene, await scene.PersonAsync("validator@test.example", Roles.RiskOfficer))).IsDone);

        Assert.Equal("evidence", (string?)Assert.Single(await scene.LogAsync("promotion.voided"))["data"]!["member"]);
        Assert.True(
            (
                await scene.Get<WithdrawEvidence>().RunAsync(scene.Owner, ApprovalsScene.ModelName, Version, "EVD-0001", "Wrong set", Ct)
            ).IsDone
        );
        var late = await AttestAsync(scene, await scene.PersonAsync("late@test.example", Roles.RiskOfficer));
        Assert.Equal("evidence.withdrawn", late.Refusal?.Code);
    }

    [Theory]
    [InlineData("UPDATE \"EvidenceAttestations\" SET \"Sha256\" = 'x'")]
    [InlineData("DELETE FROM \"EvidenceAttestations\"")]
    [InlineData("UPDATE \"Evidence\" SET \"AddedBy\" = 'user:USR-0999'")]
    public async Task WhatSomeoneChangedInTheDatabase_IsNotJudged(string sql)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (_, promotion) = await StartAsync(scene);
        Assert.True((await AttestAsync(scene, await scene.PersonAsync("validator@test.example", Roles.RiskOfficer))).IsDone);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync(sql, Ct);
        }

        var signed = await scene.SignAsync(promotion, scene.Security, "security");

        Assert.Equal("record.altered", signed.Refusal?.Code);
    }

    private const string Address = $"/api/v1/models/{ApprovalsScene.ModelName}/versions/{Version}/evidence";

    private readonly Dictionary<string, Actor> _people = new(StringComparer.Ordinal);

    private async Task<(Actor Developer, PromotionId Promotion)> StartAsync(ApprovalsScene scene, string rules = Rules)
    {
        var active = await scene.ActivateAsync(ApprovalsScene.Policy("1", rules));
        Assert.True(active.IsDone, active.Refusal?.Message);
        var developer = _people["developer@test.example"] = await MakeAsync("developer@test.example");
        var requester = _people["requester@test.example"] = await MakeAsync("requester@test.example");
        await scene.RegisterVersionAsync(Version, by: developer);
        using var payload = JsonDocument.Parse("""{"auc":0.9}""");
        var filed = await scene
            .Get<AddEvidence>()
            .RunAsync(
                developer,
                new(ApprovalsScene.ModelName, Version, "validation", "evaluator 3.2", "2026-11-20T08:00:00Z"),
                payload.RootElement,
                Ct
            );
        Assert.True(filed.IsDone, filed.Refusal?.Message);
        return (developer, await scene.RequestAsync(Version, by: requester));

        Task<Actor> MakeAsync(string email) => scene.PersonAsync(email, Roles.Engineer, Roles.RiskOfficer);
    }

    // The same person, working as risk officer.
    private static async Task<Actor> RiskAsync(ApprovalsScene scene, Actor engineer)
    {
        var session = Sha256Hex.Of(Encoding.UTF8.GetBytes($"risk {engineer.User}"));
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        db.Sessions.Add(
            new UserSession
            {
                Hash = session,
                User = engineer.User!.Value,
                ActiveRole = Roles.RiskOfficer,
                Method = "password",
                OpenedAt = scene.Clock.GetUtcNow(),
                LastSeenAt = scene.Clock.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync(Ct);
        return Actor.OfUser(engineer.User!.Value, Roles.RiskOfficer, session);
    }

    private static async Task<Result<EvidenceView>> AttestAsync(
        ApprovalsScene scene,
        Actor actor,
        string? sha256 = null,
        string? proof = null
    )
    {
        sha256 ??= (await scene.Get<ListEvidence>().OneAsync(ApprovalsScene.ModelName, Version, "EVD-0001", Ct)).Value.Sha256;
        proof ??= await scene.ProofAsync(actor, AttestEvidence.Binding("EVD-0001", sha256));
        return await scene.Get<AttestEvidence>().RunAsync(actor, new(ApprovalsScene.ModelName, Version, "EVD-0001", sha256, proof), Ct);
    }

    // What is downloaded is what the log names, and opens with the portal's key.
    private static async Task SealedAsync(ApprovalsScene scene, EvidenceView view)
    {
        var attested = Assert.Single(view.Attested);
        using var client = await scene.Portal.CreateKeyClientAsync(null, Scopes.RegistryRead);
        var bytes = await client.GetByteArrayAsync($"{Address}/EVD-0001/attestations/{attested.Number}", Ct);
        var entry = Assert.Single(await scene.LogAsync("evidence.attested", "EVD-0001"));
        Assert.Equal((string?)entry["data"]!["envelopeSha256"], Sha256Hex.Of(bytes));
        Assert.Equal(attested.StatementSha256, DsseEnvelope.Parse(bytes)?.PayloadSha256);
        var read = await client.GetFromJsonAsync<JsonObject>($"{Address}/EVD-0001", Ct);
        Assert.Equal(attested.StatementSha256, (string?)read!["attested"]![0]!["statementSha256"]);
    }

    private static async Task<RuleView> JudgeAsync(ApprovalsScene scene, PromotionId promotion) =>
        (await scene.ReadAsync(promotion)).Gate.Results.Single(r => r.Rule == "IND-01");

    private static async Task<JsonNode> BundleAsync(ApprovalsScene scene, PromotionId promotion)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return JsonNode.Parse(await db.Promotions.Where(p => p.Id == promotion).Select(p => p.Bundle).SingleAsync(Ct))!;
    }

    private static async Task<GateRun> RunAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.GateRuns.OrderByDescending(g => g.Id).FirstAsync(Ct);
    }
}
