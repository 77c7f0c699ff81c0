using Bunit;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Components;

namespace Governance.Portal.Tests.Registry;

/// <summary>The dialog that records a deployment.</summary>
public sealed class DeployDialogTests : PortalPageTest
{
    [Fact]
    public async Task Environment_IsSuggestedByTheStageOfTheApproval()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.SignAllAsync(await scene.RequestAsync());
        var page = await OpenAsync<VersionPage>(
            scene.Portal,
            scene.Clock,
            scene.Engineer,
            $"/models/{ApprovalsScene.ModelName}/versions/1.4.0",
            p => p.Add(v => v.Model, ApprovalsScene.ModelName).Add(v => v.Version, "1.4.0")
        );

        await page.FindAll("button").Single(b => Roles.NameOf(b) == "Deploy").ClickAsync(new());

        Assert.Equal("production", page.Find("#deploy-environment").GetAttribute("value"));
    }
}
