using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class DataRulesTests
{
    private static readonly GateDataRecord s_record = new("payments", "training", "DTS-0001")
    {
        Sensitivity = "internal",
        Region = "eu",
        Purposes = ["Scoring"],
    };

    [Theory]
    [InlineData(0, RuleOutcome.Pass)]
    [InlineData(-1, RuleOutcome.Fail)]
    public void Purpose_OnTheLastDayOfTheRetention_StillHolds(int days, RuleOutcome outcome)
    {
        var last = DateOnly
            .FromDateTime(Input.At.UtcDateTime)
            .AddDays(days)
            .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(outcome, Purpose(s_record with { RetentionUntil = last }).Outcome);
    }

    [Fact]
    public void Purpose_ConsentWithdrawn_FailsWhateverIsAllowed() =>
        Assert.Contains(
            "consent was withdrawn: payments",
            Purpose(s_record with { ConsentWithdrawnOn = "2026-01-01" }).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Unrecorded_Denies_UnlessTheRuleOnlyWarns()
    {
        var unknown = new GateDataRecord("clicks", "source", null);
        Assert.Equal(RuleOutcome.Fail, Purpose(s_record, unknown).Outcome);
        var warned = Judge(
            "type: data_purpose, params: {purposes: [scoring], unrecorded: warn}",
            Input with
            {
                Data = new GateData([s_record, unknown]),
            }
        );
        Assert.Equal(RuleOutcome.Pass, warned.Outcome);
        Assert.Contains("clicks", warned.Message, StringComparison.Ordinal);
        Assert.Equal(RuleOutcome.Fail, Purpose().Outcome);
    }

    [Fact]
    public void Lineage_ThatIsCut_IsNotJudged() =>
        Assert.Equal(
            RuleOutcome.Error,
            Judge("type: data_region, params: {allow: [eu]}", Input with { Data = new GateData([s_record]) { IsCut = true } }).Outcome
        );

    [Fact]
    public void Input_WithData_IsReadAsItWasWritten_AndWithoutKeepsItsBytes()
    {
        Assert.DoesNotContain("\"data\":{", System.Text.Encoding.UTF8.GetString(Input.ToBytes()), StringComparison.Ordinal);
        var input = Input with { Data = new GateData([s_record, new("clicks", "source", null)]) { IsCut = true } };
        var read = GateInput.Read(input.ToBytes());
        Assert.Empty(read.Problems);
        Assert.Equal(input.ToBytes(), read.Input!.ToBytes());
    }

    private static RuleResult Purpose(params GateDataRecord[] records) =>
        Judge("type: data_purpose, params: {purposes: [scoring]}", Input with { Data = new GateData(records) });
}
