using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Pages;

namespace Governance.Portal.Tests.Registry;

/// <summary>What a version's page offers first, without a portal.</summary>
public sealed class VersionStepTests
{
    private static readonly PromotionId s_request = new(3);

    [Theory]
    [InlineData(Stage.Development, null, false, VersionStepKind.Request, true)]
    [InlineData(Stage.Staging, null, false, VersionStepKind.Request, true)]
    [InlineData(Stage.Staging, Stage.Production, false, VersionStepKind.View, false)]
    [InlineData(Stage.Development, Stage.Staging, false, VersionStepKind.View, true)]
    [InlineData(Stage.Staging, Stage.Production, true, VersionStepKind.Deploy, false)]
    [InlineData(Stage.Production, null, true, VersionStepKind.Wait, false)]
    [InlineData(Stage.Production, Stage.Retired, false, VersionStepKind.View, false)]
    [InlineData(Stage.Retired, null, false, VersionStepKind.Wait, false)]
    public void NextStep_FollowsStageAndRequest(Stage stage, Stage? requested, bool isDeployable, VersionStepKind kind, bool mayRequest)
    {
        var step = VersionStep.Of(stage, requested is { } to ? [(s_request, to)] : [], isDeployable);

        Assert.Equal((kind, mayRequest), (step.Kind, step.MayRequest));
        Assert.Equal(requested is null ? null : s_request, step.Request);
    }

    [Theory]
    [InlineData("APR-0003", "/approvals/APR-0003")]
    [InlineData("RSK-0001", "/risks/RSK-0001")]
    [InlineData("SYS-0002", "/compliance/systems/SYS-0002")]
    [InlineData("EVD-0001", null)]
    [InlineData("credit-default", null)]
    [InlineData("APR-../x", null)]
    public void Address_OfARecord_IsItsPage(string id, string? address) => Assert.Equal(address, RecordAddresses.Of(id));
}
