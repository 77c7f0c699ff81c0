using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Analytics.Alarms;
using Governance.Analytics.Drift;

namespace Governance.Analytics.Tests.Drift;

/// <summary>A column whose values stop coming is drift, whether its name still stands in the header or not.</summary>
public sealed class VanishedColumnTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // By hand: C(4,3)/C(6,3) = 4/20; C(5,5)/C(8,5) = 1/56.
    [Theory]
    [InlineData(3, 4, 2, 0.2)]
    [InlineData(5, 5, 3, 1.0 / 56)]
    [InlineData(1, 100_000, 100_000, 0.5)]
    public void PValue_MatchesHandCalculation(long used, long rows, long current, double expected) =>
        Assert.Equal(expected, VanishedColumn.PValue(used, rows, 0, current)!.Value, 1e-9);

    [Theory]
    [InlineData(3, 4, 1, 2)]
    [InlineData(0, 4, 0, 2)]
    [InlineData(3, 4, 0, 0)]
    public void PValue_WhereNothingVanished_IsUndefined(long used, long rows, long currentUsed, long currentRows) =>
        Assert.Null(VanishedColumn.PValue(used, rows, currentUsed, currentRows));

    [Theory]
    [InlineData("", "")] // every value missing
    [InlineData("oops", "a")] // every value of another type
    [InlineData("inf", "b")]
    public async Task Compare_NoUsableValueAnyMore_IsMajorDriftThatSaysSo(string value, string category)
    {
        var result = await CompareAsync(
            Log("x,c,y", 400, i => $"{i},{(i % 2 == 0 ? "a" : "b")},{i % 13}"),
            Log("x,c,y", 200, i => $"{value},{category},{i % 13}")
        );

        var x = result.Features.Single(f => f.Name == "x");
        Assert.Equal((DriftVerdict.Major, DriftLevel.Alert), (x.Verdict, x.Level));
        Assert.Equal("None of the 200 rows has a usable value any more; in the reference 400 of 400 have one.", x.Reason);
        Assert.Contains("x", result.Drifted);
        Assert.Equal(DriftVerdict.Major, result.Features.Single(f => f.Name == "c").Verdict);
        Assert.Equal(category.Length == 0, result.Features.Single(f => f.Name == "c").Current.Used == 0);
        Assert.Equal(DriftVerdict.Stable, result.Features.Single(f => f.Name == "y").Verdict);
        Assert.Equal(DriftSeverity.Major, result.Severity);
    }

    [Theory]
    [InlineData(LogComparison.DefaultExactBytes)]
    [InlineData(0)]
    public async Task Compare_ColumnGone_IsMajorDriftThatSaysSo(long exactBytes)
    {
        var result = await CompareAsync(
            Log("x,c,y,day,id", 400, i => $"{i},{(i % 2 == 0 ? "a" : "b")},{i % 13},2026-01-01T00:00:00Z,k{i}"),
            Log("y", 200, i => $"{i % 13}"),
            exactBytes
        );

        Assert.Equal(
            ["x", "c", "y", "day", "id"],
            result.MissingColumns.Concat(["y"]).OrderBy(n => "xcydi".IndexOf(n[0], StringComparison.Ordinal))
        );
        Assert.Equal(["y", "x", "c"], result.Features.Select(f => f.Name)); // dates and identifiers are not compared, gone or not
        Assert.All(
            result.Features.Skip(1),
            f =>
            {
                Assert.Equal(DriftVerdict.Major, f.Verdict);
                Assert.Equal("The column is gone; in the reference 400 of 400 rows have a value.", f.Reason);
                Assert.Equal((0, 200), (f.Current.Used, f.Current.Missing));
            }
        );
        Assert.Equal(["x", "c"], result.Drifted);
        Assert.Equal(["missing_column"], result.Quality.Where(q => q.Column == "x").Select(q => q.Check));

        using var json = JsonDocument.Parse(DriftAnalysisTests.Json(result));
        var feature = json.RootElement.GetProperty("features")[1];
        Assert.Equal(JsonValueKind.Null, feature.GetProperty("psi").ValueKind);
        Assert.Equal("The current file does not have the column.", feature.GetProperty("reasons").GetProperty("psi").GetString());
    }

    [Fact]
    public async Task Compare_ValuesSoRareThatChanceMayLeaveThemOut_AreNotDrift()
    {
        // One row in a hundred has a value: of 40 rows, two in three windows have none.
        var rare = Log("x,y", 4_000, i => $"{(i % 100 == 0 ? i.ToString(CultureInfo.InvariantCulture) : "")},{i % 13}");

        var result = await CompareAsync(rare, Log("x,y", 40, i => $",{i % 13}"));
        var gone = await CompareAsync(rare, Log("y", 40, i => $"{i % 13}"));

        Assert.Equal(DriftVerdict.InsufficientData, result.Features[0].Verdict);
        Assert.Equal("y", Assert.Single(gone.Features).Name);
        Assert.Equal(["x"], gone.MissingColumns);
    }

    [Fact]
    public async Task Figure_OfAVanishedColumn_IsABreach()
    {
        var result = await CompareAsync(Log("x", 400, i => $"{i}"), Log("x,y", 200, _ => ",1"));

        var figure = AlarmFigure.Of(result.Features[0], limit: 5, minimumRows: 100);
        var small = AlarmFigure.Of(result.Features[0], limit: null, minimumRows: 201);

        Assert.Equal((true, true), (figure.HasEffect, figure.IsEnough));
        Assert.Equal(AlarmOutcome.Breach, AlarmJudge.Judge([figure])[0].Outcome);
        Assert.Equal(AlarmOutcome.NotEnough, AlarmJudge.Judge([small])[0].Outcome);
    }

    private static string Log(string header, int rows, Func<int, string> row)
    {
        var text = new StringBuilder(header).Append('\n');
        for (var i = 0; i < rows; i++)
        {
            text.Append(row(i)).Append('\n');
        }
        return text.ToString();
    }

    private static async Task<DriftResult> CompareAsync(
        string reference,
        string current,
        long exactBytes = LogComparison.DefaultExactBytes
    ) =>
        await LogComparison.CompareAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(reference)),
            new MemoryStream(Encoding.UTF8.GetBytes(current)),
            exactBytes: exactBytes,
            cancellationToken: Ct
        );
}
