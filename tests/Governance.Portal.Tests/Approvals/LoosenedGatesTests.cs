using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Compliance.Systems;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Tests.Policies;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Approvals;

/// <summary>
/// Who has changed, by an act of the second line, what the gate of a model asks for or reads, signs no request of the model until others
/// have signed one: whatever the act was about, and by whichever door it came.
/// </summary>
public sealed class LoosenedGatesTests
{
    private const string Model = ApprovalsScene.ModelName;
    private const string Barred = "promotion.opener-cannot-sign";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task WhoEndedAnAlertThatARuleReads_SignsNothing_UntilOthersHaveSigned(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind, configure: Measurements.ByHand);
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy("1", "    - {id: ALRT-01, type: no_open_alerts, severity: high, params: {severity: warning}}")
                )
            ).IsDone
        );
        await Measurements.AlertAsync(scene, "1.4.0");
        var waiting = await scene.RequestAsync();
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var alert = await db.Alerts.Select(a => a.Id).SingleAsync(Ct);
            var resolved = await scene.Get<ResolveAlert>().RunAsync(scene.Security, alert, "It is over", null, Ct);
            Assert.True(resolved.IsDone, resolved.Refusal?.Message);
        }

        // Of a request that waited and of a version that is registered afterwards.
        Assert.Equal(Barred, (await scene.SignAsync(waiting, scene.Security, "security")).Refusal?.Code);
        Assert.Contains(
            (await scene.ReadAsync(waiting)).Excluded!,
            x => x.Person == $"user:{scene.Security.User}" && x.Reason == "Changed what the gate requires or reads: ALR-0001"
        );
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.RegisterVersionAsync("1.5.0");
        var next = await scene.RequestAsync("1.5.0");
        Assert.Equal(Barred, (await scene.SignAsync(next, scene.Security, "security")).Refusal?.Code);

        var other = await scene.PersonAsync("security2@test.example", Roles.SecurityReviewer);
        foreach (var (person, role) in new[] { (other, "security"), (scene.Legal, "legal"), (scene.Owner, "owner") })
        {
            var signed = await scene.SignAsync(next, person, role);
            Assert.True(signed.IsDone, signed.Refusal?.Message);
        }

        Assert.Equal(PromotionState.Approved, (await scene.ReadAsync(next)).State);
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.RegisterVersionAsync("1.6.0");
        var later = await scene.SignAsync(await scene.RequestAsync("1.6.0"), scene.Security, "security");
        Assert.True(later.IsDone, later.Refusal?.Message);
    }

    [Fact]
    public async Task AnAlertThatNoRuleReads_BarsNobody()
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: Measurements.ByHand);
        await Measurements.AlertAsync(scene, "1.4.0");
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var alert = await db.Alerts.Select(a => a.Id).SingleAsync(Ct);
            Assert.True((await scene.Get<ResolveAlert>().RunAsync(scene.Security, alert, "It is over", null, Ct)).IsDone);
        }

        Assert.True((await scene.SignAsync(await scene.RequestAsync(), scene.Security, "security")).IsDone);
        Assert.Empty(await scene.LogAsync(LoosenedGates.Action));
    }

    [Fact]
    public async Task WhoTookATagAway_IsAParty()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var officer = await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        await TagAsync(scene, scene.Engineer, "credit");
        Assert.True((await scene.ActivateAsync(Tagged)).IsDone);

        await TagAsync(scene, officer, "other");

        Assert.Equal("credit-policy", (string?)Assert.Single(await scene.LogAsync(LoosenedGates.Action, Model))["data"]!["of"]);
        Assert.Contains((await scene.ReadAsync(await scene.RequestAsync())).Excluded!, x => x.Person == $"user:{officer.User}");
        // Back into the policy nothing is loosened.
        await TagAsync(scene, officer, "credit");
        Assert.Single(await scene.LogAsync(LoosenedGates.Action));
    }

    [Theory]
    [InlineData("""{"models":[]}""")]
    [InlineData("""{"lifeCycle":"retired"}""")]
    public async Task ASystemIsLeftByTheSystemsDoorToo_OnlyInPerson_AndWhoDidItSignsNothing(string change)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var made = await scene
            .Get<RegisterSystem>()
            .RunAsync(
                scene.Legal,
                new("Cards", "Scores customers", "owner@test.example")
                {
                    LifeCycle = "in-use",
                    Roles = ["provider"],
                    Models = [Model],
                },
                Ct
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy("1", "    - {id: OVER-01, type: human_oversight, severity: low, params: {minOverseers: 1}}")
                )
            ).IsDone
        );
        using (var key = await scene.Portal.CreateKeyClientAsync(scene.Legal.User, Scopes.RegistersWrite))
        {
            using var refused = await key.PatchAsJsonAsync($"/api/v1/systems/{made.Value}", JsonNode.Parse(change), Ct);
            var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Ct))!;
            Assert.Equal(("model.second-line-decides", HttpStatusCode.Forbidden), ((string?)problem["code"], refused.StatusCode));
        }

        ChangeSystem.Command command = new(made.Value, null);
        command = change.Contains("models", StringComparison.Ordinal)
            ? command with
            {
                Models = new([]),
            }
            : command with
            {
                LifeCycle = new("retired"),
                DecommissioningPlan = new("Logs are kept for ten years"),
            };
        var left = await scene.Get<ChangeSystem>().RunAsync(scene.Legal, command, Ct);
        Assert.True(left.IsDone, left.Refusal?.Message);

        Assert.Equal(Barred, (await scene.SignAsync(await scene.RequestAsync(), scene.Legal, "legal")).Refusal?.Code);
    }

    private const string Tagged = """
        apiVersion: governance/v1
        kind: ModelPolicy
        metadata: {name: credit-policy, version: "1"}
        spec:
          appliesTo:
            stages: [production]
            tags: {use: [credit]}
          mode: enforce
          rules:
            - {id: CARD-01, type: model_card_required, severity: high}
          onError: fail
        """;

    private static async Task TagAsync(ApprovalsScene scene, Actor actor, string use)
    {
        var tags = new Dictionary<string, string?>(StringComparer.Ordinal) { ["use"] = use };
        var changed = await scene.Get<ChangeModel>().RunAsync(actor, new(Model, null) { Tags = new(tags) }, Ct);
        Assert.True(changed.IsDone, changed.Refusal?.Message);
    }
}
