using Governance.Analytics.Drift;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Charts;
using Governance.Portal.Operations.Monitoring;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>One figure has one wording on a page, and the newest window is the first that its table shows.</summary>
public sealed class DriftRowsTests
{
    [Theory]
    [InlineData(0.2483, "0.248")] // moderate: with two digits it would be at the limit of major
    [InlineData(0.25, "0.25")]
    [InlineData(0.0996, "0.0996")]
    [InlineData(0.12, "0.12")]
    public void Psi_IsWrittenTheSame_AsAFigure_AsAnEffect_AndInTheTable(double psi, string written)
    {
        Assert.Equal(written, Formats.Psi(psi));
        Assert.Equal($"PSI {written} (limit 0.10)", EffectText.Of(new DriftEffect("psi", psi, 0.1)));
        Assert.Equal(["score", written], DriftRows.ChartTable([new HeatMapRow("score", [psi])], ["1 Oct"]).Rows.Single());
    }

    [Fact]
    public void Table_BeginsWithTheNewestWindow()
    {
        var table = DriftRows.ChartTable([new HeatMapRow("amount", [0.01, null, 0.31])], ["1 Oct", "2 Oct", "3 Oct"]);

        Assert.Equal(["Feature", "3 Oct", "2 Oct", "1 Oct"], table.Columns);
        Assert.Equal(["amount", "0.31", Formats.Missing, "0.01"], table.Rows.Single());
    }
}
