using Governance.Reporting.Layout;

namespace Governance.Reporting.Tests.Layout;

/// <summary>What is read as one sign stands on one line.</summary>
public sealed class KeptTogetherTests
{
    [Theory]
    [InlineData("due 30 Nov 2026, 12:41 UTC, INC-0003", "30 Nov 2026|12:41 UTC|INC-0003")]
    [InlineData("APR-0003, credit-default 2.0.0", "APR-0003|credit-default 2.0.0")]
    [InlineData("Datasets of credit-default@2.0.0", "credit-default@2.0.0")]
    [InlineData("18-24 (512), 25-39 (1,150), 60+", "18-24 (512)|25-39 (1,150)")]
    [InlineData("high-risk systems, policy baseline-eu-ai-act-high-risk 2", "")]
    [InlineData("2026-11-24", "")]
    public void Parts_OfOneSign_AreWhole(string text, string kept)
    {
        var parts = KeptTogether.Parts(text).ToList();

        Assert.Equal(text, string.Concat(parts.Select(p => p.Text)));
        Assert.Equal(kept, string.Join('|', parts.Where(p => p.IsKept).Select(p => p.Text)));
    }

    [Fact]
    public void Address_EndsALineBehindItsSigns_AndCutsNoIdAndNoName() =>
        Assert.Equal(
            ["/", "compliance/", "systems/", "SYS-0001/", "oversight?", "model=credit-default"],
            KeptTogether.Steps("/compliance/systems/SYS-0001/oversight?model=credit-default")
        );
}
