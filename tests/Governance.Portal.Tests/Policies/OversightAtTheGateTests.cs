using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Governance.Policies;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Compliance.Oversight;
using Governance.Portal.Compliance.Systems;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary><c>human_oversight</c> at the portal's own gate: the roster of its system decides, not what someone typed.</summary>
public sealed class OversightAtTheGateTests
{
    private const string Version = "1.4.0";
    private const string Typed = """{"oversight":{"overseers":["A. Ode"],"stopControlTestedAt":"2026-11-19T00:00:00Z"}}""";
    private const string Rules =
        "    - {id: OVS-01, type: human_oversight, severity: high, params: {minOverseers: 1, stopControlMaxAgeDays: 90}}";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task ARoster_TakesThePlaceOfATypedFile_AndVoidsSignaturesByName(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(kind);
        await scene.AddEvidenceAsync(Version, EvidenceKind.Other, Typed);
        var promotion = await scene.RequestAsync();
        Assert.Equal(("pass", "A. Ode; stop control tested 2026-11-19T00:00:00.000Z"), await JudgeAsync(scene, promotion));
        await scene.SignAllAsync(promotion);
        Assert.Equal(PromotionState.Approved, (await scene.ReadAsync(promotion)).State);

        var overseer = await AppointAsync(scene);

        Assert.Equal(("fail", "SYS-0001: no one; stop control never tested"), await JudgeAsync(scene, promotion));
        Assert.Equal(PromotionState.Open, (await scene.ReadAsync(promotion)).State);
        Assert.Equal("oversight", (string?)Assert.Single(await scene.LogAsync("promotion.voided"))["data"]!["member"]);

        await TrainAsync(scene, overseer);
        await TestAsync(scene, StopTestResult.Stopped);
        var (outcome, actual) = await JudgeAsync(scene, promotion);
        Assert.Equal("pass", outcome);
        Assert.StartsWith($"SYS-0001: {scene.Security.User} Security; stop control tested ", actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrainingAndTests_OfThePeopleWhoOversee_LeaveSignatures_AndAnotherPersonVoidsThem()
    {
        await using var scene = await SceneAsync();
        await TrainAsync(scene, await AppointAsync(scene));
        await TestAsync(scene, StopTestResult.Stopped);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        var before = await scene.ReadAsync(promotion);
        Assert.Equal(PromotionState.Approved, before.State);

        await TestAsync(scene, StopTestResult.Stopped);
        await TrainAsync(scene, new OverseerId(1));
        Assert.Equal(before.BundleDigest, (await scene.ReadAsync(promotion)).BundleDigest);
        Assert.True((await GateAsync(scene)).Allow);

        await AppointAsync(scene, "legal@test.example");
        Assert.Equal(PromotionState.Open, (await scene.ReadAsync(promotion)).State);
        Assert.Equal("oversight", (string?)Assert.Single(await scene.LogAsync("promotion.voided"))["data"]!["member"]);
    }

    [Fact]
    public async Task ATestThatFailed_BlocksAtOnce_ThePersonsTrainingBlocksInTime()
    {
        await using var scene = await SceneAsync();
        await TrainAsync(scene, await AppointAsync(scene), validDays: 3);
        await TestAsync(scene, StopTestResult.Stopped);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        Assert.True((await GateAsync(scene)).Allow);

        scene.Clock.Advance(TimeSpan.FromDays(5));
        var lapsed = Assert.Single((await GateAsync(scene)).Reasons, r => r.Rule == "OVS-01");
        Assert.Contains($"The training of {scene.Security.User} is missing or lapsed.", lapsed.Message, StringComparison.Ordinal);

        await TrainAsync(scene, new OverseerId(1));
        Assert.DoesNotContain((await GateAsync(scene)).Reasons, r => r.Rule == "OVS-01");
        await TestAsync(scene, StopTestResult.Failed);
        Assert.Contains((await GateAsync(scene)).Reasons, r => r.Rule == "OVS-01");
    }

    [Fact]
    public async Task ADisabledAccount_OverseesNothingAnyMore()
    {
        await using var scene = await SceneAsync();
        var overseer = await scene.PersonAsync("overseer@test.example", Roles.Engineer);
        var administrator = await scene.PersonAsync("admin@test.example", Roles.Administrator);
        await TrainAsync(scene, await AppointAsync(scene, "overseer@test.example"));
        await TestAsync(scene, StopTestResult.Stopped);
        var promotion = await scene.RequestAsync();
        Assert.Equal("pass", (await JudgeAsync(scene, promotion)).Outcome);

        var disabled = await scene.Get<ChangeUserState>().DisableAsync(administrator, overseer.User!.Value, Ct);

        Assert.True(disabled.IsDone, disabled.Refusal?.Message);
        Assert.Equal("fail", (await JudgeAsync(scene, promotion)).Outcome);
        var view = (await scene.Get<GetOversight>().RunAsync(new SystemId(1), Ct)).Value;
        Assert.Equal((OverseerStanding.Ended, OversightEnd.AccountDisabled), (view.Overseers[0].Standing, view.Overseers[0].Because));
    }

    [Theory]
    [InlineData("UPDATE \"Overseers\" SET \"Person\" = 1")]
    [InlineData("UPDATE \"StopTests\" SET \"State\" = 'confirmed'")]
    [InlineData("DELETE FROM \"Overseers\"")]
    public async Task ARosterThatSomeoneChangedInTheDatabase_OpensNothing(string sql)
    {
        await using var scene = await SceneAsync();
        await TrainAsync(scene, await AppointAsync(scene));
        await TestAsync(scene, StopTestResult.Stopped);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        await TestAsync(scene, StopTestResult.Failed, confirm: false);
        Assert.True((await GateAsync(scene)).Allow);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync(sql, Ct);
        }

        scene.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains((await GateAsync(scene)).Reasons, r => r.Code == "record.altered");
    }

    [Fact]
    public async Task Runs_FromBeforeAndAfterTheRoster_ReplayToTheByte_AndNameItOnlyWhereARuleAsks()
    {
        await using var scene = await SceneAsync();
        await scene.AddEvidenceAsync(Version, EvidenceKind.Other, Typed);
        await scene.RequestAsync();
        var before = await RunAsync(scene);
        Assert.DoesNotContain("\"OVS-", Encoding.UTF8.GetString(before.Input), StringComparison.Ordinal);

        await AppointAsync(scene);
        var after = await RunAsync(scene);
        Assert.Equal("SYS-0001", Assert.Single(GateInput.Read(after.Input).Input!.Oversight!.Systems).Id);
        using var client = await scene.Portal.CreateKeyClientAsync(null, Scopes.GateRead);
        foreach (var run in new[] { before, after })
        {
            using var answer = await client.PostAsync($"/api/v1/gates/{run.Id}/replay", null, Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.True((bool?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["identical"]);
        }

        const string other = "    - {id: ART-01, type: artifact_digest, severity: high, params: {}}";
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("2", other))).IsDone);
        Assert.Null(GateInput.Read((await RunAsync(scene)).Input).Input!.Oversight);
    }

