using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Tests.Approvals;

namespace Governance.Portal.Tests.Risks;

/// <summary>A risk that shuts a gate is made less by the second line: not by those who answer for the model, nor by a key.</summary>
public sealed class LessOfARiskTests
{
    private const string Model = ApprovalsScene.ModelName;

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public async Task ARiskAboveTheLimitOfARule_IsLoweredByTheSecondLineAlone_WhichIsAPartyThen()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var officer = await scene.PersonAsync("officer@test.example", Roles.RiskOfficer);
        var risk = await RaiseAsync(scene, officer, new(4, 4));
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy("1", "    - {id: RISK-01, type: risk_appetite, severity: high, params: {maxResidual: 6}}")
                )
            ).IsDone
        );

        using (var key = await scene.Portal.CreateKeyClientAsync(scene.Owner.User, Scopes.RegistersWrite, Scopes.RegistersRead))
        {
            using var answer = await key.PatchAsJsonAsync(
                $"/api/v1/risks/{risk}",
                JsonNode.Parse("""{"residual":{"likelihood":1,"impact":1}}"""),
                Ct
            );
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
            Assert.Equal((HttpStatusCode.Forbidden, "risk.second-line-decides"), (answer.StatusCode, (string?)problem["code"]));
        }

        Assert.Equal("risk.second-line-decides", (await RateAsync(scene, scene.Owner, risk, new(1, 1))).Refusal?.Code);
        Assert.Equal("risk.second-line-decides", (await MoveAsync(scene, scene.Owner, risk)).Refusal?.Code);
        // More of it is theirs to say.
        Assert.True((await RateAsync(scene, scene.Owner, risk, new(5, 4))).IsDone);

        Assert.True((await RateAsync(scene, officer, risk, new(1, 1))).IsDone);
        Assert.Equal(risk.ToString(), (string?)Assert.Single(await scene.LogAsync(LoosenedGates.Action, Model))["data"]!["of"]);
        Assert.Contains((await scene.ReadAsync(await scene.RequestAsync())).Excluded!, x => x.Person == $"user:{officer.User}");
    }

    [Fact]
    public async Task WhatIsWithinTheLimit_OrReadByNoRule_IsTheOwnersToRate()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var risk = await RaiseAsync(scene, scene.Owner, new(4, 4));
        Assert.True((await RateAsync(scene, scene.Owner, risk, new(3, 2))).IsDone);
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy("1", "    - {id: RISK-01, type: risk_appetite, severity: high, params: {maxResidual: 6}}")
                )
            ).IsDone
        );

        Assert.True((await RateAsync(scene, scene.Owner, risk, new(1, 1))).IsDone);
        Assert.Empty(await scene.LogAsync(LoosenedGates.Action));
    }

    private static async Task<RiskId> RaiseAsync(ApprovalsScene scene, Actor by, RatingBody residual)
    {
        var raised = await scene
            .Get<RaiseRisk>()
            .RunAsync(
                by,
                new()
                {
                    Title = "Drift",
                    Category = "drift",
                    Model = Model,
                    Inherent = new(5, 4),
                    Residual = residual,
                    Treatment = "reduce",
                    Owner = "owner@test.example",
                },
                Ct
            );
        Assert.True(raised.IsDone, raised.Refusal?.Message);
        return raised.Value;
    }

    private static Task<Result<RiskId>> RateAsync(ApprovalsScene scene, Actor by, RiskId risk, RatingBody residual) =>
        scene.Get<ChangeRisk>().RunAsync(by, risk, r => r with { Residual = residual }, "Looked at", null, Ct);

    private static Task<Result<RiskId>> MoveAsync(ApprovalsScene scene, Actor by, RiskId risk) =>
        scene.Get<ChangeRisk>().RunAsync(by, risk, r => r with { Version = "1.4.0" }, "Not ours", null, Ct);
}
