using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Words;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>What the pages say an alert was seen in.</summary>
public sealed class AlertWordsTests
{
    [Fact]
    public void AlertOfAPolicy_WasSeenInGateRuns_AndSpeaksOfNoDecision()
    {
        Assert.Equal("gate run", AlertWords.SeenIn(AlertRule.PolicyViolation));
        Assert.DoesNotContain("decision", AlertWords.NoValue(AlertRule.PolicyViolation), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Decisions_AreSpokenOf_OnlyWhereDecisionsWereLookedAt()
    {
        var ofDecisions = Enum.GetValues<AlertRule>().Where(r => AlertWords.SeenIn(r) == "decision");

        Assert.Equal(
            [
                AlertRule.OutsideReference,
                AlertRule.UnseenCategory,
                AlertRule.PersonalDataInOutput,
                AlertRule.SecretInOutput,
                AlertRule.RetiredTraffic,
            ],
            ofDecisions
        );
    }
}
