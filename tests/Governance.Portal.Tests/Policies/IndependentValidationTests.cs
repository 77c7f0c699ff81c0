using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Policies;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Approvals;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary>
/// <c>independent_validation</c> at the portal's own gate: a version registered with the developer's key, for which the engineer asks, and
/// a validation report that different people and keys file.
/// </summary>
public sealed class IndependentValidationTests
{
    private const string Version = "3.0.0";
    private const string Rules =
        "    - {id: IND-01, type: independent_validation, severity: high, params: {kinds: [validation], maxAgeDays: 30}}";

    private static readonly byte[] s_file = Encoding.UTF8.GetBytes("14-byte model.");

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public async Task Validation_ByTheDeveloper_ShutsTheGateUntilSomebodyElseFilesIt()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (developer, promotion) = await StartAsync(scene);
        await FileAsync(scene, developer, 1);

        var own = await JudgeAsync(scene, promotion);

        Assert.Equal("fail", own.Outcome);
        Assert.Equal(
            $"EVD-0001 was filed by {developer.User} Developer, who developed this version. Have someone else file validation evidence.",
            own.Message
        );

        var validator = await scene.PersonAsync("validator@test.example", Roles.Engineer);
        await FileAsync(scene, validator, 2);
        var independent = await JudgeAsync(scene, promotion);
        Assert.Equal(("pass", $"EVD-0002 (validation, filed by {validator.User} Validator)"), (independent.Outcome, independent.Actual));

