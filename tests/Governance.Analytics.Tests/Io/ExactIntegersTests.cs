using System.Globalization;
using System.Text;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Quality;

namespace Governance.Analytics.Tests.Io;

/// <summary>
/// Whole numbers are exact beyond 2^53, where neighbouring ones share a double: identifiers of accounts, messages and snowflakes. Expected
/// values are those of whole numbers of any length (Python's int); the case is pandas-dev/pandas #58929.
/// </summary>
public sealed class ExactIntegersTests
{
    private const long First = 9_007_199_254_740_993; // 2^53 + 1
    private const long Snowflake = 1_212_092_628_029_698_048;

    public enum Form
    {
        Csv,
        Json,
        JsonTexts,
    }

    [Theory]
    [InlineData(Form.Csv, First)]
    [InlineData(Form.Json, First)]
    [InlineData(Form.JsonTexts, First)]
    [InlineData(Form.Csv, Snowflake)]
    [InlineData(Form.Csv, -Snowflake)]
    [InlineData(Form.Json, Snowflake)]
    [InlineData(Form.JsonTexts, Snowflake)]
    public async Task Describe_NeighbouringWholeNumbers_AreDistinctAndNoDuplicates(Form form, long first)
    {
        var checks = QualityAnalysis.Describe(await Rows.ReadAsync(Ids(form, Enumerable.Range(0, 128).Select(i => first + i))));

        Assert.Equal(128, checks.Single(c => c.Check == "constant").Current);
        Assert.Equal(1 / 128.0, checks.Single(c => c.Check == "almost_constant").Current);
        Assert.Equal(
            (0, CheckVerdict.Ok),
            (checks.Single(c => c.Check == "duplicates").Current, checks.Single(c => c.Check == "duplicates").Verdict)
        );
        Assert.Equal(
            "The column is an identifier: nearly every row has its own whole number of 16 digits or more.",
            checks.Single(c => c.Check == "identifier").Reason
        );
    }

    [Theory]
    [InlineData(ColumnarKind.Int64)]
    [InlineData(ColumnarKind.UInt64)]
    public async Task Describe_TypedWholeNumbers_AreExactToo(ColumnarKind kind)
    {
        var table = await ColumnarSamples.ReadAsync(("id", kind, [.. Enumerable.Range(0, 128).Select(i => Snowflake + i)]));

        var checks = QualityAnalysis.Describe(table);

        Assert.Equal(128, checks.Single(c => c.Check == "constant").Current);
        Assert.Equal(0, checks.Single(c => c.Check == "duplicates").Current);
    }

    [Fact]
    public async Task Describe_TwoLongCodes_AreNoConstant()
    {
        var text = "x\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{123_456_789_012_345_678 + (i % 4 == 0 ? 1 : 0)}\n"));

        var checks = QualityAnalysis.Describe(await Rows.ReadAsync(text));

        Assert.Equal(
            (2, CheckVerdict.Ok),
            (checks.Single(c => c.Check == "constant").Current, checks.Single(c => c.Check == "constant").Verdict)
        );
        Assert.Equal(0.75, checks.Single(c => c.Check == "almost_constant").Current);
        Assert.DoesNotContain(checks, c => c.Check == "identifier");
    }

    [Fact]
    public async Task Slices_ByLongCodes_AreApart()
    {
        var table = await Rows.ReadAsync($"x,y\n{Snowflake},1\n{Snowflake + 1},2\n{Snowflake},3\n7,4\n");

        var slices = TableSlice.Of(table, "x")!;

        Assert.Equal([$"{Snowflake}", $"{Snowflake + 1}", "7"], slices.Select(s => s.Value));
        Assert.Equal([0, 2], slices[0].Rows);
        Assert.Equal(Snowflake + 1, ((NumericColumn)table.Take([3, 1]).Find("x")!).WholeAt(1));
    }

    /// <summary>Both ways to write a number say the same number; a repeated one is a repeat.</summary>
    [Fact]
    public async Task Describe_RepeatedWholeNumbers_AreCounted()
    {
        var checks = QualityAnalysis.Describe(
            await Rows.ReadAsync("x\n100000000000000000\n1e17\n100000000000000001\n100000000000000001\n18446744073709551615\n7\n")
        );

        Assert.Equal(4, checks.Single(c => c.Check == "constant").Current);
        Assert.Equal(2 / 6.0, checks.Single(c => c.Check == "duplicates").Current);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(LogComparison.DefaultExactBytes)]
    public async Task Compare_LogsWithoutACommonIdentifier_LeakNothing(long exactBytes)
    {
        var result = await LogComparison.CompareAsync(
            Log(0, 2_000),
            Log(2_000, 2_000),
            exactBytes: exactBytes,
            cancellationToken: TestContext.Current.CancellationToken
        );

        var id = result.Features.Single(f => f.Name == "id");
        Assert.Equal((DriftVerdict.Skipped, 2_000L), (id.Verdict, id.Current.Used));
        Assert.Contains("is an identifier", id.Reason, StringComparison.Ordinal);
        if (exactBytes > 0)
        {
            Assert.Equal(0, result.Quality.Single(c => c.Check == "duplicates").Current);
        }
    }

    [Fact]
    public async Task Compare_LongCodesOfOtherRows_LeakNothing()
    {
        // Five rows for each code, so it is no identifier.
        static string Codes(int from) => "x\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"{Snowflake + from + (i / 5 * 2)}\n"));

        var profile = ReferenceProfile.FromTable(await Rows.ReadAsync(Codes(0)));
        using var stored = new MemoryStream();
        profile.Save(stored);
        stored.Position = 0;
        var read = ReferenceProfile.Load(stored);
        var result = DriftAnalysis.Compare(read, await Rows.ReadAsync(Codes(1), new TabularReadOptions { Schema = read.Schema }));

        Assert.Equal(0, result.Quality.Single(c => c.Check == "leakage").Current);
        Assert.Equal((100L, 100L), (result.Features[0].Reference.Distinct, result.Features[0].Current.Distinct));
    }

    /// <summary>A value of another type and a missing one are different values.</summary>
    [Fact]
    public async Task Describe_InvalidAndMissingValues_AreNoDuplicatesOfOneAnother()
    {
        var numbers = string.Concat(Enumerable.Range(0, 100).Select(i => $"{i}\n"));

        var checks = QualityAnalysis.Describe(await Rows.ReadAsync("x\n" + numbers + "oops\n\"\"\nwell\n"));

        Assert.Equal(0, checks.Single(c => c.Check == "duplicates").Current);
        var invalid = checks.Single(c => c.Check == "invalid");
        Assert.Equal((2 / 103.0, CheckVerdict.Fail), (invalid.Current, invalid.Verdict));
        Assert.Equal("Values that are no numbers: first in line 102, 104. For example \"oops\", \"well\".", invalid.Reason);
    }

    private static string Ids(Form form, IEnumerable<long> ids) =>
        form switch
        {
            Form.Csv => "id\n" + string.Concat(ids.Select(i => $"{i}\n")),
            Form.Json => string.Concat(ids.Select(i => $"{{\"id\":{i}}}\n")),
            _ => string.Concat(ids.Select(i => $"{{\"id\":\"{i}\"}}\n")),
        };

    private static MemoryStream Log(int from, int rows)
    {
        var text = new StringBuilder("id,x\n");
        for (var i = from; i < from + rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Snowflake + i},{i * 0.37 % 5}\n");
        }

        return new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
