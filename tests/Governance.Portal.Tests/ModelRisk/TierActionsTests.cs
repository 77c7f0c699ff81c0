using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Portal.Approvals.ModelRisk;
using Governance.Portal.Tests.Approvals;

namespace Governance.Portal.Tests.ModelRisk;

/// <summary>A tier that someone makes lower takes a second person.</summary>
public sealed class TierActionsTests
{
    [Fact]
    public async Task ALowerTier_Waits_AndCountsOnceAnotherPersonConfirmsIt()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var officer = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var assess = new AssessTier.Command(ApprovalsScene.ModelName)
        {
            Impact = "high",
            Reach = "low",
            Reliance = "low",
            Method = "moderate",
            Data = "low",
            Opacity = "low",
            MaterialityReason = "It stops payments",
            ComplexityReason = "Boosted trees",
            Tier = "tier3",
            Reason = "Only a pilot",
        };
        var proposed = await scene.Get<AssessTier>().RunAsync(officer, assess, ApprovalsScene.Ct);
        Assert.True(proposed.IsDone, proposed.Refusal?.Message);

        var own = await scene
            .Get<DecideTier>()
            .RunAsync(officer, ApprovalsScene.ModelName, proposed.Value, confirm: true, ApprovalsScene.Ct);
        Assert.Equal(TierRefusals.OwnProposal, own.Refusal);
        Assert.Equal(TierRefusals.Waiting, (await scene.Get<AssessTier>().RunAsync(officer, assess, ApprovalsScene.Ct)).Refusal);

        var other = await scene.PersonAsync("second@test.example", Roles.RiskOfficer);
        var confirmed = await scene
            .Get<DecideTier>()
            .RunAsync(other, ApprovalsScene.ModelName, proposed.Value, confirm: true, ApprovalsScene.Ct);
        Assert.True(confirmed.IsDone, confirmed.Refusal?.Message);
        var record = await scene.Get<ReadModelRisk>().OfAsync(ApprovalsScene.ModelName, ApprovalsScene.Ct);
        Assert.Equal(ModelTier.Tier3, record?.Tier?.Tier);
        var rows = await scene.Get<ListModelRisk>().PageAsync(new("tier3"), 0, 25, ApprovalsScene.Ct);
        Assert.Equal(ApprovalsScene.ModelName, Assert.Single(rows.Value.Items).Model);
        Assert.Empty((await scene.Get<ListModelRisk>().PageAsync(new("none"), 0, 25, ApprovalsScene.Ct)).Value.Items);
    }
}