        // The newest decides: it is what the other rules read.
        await FileAsync(scene, developer, 3);
        Assert.Equal("fail", (await JudgeAsync(scene, promotion)).Outcome);
    }

    [Fact]
    public async Task Validation_ByTheRequester_ShutsTheGate()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (_, promotion) = await StartAsync(scene);
        await FileAsync(scene, scene.Engineer, 1);

        var rule = await JudgeAsync(scene, promotion);

        Assert.Equal("fail", rule.Outcome);
        Assert.StartsWith(
            $"EVD-0001 was filed by {scene.Engineer.User} Engineer, who requested this promotion.",
            rule.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Validation_ByAKey_IsByThePersonBehindIt()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (developer, promotion) = await StartAsync(scene);
        await FileByKeyAsync(scene, developer.User, 1);
        Assert.StartsWith(
            $"EVD-0001 was filed by {developer.User} Developer, who developed this version.",
            (await JudgeAsync(scene, promotion)).Message,
            StringComparison.Ordinal
        );

        await FileByKeyAsync(scene, null, 2);
        var service = await JudgeAsync(scene, promotion);
        Assert.Equal(("fail", "EVD-0002 (validation)"), (service.Outcome, service.Actual));
        Assert.StartsWith("EVD-0002 was not filed by a known person.", service.Message, StringComparison.Ordinal);

        var validator = await scene.PersonAsync("validator@test.example", Roles.Engineer);
        await FileByKeyAsync(scene, validator.User, 3);
        Assert.Equal("pass", (await JudgeAsync(scene, promotion)).Outcome);
    }

    [Fact]
    public async Task Key_GivenToSomebodyElseInTheDatabase_NamesNoPerson()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (developer, promotion) = await StartAsync(scene);
        await FileByKeyAsync(scene, developer.User, 1);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var newest = await db.ApiKeys.MaxAsync(k => k.Id, Ct);
            await db.ApiKeys.Where(k => k.Id == newest).ExecuteUpdateAsync(k => k.SetProperty(r => r.Owner, scene.Legal.User), Ct);
        }

        // A policy that comes into force has every promotion judged again.
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("2", Rules.Replace("30", "31", StringComparison.Ordinal)))).IsDone);

        var rule = await JudgeAsync(scene, promotion);
        Assert.Equal(("fail", "EVD-0001 (validation)"), (rule.Outcome, rule.Actual));
    }

    [Fact]
    public async Task Input_NamesPeopleOnlyWhereARuleAsks_AndReplaysToTheByte()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (developer, promotion) = await StartAsync(scene, "    - {id: ART-01, type: artifact_digest, severity: high, params: {}}");
        await FileAsync(scene, developer, 1);
        var before = await RunAsync(scene);
        Assert.DoesNotContain("filedBy", Encoding.UTF8.GetString(before.Input), StringComparison.Ordinal);
        Assert.DoesNotContain("developers", Encoding.UTF8.GetString(before.Input), StringComparison.Ordinal);

        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("2", Rules))).IsDone);
        var after = await RunAsync(scene);
        var input = GateInput.Read(after.Input).Input!;
        Assert.Equal([developer.User.ToString()!], input.Version.Developers!);
        Assert.Equal([developer.User.ToString()!], Assert.Single(input.Evidence).FiledBy!);
        Assert.Equal("fail", (await JudgeAsync(scene, promotion)).Outcome);
        using var client = await scene.Portal.CreateKeyClientAsync(null, Scopes.GateRead);
        foreach (var run in new[] { before, after })
        {
            using var answer = await client.PostAsync($"/api/v1/gates/{run.Id}/replay", null, Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.True((bool?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["identical"]);
        }
    }

    private static async Task<(Actor Developer, PromotionId Promotion)> StartAsync(ApprovalsScene scene, string rules = Rules)
    {
        var active = await scene.ActivateAsync(ApprovalsScene.Policy("1", rules));
        Assert.True(active.IsDone, active.Refusal?.Message);
        var developer = await scene.PersonAsync("developer@test.example", Roles.Engineer);
        using var client = await scene.Portal.CreateKeyClientAsync(developer.User, Scopes.RegistryWrite);
        using var registered = await client.PostAsJsonAsync(
            $"/api/v1/models/{ApprovalsScene.ModelName}/versions",
            new JsonObject
            {
                ["version"] = Version,
                ["artifact"] = new JsonObject
                {
                    ["sha256"] = Sha256Hex.Of(s_file),
                    ["sizeBytes"] = s_file.Length,
                    ["mediaType"] = "application/octet-stream",
                },
            },
            Ct
        );
        Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync(Ct));
        using var content = new ByteArrayContent(s_file);
        using var stored = await client.PutAsync($"/api/v1/models/{ApprovalsScene.ModelName}/versions/{Version}/artifact", content, Ct);
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync(Ct));
        return (developer, await scene.RequestAsync(Version));
    }

    private static string Produced(ApprovalsScene scene, int minute) =>
        scene.Clock.GetUtcNow().AddHours(-1).AddMinutes(minute).ToString("O", CultureInfo.InvariantCulture);

    private static async Task FileAsync(ApprovalsScene scene, Actor by, int minute)
    {
        using var payload = JsonDocument.Parse("""{"auc":0.9}""");
        var filed = await scene
            .Get<AddEvidence>()
            .RunAsync(
                by,
                new(ApprovalsScene.ModelName, Version, "validation", "evaluator 3.2", Produced(scene, minute)),
                payload.RootElement,
                Ct
            );
        Assert.True(filed.IsDone, filed.Refusal?.Message);
    }

    private static async Task FileByKeyAsync(ApprovalsScene scene, UserId? owner, int minute)
    {
        using var client = await scene.Portal.CreateKeyClientAsync(owner, Scopes.RegistryWrite);
        using var filed = await client.PostAsJsonAsync(
            $"/api/v1/models/{ApprovalsScene.ModelName}/versions/{Version}/evidence",
            new JsonObject
            {
                ["kind"] = "validation",
                ["tool"] = "evaluator 3.2",
                ["producedAt"] = Produced(scene, minute),
                ["payload"] = new JsonObject { ["auc"] = 0.9 },
            },
            Ct
        );
        Assert.True(filed.StatusCode == HttpStatusCode.Created, await filed.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<RuleView> JudgeAsync(ApprovalsScene scene, PromotionId promotion) =>
        (await scene.ReadAsync(promotion)).Gate.Results.Single(r => r.Rule == "IND-01");

    private static async Task<GateRun> RunAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.GateRuns.OrderByDescending(g => g.Id).FirstAsync(Ct);
    }
}