    private static async Task<ApprovalsScene> SceneAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = await ApprovalsScene.CreateAsync(kind);
        var compliance = await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        var system = await scene
            .Get<RegisterSystem>()
            .RunAsync(
                compliance,
                new("Fraud desk", "Finds payments that are fraud", "owner@test.example") { Models = [ApprovalsScene.ModelName] },
                Ct
            );
        Assert.True(system.IsDone, system.Refusal?.Message);
        var active = await scene.ActivateAsync(ApprovalsScene.Policy("1", Rules));
        Assert.True(active.IsDone, active.Refusal?.Message);
        return scene;
    }

    private static async Task<OverseerId> AppointAsync(ApprovalsScene scene, string email = "security@test.example")
    {
        var appointed = await scene
            .Get<AppointOverseer>()
            .RunAsync(scene.Owner, new(new SystemId(1), email, "stop-and-override", null, null), Ct);
        Assert.True(appointed.IsDone, appointed.Refusal?.Message);
        return DisplayId.TryParse<OverseerId>(appointed.Value, out var id) ? id : default;
    }

    private static async Task TrainAsync(ApprovalsScene scene, OverseerId overseer, int validDays = 300)
    {
        var today = DateOnly.FromDateTime(scene.Clock.GetUtcNow().UtcDateTime);
        var trained = await scene
            .Get<RecordTraining>()
            .RunAsync(
                scene.Owner,
                new(new SystemId(1), overseer, "How to stop it", today, today.AddDays(validDays), "Risk team", OversightProof.None),
                Ct
            );
        Assert.True(trained.IsDone, trained.Refusal?.Message);
    }

    private static async Task TestAsync(ApprovalsScene scene, StopTestResult result, bool confirm = true)
    {
        var command = new RecordStopTest.Command(
            new SystemId(1),
            null,
            WireName.Of(result),
            "Switched off by its flag",
            result is StopTestResult.Stopped ? 20 : null,
            null,
            OversightProof.None
        );
        var recorded = await scene.Get<RecordStopTest>().RunAsync(scene.Owner, command, Ct);
        Assert.True(recorded.IsDone, recorded.Refusal?.Message);
        if (confirm)
        {
            var test = DisplayId.TryParse<StopTestId>(recorded.Value, out var id) ? id : default;
            var decided = await scene.Get<DecideStopTest>().RunAsync(scene.Security, new(new SystemId(1), test, "confirm", null), Ct);
            Assert.True(decided.IsDone, decided.Refusal?.Message);
        }
    }

    private static async Task<(string Outcome, string? Actual)> JudgeAsync(ApprovalsScene scene, PromotionId promotion)
    {
        var rule = (await scene.ReadAsync(promotion)).Gate.Results.Single(r => r.Rule == "OVS-01");
        return (rule.Outcome, rule.Actual);
    }

    private static Task<DeployAnswer> GateAsync(ApprovalsScene scene) =>
        scene
            .Get<EvaluateDeploymentGate>()
            .RunAsync(scene.Engineer, new DeployQuestion(ApprovalsScene.ModelName, Version, "production", null), Ct);

    private static async Task<GateRun> RunAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.GateRuns.OrderByDescending(g => g.Id).FirstAsync(Ct);
    }
}
