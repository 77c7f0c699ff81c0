using Governance.Domain.Models;

namespace Governance.Domain.Tests;

/// <summary>Where a roll-back or its plan leads is approved for the stage that is rolled back.</summary>
public sealed class RollbackTargetTests
{
    [Theory]
    [InlineData(Stage.Production, "production")]
    [InlineData(Stage.Staging, "staging")]
    public void TargetWithoutApproval_NamesTheStageThatWouldBeRolledBack(Stage stage, string named)
    {
        var refusal = ModelRefusals.TargetNotApproved("fraud-scorer@1.3.0", stage);

        Assert.Equal("deployment.target-not-approved", refusal.Code);
        Assert.Equal(
            $"fraud-scorer@1.3.0 was never approved for {named}, or its approval was revoked, so {named} cannot be rolled back to it.",
            refusal.Message
        );
    }
}
