using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Compliance.Systems;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Postures;

namespace Governance.Portal.Tests.Registry;

/// <summary>
/// By which policies a model is judged is not said by those whom they judge: not by its tags, and not by leaving the AI system whose
/// records a rule reads.
/// </summary>
public sealed class JudgedByTests
{
    private const string Model = ApprovalsScene.ModelName;

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task TagsByWhichAPolicyApplies_AreTakenAwayByTheSecondLineAlone(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await TagAsync(scene, scene.Engineer, ("use", "credit"), ("team", "cards"));
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        await PostureScene.DeployAsync(scene, promotion, "eu");
        Assert.True((await scene.ActivateAsync(Tagged("enforce"))).IsDone);

        using var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryWrite);
        using var owners = await scene.Portal.CreateKeyClientAsync(scene.Owner.User, Scopes.RegistryWrite);
        foreach (var client in new[] { key, owners })
        {
            foreach (var tags in new[] { "{}", """{"use":"other","team":"cards"}""", """{"Use":"credit"}""" })
            {
                using var answer = await client.PatchAsJsonAsync($"/api/v1/models/{Model}", JsonNode.Parse($"{{\"tags\":{tags}}}"), Ct);
                var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
                Assert.Equal((HttpStatusCode.Forbidden, "model.second-line-decides"), (answer.StatusCode, (string?)problem["code"]));
            }
        }

        // In person they may not either, nor may a risk officer who answers for the model or changes more than this.
        Assert.Equal("model.second-line-decides", (await TagAsync(scene, scene.Owner, ("use", "other"))).Refusal?.Code);
        var officer = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var more = await scene.Get<ChangeModel>().RunAsync(officer, new(Model, null) { Tags = new(Tags()), Purpose = new("Ours") }, Ct);
        Assert.Equal(RefusalKind.Forbidden, more.Refusal?.Kind);
        var both = await scene.PersonAsync("both@test.example", Roles.RiskOfficer, Roles.ModelOwner);
        Assert.True(
            (await scene.Get<ChangeModel>().RunAsync(scene.Owner, new(Model, null) { Deputies = new(["both@test.example"]) }, Ct)).IsDone
        );
        Assert.Equal("model.second-line-decides", (await TagAsync(scene, both, ("use", "other"))).Refusal?.Code);

        // What no policy goes by is anyone's to change, and a posture follows what the second line decides.
        Assert.True((await TagAsync(scene, scene.Engineer, ("use", "credit"), ("team", "loans"))).IsDone);
        await PostureScene.JudgeAsync(scene);
        Assert.Contains((await PostureScene.NowAsync(scene)).Failing, f => f.Rule == "CARD-01");
        Assert.True((await TagAsync(scene, officer, ("use", "other"))).IsDone);
        await PostureScene.JudgeAsync(scene);
        Assert.DoesNotContain((await PostureScene.NowAsync(scene)).Failing, f => f.Rule == "CARD-01");
    }

    [Fact]
    public async Task TagsThatOnlyATriedPolicyGoesBy_AreTheMakersToChange()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await TagAsync(scene, scene.Engineer, ("use", "credit"));
        Assert.True((await scene.ActivateAsync(Tagged("dryrun"))).IsDone);

        Assert.True((await TagAsync(scene, scene.Engineer, ("use", "other"))).IsDone);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task TheSystemWhoseRecordsARuleReads_IsLeftByTheSecondLineAlone(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var compliance = await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        var (first, second) = (await SystemAsync(scene, compliance, "Cards"), await SystemAsync(scene, compliance, "Loans"));
        Assert.True((await MoveAsync(scene, scene.Engineer, first)).IsDone);
        Assert.True((await MoveAsync(scene, scene.Engineer, null)).IsDone);
        Assert.True((await MoveAsync(scene, scene.Engineer, first)).IsDone);
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy("1", "    - {id: OVER-01, type: human_oversight, severity: high, params: {minOverseers: 1}}")
                )
            ).IsDone
        );

        foreach (var actor in new[] { scene.Engineer, scene.Owner })
        {
            Assert.Equal("model.second-line-decides", (await MoveAsync(scene, actor, null)).Refusal?.Code);
            Assert.Equal("model.second-line-decides", (await MoveAsync(scene, actor, second)).Refusal?.Code);
        }

        Assert.True((await MoveAsync(scene, compliance, second)).IsDone);
    }

    private static string Tagged(string mode) =>
        $$"""
            apiVersion: governance/v1
            kind: ModelPolicy
            metadata: {name: credit-policy, version: "1"}
            spec:
              appliesTo:
                stages: [production]
                tags: {use: [credit]}
              mode: {{mode}}
              rules:
                - {id: CARD-01, type: model_card_required, severity: high}
              onError: fail
            """;

    private static Dictionary<string, string?> Tags(params (string Key, string Value)[] tags) =>
        tags.ToDictionary(t => t.Key, t => (string?)t.Value, StringComparer.Ordinal);

    private static Task<Result<ModelView>> TagAsync(ApprovalsScene scene, Actor actor, params (string Key, string Value)[] tags) =>
        scene.Get<ChangeModel>().RunAsync(actor, new(Model, null) { Tags = new(Tags(tags)) }, Ct);

    private static Task<Result<ModelView>> MoveAsync(ApprovalsScene scene, Actor actor, SystemId? system) =>
        scene.Get<ChangeModel>().RunAsync(actor, new(Model, null) { System = new(system?.ToString()) }, Ct);

    private static async Task<SystemId> SystemAsync(ApprovalsScene scene, Actor compliance, string name)
    {
        var made = await scene
            .Get<RegisterSystem>()
            .RunAsync(compliance, new(name, "Scores customers", "owner@test.example") { LifeCycle = "in-use", Roles = ["provider"] }, Ct);
        Assert.True(made.IsDone, made.Refusal?.Message);
        return made.Value;
    }
}
