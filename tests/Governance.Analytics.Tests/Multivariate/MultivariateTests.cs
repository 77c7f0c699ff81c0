using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Multivariate;

namespace Governance.Analytics.Tests.Multivariate;

public sealed class MultivariateTests
{
    private static readonly DriftOptions s_everything = new()
    {
        Multivariate = new()
        {
            DomainClassifier = true,
            MaximumMeanDiscrepancy = true,
            DiscrepancyRows = 300,
        },
    };

    [Fact]
    public void Compare_CorrelationTurnsWhileEachColumnStays_OnlyTheWholeRowsDrift()
    {
        var result = DriftAnalysis.Compare(Pair(1, 2_000, 0.9), Pair(2, 2_000, -0.9), options: s_everything);

        Assert.All(result.Features, f => Assert.NotEqual(DriftVerdict.Major, f.Verdict));
        var several = result.Multivariate;
        Assert.Equal(MultivariateVerdict.Drift, several.Verdict);
        Assert.True(several.Reconstruction!.IsDrift);
        Assert.True(several.Reconstruction.Current > several.Reconstruction.High);
        var change = Assert.Single(several.Correlation!.Changes);
        Assert.Equal(("x", "y", true), (change.First, change.Second, change.IsDrift));
        Assert.InRange(change.Reference, 0.87, 0.93);
        Assert.True(several.DomainClassifier!.IsDrift);
        Assert.True(several.Discrepancy is { IsDrift: true, PValue: 1.0 / 201 });
    }

    [Fact]
    public void Compare_SameProcess_IsStable()
    {
        var alarms = 0;
        for (var run = 0; run < 40; run++)
        {
            var several = DriftAnalysis.Compare(Pair(run, 600, 0.5), Pair(run + 1_000, 600, 0.5)).Multivariate;
            alarms += several.Verdict == MultivariateVerdict.Drift ? 1 : 0;
        }

        Assert.InRange(alarms, 0, 2);
    }

    [Fact]
    public void DomainClassifier_ExactCopy_IsOneHalf()
    {
        var table = Pair(3, 1_000, 0.4);

        var several = DriftAnalysis.Compare(table, table, options: s_everything).Multivariate;

        Assert.Equal(0.5, several.DomainClassifier!.Auc, 1e-12);
        Assert.False(several.DomainClassifier.IsDrift);
        Assert.Equal(several.Reconstruction!.Reference, several.Reconstruction.Current, 0.01);
        Assert.True(several.Discrepancy!.PValue > 0.5);
    }

    [Fact]
    public void DomainClassifier_OneColumnChanged_NamesIt()
    {
        var current = new Table([
            new NumericColumn("x", Drift.DriftAnalysisTests.Normal(8, 1_500, 0)),
            new NumericColumn("y", Drift.DriftAnalysisTests.Normal(9, 1_500, 1)),
        ]);

        var classifier = DriftAnalysis.Compare(Pair(3, 1_500, 0), current, options: s_everything).Multivariate.DomainClassifier!;

        Assert.Equal("y", classifier.Importances[0].Name);
        // Two unit normals a sd apart: the best AUC is Φ(1/√2) = 0.760.
        Assert.InRange(classifier.Auc, 0.72, 0.78);
    }

    [Fact]
    public void Compare_FewRowsOrOneColumn_SaysSo()
    {
        Assert.Equal(MultivariateVerdict.InsufficientData, DriftAnalysis.Compare(Pair(1, 50, 0), Pair(2, 500, 0)).Multivariate.Verdict);
        var one = Rows.Numeric("x", Drift.DriftAnalysisTests.Normal(1, 500, 0));
        var several = DriftAnalysis.Compare(one, one).Multivariate;
        Assert.Equal(MultivariateVerdict.NotRun, several.Verdict);
        Assert.NotNull(several.Reason);
    }

    // By hand: artanh 0.5 = 0.549306, artanh 0.2 = 0.202733; z = 0.346573/√(1/97 + 1/97) = 2.41366; p = 0.015793.
    [Fact]
    public void CorrelationPValue_KnownSizes_MatchesHandCalculation() =>
        Assert.Equal(0.015793, CorrelationDrift.PValue(0.5, 100, 0.2, 100), 1e-5);

    [Fact]
    public void Correlation_ConstantOrHugeColumns_IsUndefinedOrFinite()
    {
        Assert.Null(CorrelationDrift.Correlation([1, 1, 1], [1, 2, 3]));
        Assert.Equal(1, CorrelationDrift.Correlation([1e300, 2e300, 3e300], [1e-300, 2e-300, 3e-300])!.Value, 1e-12);
    }

    private static Table Pair(int seed, int rows, double correlation)
    {
        var x = Drift.DriftAnalysisTests.Normal(seed, rows, 0);
        var noise = Drift.DriftAnalysisTests.Normal(seed + 500_000, rows, 0);
        return new Table([
            new NumericColumn("x", x),
            new NumericColumn("y", [.. x.Select((v, i) => (correlation * v) + (Math.Sqrt(1 - (correlation * correlation)) * noise[i]))]),
        ]);
    }
}
