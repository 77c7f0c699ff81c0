using Governance.Analytics.Drift;
using Governance.Domain;
using Governance.Domain.Monitoring;
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
    public void Reasons_AreWhatDriftsInTheWindow_EachSinceItDriftsWithoutAnInterruption()
    {
        static WindowView Window(int day, params (string Name, string Verdict, double Psi)[] columns) =>
            new(
                DisplayId.Of<WindowId>(day),
                WindowRole.Current,
                new DateTimeOffset(2026, 10, day, 0, 0, 0, TimeSpan.Zero),
                new DateTimeOffset(2026, 10, day + 1, 0, 0, 0, TimeSpan.Zero),
                1_000,
                0,
                DisplayId.Of<WindowId>(30),
                "",
                default,
                null,
                [
                    .. columns.Select(c => new FeatureDrift
                    {
                        Name = c.Name,
                        Verdict = c.Verdict,
                        Psi = c.Psi,
                    }),
                ]
            );
        WindowView[] windows =
        [
            Window(1, ("income", "major", 0.9), ("job", "stable", 0.01)),
            Window(2, ("income", "stable", 0.02), ("job", "major", 0.4)),
            Window(3, ("income", "moderate", 0.2), ("job", "major", 0.5), ("age", "inconclusive", 0.8)),
            Window(4, ("income", "moderate", 0.2), ("job", "major", 0.7), ("age", "stable", 0.01)),
        ];

        var reasons = DriftRows.Reasons(windows, windows[^1]);

        Assert.Equal([("job", 2, 0.7), ("income", 3, 0.2)], reasons.Select(r => (r.Cause, r.Since.Day, r.Value!.Value)));
        Assert.Equal(["job"], DriftRows.Reasons(windows, windows[1]).Select(r => r.Cause));
    }

    [Fact]
    public void Table_BeginsWithTheNewestWindow()
    {
        var table = DriftRows.ChartTable([new HeatMapRow("amount", [0.01, null, 0.31])], ["1 Oct", "2 Oct", "3 Oct"]);

        Assert.Equal(["Feature", "3 Oct", "2 Oct", "1 Oct"], table.Columns);
        Assert.Equal(["amount", "0.31", Formats.Missing, "0.01"], table.Rows.Single());
    }
}
