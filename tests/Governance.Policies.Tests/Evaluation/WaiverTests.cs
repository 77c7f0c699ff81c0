using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class WaiverTests
{
    private const string Waivable = "type: rollback_plan, waivable: true";
    private static readonly GateWaiver s_waiver = GateEvaluatorTests.Waiver();

    [Fact]
    public void Waiver_Valid_OpensTheGateWithAWarning()
    {
        var result = With(s_waiver);

        Assert.Equal(GateOutcome.Warn, result.Outcome);
        Assert.Equal((RuleOutcome.Waived, "WVR-0001"), (result.Results[^1].Outcome, result.Results[^1].Waiver?.Id));
    }

    public static TheoryData<string, GateWaiver> Refused =>
        new()
        {
            { "other rule", s_waiver with { Rule = "TEST-02" } },
            { "other policy", s_waiver with { Policy = "other" } },
            { "other version", s_waiver with { VersionSha256 = new string('6', 64) } },
            { "ended", s_waiver with { ExpiresAt = Now } },
            { "not yet", s_waiver with { GrantedAt = Now + TimeSpan.FromSeconds(1) } },
            { "longer than 90 days", s_waiver with { ExpiresAt = s_waiver.GrantedAt + TimeSpan.FromDays(90) + TimeSpan.FromSeconds(1) } },
            { "nobody granted it", s_waiver with { Grants = [] } },
            { "the requester granted it", s_waiver with { Grants = [new("USR-0003", "RiskOfficer")] } },
            { "who asked granted it", s_waiver with { Grants = [new("USR-0009", "RiskOfficer")] } },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Waiver_ThatDoesNotHold_LeavesTheGateShut(string why, GateWaiver waiver) => Assert.True(With(waiver).IsShut, why);

    [Fact]
    public void Waiver_OfARuleThatIsNotWaivable_LeavesTheGateShut() =>
        Assert.True(GateEvaluator.Evaluate([Policy("type: rollback_plan")], Input with { Waivers = [s_waiver] }).IsShut);

    [Fact]
    public void Waiver_OfWhatCouldNotBeEvaluated_LeavesTheGateShut() =>
        Assert.True(GateEvaluator.Evaluate([Policy("type: risk_appetite, waivable: true")], Input with { Waivers = [s_waiver] }).IsShut);

    [Theory]
    [InlineData("USR-0007", "RiskOfficer", true)]
    [InlineData("USR-0008", "RiskOfficer", true)]
    [InlineData("USR-0007", "SecurityReviewer", true)]
    [InlineData("USR-0008", "SecurityReviewer", false)]
    public void Waiver_OfACriticalRule_NeedsBothRolesAndTwoPeople(string secondPerson, string secondRole, bool shut)
    {
        var waiver = s_waiver with { Grants = [new("USR-0007", "RiskOfficer"), new(secondPerson, secondRole)] };

        Assert.Equal(shut, GateEvaluator.Evaluate([Policy(Waivable, severity: "critical")], Input with { Waivers = [waiver] }).IsShut);
    }

    private static GateResult With(GateWaiver waiver) => GateEvaluator.Evaluate([Policy(Waivable)], Input with { Waivers = [waiver] });
}
