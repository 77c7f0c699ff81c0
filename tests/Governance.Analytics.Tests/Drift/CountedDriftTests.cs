using Governance.Analytics.Drift;
using Governance.Analytics.Drift.Counted;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Drift;

public sealed class CountedDriftTests
{
    [Fact]
    public async Task Compare_CountsOfATable_GivesTheNumbersOfTheTable()
    {
        var (profile, current) = await PairAsync();

        var (whole, counted) = (DriftAnalysis.Compare(profile, current), Count(profile, current));

        Assert.Equal(whole.Features.Select(f => f.Name), counted.Features.Select(f => f.Name));
        foreach (var (expected, actual) in whole.Features.Zip(counted.Features))
        {
            Assert.Equal(expected.Psi, actual.Psi);
            Assert.Equal(expected.JensenShannon, actual.JensenShannon);
            Assert.Equal(expected.Hellinger, actual.Hellinger);
            Assert.Equal(expected.TotalVariation, actual.TotalVariation);
            Assert.Equal(expected.LInfinity, actual.LInfinity);
            Assert.Equal(expected.ChiSquare, actual.ChiSquare);
            Assert.Equal(expected.NewCategoryShare, actual.NewCategoryShare);
            Assert.Equal(expected.NewCategories, actual.NewCategories);
            Assert.Equal(expected.VanishedCategories, actual.VanishedCategories);
            Assert.Equal(expected.Bins, actual.Bins);
            Assert.Equal(expected.Histogram, actual.Histogram);
            Assert.Equal(
                (expected.Current.Used, expected.Current.Missing, expected.Current.Infinite),
                (actual.Current.Used, actual.Current.Missing, actual.Current.Infinite)
            );
        }

        Assert.Equal(whole.MissingColumns, counted.MissingColumns);
        Assert.Equal(whole.AddedColumns, counted.AddedColumns);
    }

    [Fact]
    public async Task Compare_KolmogorovSmirnov_IsWithinItsBound_AndExactWithFewValues()
    {
        var (profile, current) = await PairAsync();

        var whole = DriftAnalysis.Compare(profile, current).Features.ToDictionary(f => f.Name);
        var counted = Count(profile, current).Features.ToDictionary(f => f.Name);

        var (exact, near) = (whole["amount"].KolmogorovSmirnov!.Statistic, counted["amount"]);
        Assert.InRange(exact, near.KolmogorovSmirnov!.Statistic, near.KolmogorovSmirnov.Statistic + near.ApproximationError!.Value);
        Assert.InRange(near.ApproximationError.Value, 0, 0.03);
        Assert.Equal(whole["grade"].KolmogorovSmirnov, counted["grade"].KolmogorovSmirnov);
        Assert.Null(counted["grade"].ApproximationError);
    }

    [Fact]
    public async Task Compare_QualityChecksThatCountsSufficeFor_AreThoseOfTheRows_AndTheOthersAreNamedAsNotRun()
    {
        var (profile, current) = await PairAsync();
        string[] fromCounts = ["missing", "out_of_range", "unseen_category", "row_count", "missing_column", "added_column"];

        var whole = DriftAnalysis.Compare(profile, current).Quality.Where(c => fromCounts.Contains(c.Check));
        var counted = Count(profile, current).Quality;

        Assert.Equal(whole, counted.Where(c => fromCounts.Contains(c.Check)));
        var duplicates = Assert.Single(counted, c => c.Check == "duplicates");
        Assert.Equal((Analytics.Quality.CheckVerdict.NotRun, CountedDrift.NotComputed), (duplicates.Verdict, duplicates.Reason));
    }

    [Fact]
    public async Task Compare_WhatNeedsRows_IsNotComputedAndSaysSo()
    {
        var (profile, current) = await PairAsync();

        var result = Count(profile, current);

        var feature = Assert.Single(result.Features, f => f.Name == "amount");
        Assert.Null(feature.Wasserstein);
        Assert.Equal(CountedDrift.NotComputed, feature.Reasons["wasserstein"]);
        Assert.Equal(CountedDrift.NotComputed, result.Multivariate.Reason);
        Assert.NotEmpty(result.Notes);
    }

    [Fact]
    public async Task Compare_CountsThatDoNotAddUp_AreRefused()
    {
        var (profile, current) = await PairAsync();
        var counts = CountedDrift.PlanFor(profile).Select(p => CountsOf(p, current)).OfType<CountedValues>().ToList();

        Assert.Throws<ArgumentException>(() => CountedDrift.Compare(profile, current.RowCount + 1, counts, current.SourceColumns));
    }

    private static async Task<(ReferenceProfile Profile, Table Current)> PairAsync()
    {
        var random = new Random(7);
        string Row(int i, double shift, string? fresh) =>
            string.Join(
                ',',
                i % 50 == 0 ? "" : ((random.NextDouble() * 100) + shift).ToString("R", System.Globalization.CultureInfo.InvariantCulture),
                i % 97 == 0 ? "inf" : (i % 5).ToString(System.Globalization.CultureInfo.InvariantCulture),
                i % 13 == 0 ? fresh : "abc"[i % 3].ToString(),
                $"2026-01-{1 + (i % 28):00}"
            );
        var reference = await Rows.ReadAsync(
            "amount,grade,kind,day,gone\n" + string.Join('\n', Enumerable.Range(0, 4_000).Select(i => Row(i, 0, "d") + ",1"))
        );
        var profile = ReferenceProfile.FromTable(reference);
        var current = await Rows.ReadAsync(
            "amount,grade,kind,day,added\n"
                + string.Join('\n', Enumerable.Range(0, 3_000).Select(i => Row(i, 15, "\"x, \"\"y\"\"\"") + ",2")),
            new TabularReadOptions { Schema = profile.Schema }
        );
        return (profile, current);
    }

    private static DriftResult Count(ReferenceProfile profile, Table current) =>
        CountedDrift.Compare(
            profile,
            current.RowCount,
            [.. CountedDrift.PlanFor(profile).Select(p => CountsOf(p, current)).OfType<CountedValues>()],
            current.SourceColumns
        );

    // As a database would count them.
    private static CountedValues? CountsOf(ColumnToCount plan, Table table)
    {
        if (table.Find(plan.Name) is not { } column)
        {
            return null;
        }

        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        var cells = new long[plan is CellsToCount numbers ? numbers.Edges.Count + 1 : 0];
        if (plan is CellsToCount { Edges: var edges })
        {
            foreach (var value in ((NumericColumn)column).Values.ToArray().Where(double.IsFinite))
            {
                cells[edges.Count(e => e < value)]++;
            }
        }
        else if (plan is ValuesToCount)
        {
            foreach (var value in table.Texts(plan.Name).OfType<string>())
            {
                values[value] = values.GetValueOrDefault(value) + 1;
            }
        }

        return new CountedValues(plan.Name, column.Counts.Missing, column.Counts.Infinite, cells, values);
    }
}
