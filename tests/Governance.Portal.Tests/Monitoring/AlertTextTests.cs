using Governance.Domain.Monitoring;
using Governance.Localisation;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>What the pages say an alert was seen in.</summary>
public sealed class AlertTextTests
{
    [Fact]
    public void AlertOfAPolicy_WasSeenInGateRuns_AndSpeaksOfNoDecision()
    {
        Assert.Equal("gate run", AlertText.SeenIn(AlertRule.PolicyViolation));
    }

    [Theory]
    [InlineData(AlertRule.Performance, "fnr", "False negative rate")]
    [InlineData(AlertRule.Performance, "auc where region = north", "AUC where region = north")]
    [InlineData(AlertRule.PersonalDataInOutput, "iban", "IBAN")]
    [InlineData(AlertRule.Drift, "src_bytes", "src_bytes")]
    public void Field_IsInWords_WhereItIsNoColumn(AlertRule rule, string field, string words) =>
        Assert.Equal(words, AlertFields.Whole(rule, field));

    [Theory]
    [InlineData("decisions", "Entscheidungen")]
    [InlineData("labels", "Labels")]
    [InlineData("windows", "Fenster")]
    [InlineData("evaluations", "Evaluierungen")]
    [InlineData("figures", "Geschäftskennzahlen")]
    public void DataThatIsLate_IsInTheReadersWords(string stream, string words)
    {
        using var german = Languages.Use("de");

        Assert.Equal(words, AlertFields.Whole(AlertRule.LateData, stream));
    }

    [Fact]
    public void Decisions_AreSpokenOf_OnlyWhereDecisionsWereLookedAt()
    {
        var ofDecisions = Enum.GetValues<AlertRule>().Where(r => AlertText.SeenIn(r) == "decision");

        Assert.Equal(
            [
                AlertRule.OutsideReference,
                AlertRule.UnseenCategory,
                AlertRule.PersonalDataInOutput,
                AlertRule.SecretInOutput,
                AlertRule.RetiredTraffic,
                AlertRule.UnauthorisedTraffic,
                AlertRule.ShadowDecided,
                AlertRule.InstructionsInInput,
            ],
            ofDecisions
        );
    }
}
