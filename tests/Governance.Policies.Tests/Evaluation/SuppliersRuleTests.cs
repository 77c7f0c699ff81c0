using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class SuppliersRuleTests
{
    private const string Rule = "type: supplier_due_diligence, params: {maxAgeDays: 365, certificates: [ISO/IEC 42001]}";

    public static TheoryData<string, Func<GateSupplier, GateSupplier>> Gaps =>
        new()
        {
            { "Not registered: Example Models GmbH.", s => new GateSupplier(s.Name, null) },
            { "The relationship has ended: Example Models GmbH.", s => s with { EndedOn = s.DiligenceOn } },
            {
                "No contract is on record: Example Models GmbH.",
                s => s with { Contract = false, ContractFrom = null, ContractUntil = null }
            },
            { "The contract is not in force: Example Models GmbH.", s => s with { ContractUntil = s.DiligenceOn } },
            { "The contract is not in force: Example Models GmbH.", s => s with { ContractFrom = s.ContractUntil } },
            { "No due diligence was confirmed: Example Models GmbH.", s => s with { DiligenceOn = null, DiligenceDueOn = null } },
            { "The due diligence failed: Example Models GmbH.", s => s with { DiligenceResult = "failed" } },
            { "The due diligence is too old: Example Models GmbH.", s => s with { DiligenceDueOn = s.DiligenceOn } },
            { "The due diligence is too old: Example Models GmbH.", s => s with { DiligenceOn = s.ContractFrom } },
            { "A certificate has expired: Example Models GmbH.", s => s with { Certificates = [new("ISO/IEC 42001", s.DiligenceOn)] } },
            { "A certificate is not on record: Example Models GmbH.", s => s with { Certificates = [new("ISO/IEC 420010", null)] } },
        };

    [Theory]
    [MemberData(nameof(Gaps))]
    public void Supplier_WithAGap_IsNamedWithWhatToDo(string message, Func<GateSupplier, GateSupplier> change)
    {
        var finding = Judge(Rule, RuleCases.Supplied(change, s => s with { Name = "In order Ltd" }));

        Assert.Equal(RuleOutcome.Fail, finding.Outcome);
        Assert.StartsWith(message, finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("In order Ltd", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_OfNoSupplier_Passes_AndARuleAboutCriticalOnesPassesOverOthers()
    {
        Assert.Equal(RuleOutcome.Pass, Judge(Rule, RuleCases.Supplied()).Outcome);
        var failed = RuleCases.Supplied(s => s with { DiligenceResult = "failed" });
        Assert.Equal(RuleOutcome.Pass, Judge("type: supplier_due_diligence, params: {criticalOnly: true}", failed).Outcome);
        Assert.Equal(
            RuleOutcome.Fail,
            Judge(
                "type: supplier_due_diligence, params: {criticalOnly: true}",
                RuleCases.Supplied(s => s with { DiligenceResult = "failed", Critical = true })
            ).Outcome
        );
    }

    [Fact]
    public void Input_WithSuppliers_IsReadAsItWasWritten()
    {
        var input = RuleCases.Supplied(s => s with { Critical = true }, s => new GateSupplier("Unknown Ltd", null));
        var read = GateInput.Read(input.ToBytes());

        Assert.Empty(read.Problems);
        Assert.Equal(input.ToBytes(), read.Input!.ToBytes());
        Assert.NotEqual(Input.FactsSha256(), input.FactsSha256());
    }
}
