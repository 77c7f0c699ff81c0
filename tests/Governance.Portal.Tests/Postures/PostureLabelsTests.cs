using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Postures;

namespace Governance.Portal.Tests.Postures;

/// <summary>What pages say of a posture in a few words.</summary>
public sealed class PostureLabelsTests
{
    [Fact]
    public void Rules_ThatTwoPoliciesShare_AreNamedOnceWithTheirNumber()
    {
        var posture = Failing(("baseline", "DATA-01"), ("credit", "DATA-01"), ("credit", "DRFT-01"));

        Assert.Equal("DATA-01 × 2, DRFT-01", PostureLabels.Rules(posture));
    }

    [Fact]
    public void Rules_NoneFails_IsMissing() => Assert.Equal(Kernel.Components.Formats.Missing, PostureLabels.Rules(Failing()));

    private static PostureView Failing(params (string Policy, string Rule)[] rules) =>
        new()
        {
            Id = new PostureId(1),
            Model = "credit-default",
            Version = "2.0.0",
            Stage = Stage.Production,
            Environment = "production",
            Deployment = new DeploymentId(1),
            State = PostureState.Warning,
            Since = DateTimeOffset.UnixEpoch,
            From = DateTimeOffset.UnixEpoch,
            Until = null,
            GraceUntil = null,
            PermitsEndAt = null,
            Failing = [.. rules.Select(r => new FailingRule(r.Policy, r.Rule, "high", "Missing.", null, null))],
        };
}
