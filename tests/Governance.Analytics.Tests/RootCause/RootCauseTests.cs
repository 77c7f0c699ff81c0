using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Tests.Drift;

namespace Governance.Analytics.Tests.RootCause;

public sealed class RootCauseTests
{
    [Fact]
    public void Explain_OneInputMovesAndCarriesTheScore_RanksItFirst()
    {
        var cause = DriftAnalysis.Compare(Log(1, 0, 0), Log(2, 1, 0)).RootCause;

        Assert.Equal("score", cause.Target);
        // Neither the noise nor the region moved: whatever the score owes to them, they caused nothing.
        Assert.Equal(["driver"], cause.Features.Select(f => f.Name));
        var change = cause.CurrentMean!.Value - cause.ReferenceMean!.Value;
        // What moved is the mix of rows; within a bin of the driver the score is what it was.
        Assert.Equal(change, cause.Features[0].Mix!.Value, 0.03);
        Assert.All(cause.Features, f => Assert.Equal(change, f.Mix!.Value + f.Rate!.Value, 1e-9));
    }

    [Fact]
    public void Explain_OneSegmentChanges_FindsItAndNotItsParts()
    {
        var cause = DriftAnalysis.Compare(Log(1, 0, 0), Log(2, 0, 0.3)).RootCause;

        Assert.Equal(["region is north"], cause.Segments[0].Conditions);
        Assert.Equal(0.3, cause.Segments[0].CurrentMean - cause.Segments[0].ReferenceMean, 0.03);
        Assert.False(cause.Segments[0].Interval.Excludes(0.3));
        Assert.DoesNotContain(cause.Segments.Skip(1), s => s.Conditions.Contains("region is north"));
    }

    [Fact]
    public void Explain_NothingChanges_FindsHardlyAnySegment()
    {
        var found = Enumerable
            .Range(0, 20)
            .Sum(run => DriftAnalysis.Compare(Log(run, 0, 0), Log(run + 100, 0, 0)).RootCause.Segments.Count > 0 ? 1 : 0);

        Assert.InRange(found, 0, 4);
    }

    [Fact]
    public void Explain_WithoutScore_RanksByDriftAndSaysSo()
    {
        var reference = new Table([
            new NumericColumn("a", DriftAnalysisTests.Normal(1, 500, 0)),
            new NumericColumn("b", DriftAnalysisTests.Normal(2, 500, 0)),
        ]);
        var current = new Table([
            new NumericColumn("a", DriftAnalysisTests.Normal(3, 500, 0)),
            new NumericColumn("b", DriftAnalysisTests.Normal(4, 500, 1)),
        ]);

        var cause = DriftAnalysis.Compare(reference, current).RootCause;

        Assert.Null(cause.Target);
        Assert.NotNull(cause.Reason);
        Assert.Equal(["b"], cause.Features.Select(f => f.Name));
        Assert.Empty(cause.Segments);
    }

    [Fact]
    public void Explain_NamesWhatDriftsAlone_ByItsPsi()
    {
        static Table Of(int seed, double small, double large)
        {
            var (a, b, c) = (
                DriftAnalysisTests.Normal(seed, 2_000, small),
                DriftAnalysisTests.Normal(seed + 50, 2_000, large),
                DriftAnalysisTests.Normal(seed + 90, 2_000, 0)
            );
            // The score hangs on the column that stays as it is, and least on the one that moves most.
            return new Table([
                new NumericColumn("a", a),
                new NumericColumn("b", b),
                new NumericColumn("stays", c),
                new NumericColumn("score", [.. a.Select((v, i) => (0.2 * v) + (0.01 * b[i]) + (0.9 * c[i]))]),
            ]);
        }

        var result = DriftAnalysis.Compare(Of(1, 0, 0), Of(2, 0.6, 1.5));

        Assert.False(result.Features.Single(f => f.Name == "stays").IsDrift);
        Assert.Equal(["b", "a"], result.RootCause.Features.Select(f => f.Name));
        Assert.True(result.RootCause.Features[0].Weight < result.RootCause.Features[1].Weight);
    }

    private static Table Log(int seed, double shift, double north)
    {
        var driver = DriftAnalysisTests.Normal(seed, 3_000, shift);
        var noise = DriftAnalysisTests.Normal(seed + 1_000, 3_000, 0);
        var other = DriftAnalysisTests.Normal(seed + 2_000, 3_000, 0);
        string?[] region =
        [
            .. Enumerable
                .Range(0, 3_000)
                .Select(i =>
                    (i % 4) switch
                    {
                        0 => "north",
                        1 => "south",
                        2 => "east",
                        _ => "west",
                    }
                ),
        ];
        double[] score = [.. driver.Select((v, i) => (0.1 * v) + (0.02 * noise[i]) + (region[i] == "north" ? north : 0))];
        return new Table([
            new NumericColumn("driver", driver),
            new NumericColumn("other", other),
            new CategoryColumn("region", region),
            new NumericColumn("score", score),
        ]);
    }
}
