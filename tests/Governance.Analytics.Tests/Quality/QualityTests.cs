using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Quality;

namespace Governance.Analytics.Tests.Quality;

public sealed class QualityTests
{
    [Theory]
    [InlineData(0, CheckVerdict.Ok)]
    [InlineData(9, CheckVerdict.Ok)]
    [InlineData(30, CheckVerdict.Warn)]
    [InlineData(100, CheckVerdict.Fail)]
    [InlineData(1000, CheckVerdict.Fail)]
    public void Missing_GrowingShare_IsJudgedBySizeAndSignificance(int missing, CheckVerdict expected)
    {
        var reference = Normal(1, 1_000);
        var current = Normal(2, 1_000);
        current.AsSpan(0, missing).Fill(double.NaN);

        Assert.Equal(expected, Check(reference, current, "missing").Verdict);
    }

    [Fact]
    public void OutOfRange_OrdinaryExtremes_OnlyWarn()
    {
        var fails = 0;
        for (var run = 0; run < 100; run++)
        {
            fails += Check(Normal(run, 100), Normal(run + 5_000, 100), "out_of_range").Verdict == CheckVerdict.Fail ? 1 : 0;
        }

        Assert.InRange(fails, 0, 5);
        Assert.Equal(CheckVerdict.Fail, Check(Normal(1, 100), [.. Normal(2, 100).Select(v => v + 3)], "out_of_range").Verdict);
    }

    [Fact]
    public void Constant_OnlyNow_Fails()
    {
        var check = Check(Normal(1, 100), [.. Enumerable.Repeat(0.5, 100)], "constant");

        Assert.Equal((100.0, 1.0, CheckVerdict.Fail), (check.Reference, check.Current, check.Verdict));
    }

    [Fact]
    public async Task Duplicates_RowsAndIds_AreCounted()
    {
        var profile = ReferenceProfile.FromTable(await Rows.ReadAsync("decision_id,x,c\n1,5,a\n2,5,a\n3,6,b\n"));
        var current = await Rows.ReadAsync(
            "decision_id,x,c\n1,5,a\n1,5,a\n2,5,a\n2,5,b\n",
            new TabularReadOptions { Schema = profile.Schema }
        );

        var quality = DriftAnalysis.Compare(profile, current).Quality;

        Assert.Equal((0.0, 0.25), Shares("duplicates"));
        Assert.Equal((0.0, 0.5), Shares("duplicate_ids"));
        Assert.Equal(CheckVerdict.NotRun, quality.Single(c => c.Check == "freshness").Verdict);

        (double?, double?) Shares(string check) =>
            (quality.Single(c => c.Check == check).Reference, quality.Single(c => c.Check == check).Current);
    }

    [Fact]
    public async Task Describe_TableAlone_JudgesWhatNeedsNoReference()
    {
        var table = await Rows.ReadAsync(
            "x,same,gap,c\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i},1,{(i < 10 ? "" : "2")},{(i < 49 ? "a" : "b")}\n"))
        );

        var checks = QualityAnalysis.Describe(table);

        Assert.Equal(CheckVerdict.Warn, checks.Single(c => c is { Column: "same", Check: "constant" }).Verdict);
        Assert.Equal(0.2, checks.Single(c => c is { Column: "gap", Check: "missing" }).Current!.Value, 1e-12);
        Assert.Equal(CheckVerdict.Warn, checks.Single(c => c is { Column: "gap", Check: "missing" }).Verdict);
        Assert.Equal(CheckVerdict.Warn, checks.Single(c => c is { Column: "c", Check: "almost_constant" }).Verdict);
        Assert.All(checks, c => Assert.Null(c.Reference));
    }

    [Fact]
    public void Leakage_RowsOfTheReferenceComeBack_Warns()
    {
        var reference = new Table([new NumericColumn("x", Normal(1, 500)), new NumericColumn("y", Normal(2, 500))]);
        var fresh = new Table([new NumericColumn("x", Normal(3, 500)), new NumericColumn("y", Normal(4, 500))]);

        var leaked = DriftAnalysis.Compare(reference, reference).Quality.Single(c => c.Check == "leakage");
        var honest = DriftAnalysis.Compare(reference, fresh).Quality.Single(c => c.Check == "leakage");

        Assert.Equal((0.0, 1.0, CheckVerdict.Warn), (leaked.Reference, leaked.Current, leaked.Verdict));
        Assert.Equal((0.0, 0.0, CheckVerdict.Ok), (honest.Reference, honest.Current, honest.Verdict));
    }

    [Fact]
    public void LabelLeakage_InputThatIsTheLabel_IsNamed()
    {
        double[] label = [.. Enumerable.Range(0, 400).Select(i => (double)(i % 2))];
        var texts = label.Select(l => l > 0 ? "yes" : "no").ToArray();
        var table = new Table([
            new NumericColumn("label", label),
            new NumericColumn("copy", [.. label.Select(l => 5 - l)]),
            new CategoryColumn("words", texts),
            new NumericColumn("x", Normal(1, 400)),
            new CategoryColumn("same", [.. label.Select(_ => "a")]),
        ]);

        var found = DriftAnalysis.Compare(table, table).Quality.Where(c => c.Check == "label_leakage").Select(c => c.Column);

        Assert.Equal(["copy", "words"], found);
    }

    [Fact]
    public async Task Freshness_TimestampsOnBothSides_ComparesTheLatest()
    {
        var profile = ReferenceProfile.FromTable(await Rows.ReadAsync("timestamp,x\n2026-01-01T00:00:00Z,1\n2026-01-02T00:00:00Z,2\n"));
        var current = await Rows.ReadAsync("timestamp,x\n2026-01-03T12:00:00Z,1\n", new TabularReadOptions { Schema = profile.Schema });

        var usual = DriftAnalysis.Compare(profile, current).Quality.Single(c => c.Check == "freshness");
        var options = new DriftOptions
        {
            Quality = new() { AsOf = new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero), MaximumAge = TimeSpan.FromHours(24) },
        };
        var late = DriftAnalysis.Compare(profile, current, options).Quality.Single(c => c.Check == "freshness");

        Assert.Equal((36.0, CheckVerdict.Ok), (usual.Current, usual.Verdict));
        Assert.Equal((24.0, 48.0, CheckVerdict.Fail), (late.Reference, late.Current, late.Verdict));
    }

    private static QualityCheck Check(double[] reference, double[] current, string check) =>
        DriftAnalysis.Compare(Rows.Numeric("x", reference), Rows.Numeric("x", current)).Quality.Single(c => c.Check == check);

    private static double[] Normal(int seed, int count) => Drift.DriftAnalysisTests.Normal(seed, count, 0);
}
