using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Registry;

/// <summary>An environment belongs to one stage: an approval for the other is not recorded there, and no permit opens it.</summary>
public sealed class EnvironmentStagesTests
{
    private const string Code = "deployment.environment-of-another-stage";

    [Theory]
    [InlineData("production")]
    [InlineData("PRODUCTION")]
    [InlineData(" production")]
    [InlineData("prod-eu")]
    [InlineData("Prod-EU")]
    public async Task AStagingApproval_IsNotRecordedInAnEnvironmentOfProduction(string environment)
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal =>
        {
            portal.Settings["Hooks:Environments:0"] = "prod-eu=production";
            portal.Settings["Hooks:Environments:1"] = "lab=staging";
        });
        var staging = await ApproveAsync(scene, "staging");

        Assert.Equal(Code, (await DeployAsync(scene, staging, environment)).Refusal?.Code);
        Assert.Equal(Code, await PermitAsync(scene, "staging", environment));
        Assert.True((await DeployAsync(scene, staging, "lab")).IsDone);
        Assert.Null(await PermitAsync(scene, "staging", "lab"));
        Assert.DoesNotContain(
            await scene.LogAsync("deployment.made"),
            e => (string?)e["outcome"] == "done" && (string?)e["subject"] != "DEP-0001"
        );
    }

    [Fact]
    public async Task AnEnvironmentThatNobodyDeclared_ServesPeople_WhateverWasDeployedThereFirst()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var staging = await ApproveAsync(scene, "staging");
        foreach (var unknown in new[] { "cluster-a", "staging-eu", "test", "canary" })
        {
            var refused = await DeployAsync(scene, staging, unknown);
            Assert.Equal(Code, refused.Refusal?.Code);
            Assert.Contains("Hooks__Environments", string.Concat(refused.Refusal!.Errors["environment"]), StringComparison.Ordinal);
            Assert.Equal(Code, await PermitAsync(scene, "staging", unknown));
        }

        Assert.True((await DeployAsync(scene, staging, "Staging")).IsDone);
        var production = await ApproveAsync(scene, "production");
        Assert.Equal(Code, (await DeployAsync(scene, production, "staging")).Refusal?.Code);
        Assert.True((await DeployAsync(scene, production, "cluster-a")).IsDone);
    }

    [Fact]
    public async Task TheRegistryOfMlFlowClients_HoldsBothStages()
    {
        await using var scene = await ApprovalsScene.CreateAsync();

        Assert.True((await DeployAsync(scene, await ApproveAsync(scene, "staging"), "mlflow")).IsDone);
        Assert.True((await DeployAsync(scene, await ApproveAsync(scene, "production"), "mlflow")).IsDone);
    }

    private static async Task<PromotionId> ApproveAsync(ApprovalsScene scene, string to, string version = "1.4.0")
    {
        var id = await scene.RequestAsync(version, to);
        foreach (var role in (await scene.ReadAsync(id)).RequiredRoles)
        {
            var signer = role switch
            {
                SignOffRole.Security => scene.Security,
                SignOffRole.Legal => scene.Legal,
                _ => scene.Owner,
            };
            var signed = await scene.SignAsync(id, signer, WireName.Of(role));
            Assert.True(signed.IsDone, signed.Refusal?.Message);
        }

        return id;
    }

    private static async Task<Result<DeploymentView>> DeployAsync(ApprovalsScene scene, PromotionId promotion, string environment) =>
        await scene
            .Get<DeployVersion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, "1.4.0", environment, promotion.ToString()), ApprovalsScene.Ct);

    private static async Task<string?> PermitAsync(ApprovalsScene scene, string stage, string environment)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct);
        var sha256 = await db.Versions.Select(v => v.ArtifactSha256).SingleAsync(ApprovalsScene.Ct);
        var issued = await scene
            .Get<IssuePermit>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, "1.4.0", stage, sha256, environment, null), ApprovalsScene.Ct);
        return issued.Refusal?.Code;
    }
}
