using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Io;

public sealed class TypeTests
{
    [Theory]
    [InlineData("1|2|na", ColumnType.Numeric)]
    [InlineData("0|1|0", ColumnType.Numeric)]
    [InlineData("+1.|.5|-1e-3|INF|-Infinity", ColumnType.Numeric)]
    [InlineData(" 1 |NaN|null|None|N/A", ColumnType.Numeric)]
    [InlineData("1|2|x", ColumnType.Categorical)]
    [InlineData("0x1F|1", ColumnType.Categorical)]
    [InlineData("1e|1", ColumnType.Categorical)]
    [InlineData("1,5|1", ColumnType.Numeric)]
    [InlineData("1,5|1|x", ColumnType.Categorical)]
    [InlineData("CH|NA|DE", ColumnType.Categorical)]
    [InlineData("2026-01-31|2026-02-28", ColumnType.DateTime)]
    [InlineData("2026-01-31T10:00:00Z|2026-01-31 10:00:00.125+02:00|null", ColumnType.DateTime)]
    [InlineData("2026-02-30|2026-01-01", ColumnType.Categorical)]
    [InlineData("2026-01-31|7", ColumnType.Categorical)]
    [InlineData("||", ColumnType.Unknown)]
    [InlineData("nan||NA", ColumnType.Unknown)]
    public async Task Infer_Tokens_GiveTheType(string tokens, ColumnType expected)
    {
        var table = await Rows.ReadAsync("c,filler\n" + string.Concat(tokens.Split('|').Select(t => $"\"{t}\",1\n")));

        Assert.Equal(expected, table.Find("c")!.Type);
    }

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("-0.0", 0.0)]
    [InlineData("0.1", 0.1)]
    [InlineData("123456789012345678", 123456789012345678.0)]
    [InlineData("0.000001234567890123456789", 0.000001234567890123456789)]
    [InlineData("9007199254740993", 9007199254740993.0)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    [InlineData("4.9406564584124654e-324", double.Epsilon)]
    [InlineData("00012.500", 12.5)]
    [InlineData("1e999", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    public async Task Parse_NumberToken_RoundsAsIeee(string token, double expected)
    {
        var table = await Rows.ReadAsync($"c\n{token}\n");

        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(table.Numbers("c")[0]));
    }

    [Fact]
    public async Task Parse_RandomDecimals_AgreesWithTheRuntime()
    {
        var random = new Random(11);
        var tokens = Enumerable.Range(0, 20_000).Select(_ => Token(random)).ToArray();

        var table = await Rows.ReadAsync("c\n" + string.Join('\n', tokens));

        Assert.Equal(tokens.Select(t => double.Parse(t, System.Globalization.CultureInfo.InvariantCulture)), table.Numbers("c"));

        static string Token(Random random)
        {
            var digits = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => (char)('0' + random.Next(10))));
            var point = random.Next(digits.Length + 1);
            return (random.Next(2) == 0 ? "-" : "")
                + digits[..point]
                + "."
                + digits[point..]
                + (random.Next(4) == 0 ? "e" + random.Next(-30, 30) : "");
        }
    }

    [Fact]
    public async Task Read_WithReferenceSchema_CountsWhatIsNotOfItsType()
    {
        var schema = new TableSchema([new("n", ColumnType.Numeric), new("c", ColumnType.Categorical)]);

        var table = await Rows.ReadAsync("n,c,new\n1,NA,z\nx,7,z\n,,z\ninf,a,z\n", new TabularReadOptions { Schema = schema });

        var numbers = table.Find("n")!.Counts;
        Assert.Equal((1, 1, 1), (numbers.Missing, numbers.Infinite, numbers.Invalid));
        Assert.Equal([3L], numbers.InvalidLines);
        Assert.Equal(["NA", "7", null, "a"], table.Texts("c"));
        Assert.Null(table.Find("new"));
        Assert.Equal(["n", "c", "new"], table.SourceColumns);
    }

    [Fact]
    public async Task Read_TypeGivenByCaller_OverrulesInference()
    {
        var types = new Dictionary<string, ColumnType> { ["code"] = ColumnType.Categorical };

        var table = await Rows.ReadAsync("code\n01\n1\n", new TabularReadOptions { Types = types });

        Assert.Equal(["01", "1"], table.Texts("code"));
    }

    [Fact]
    public async Task Read_WithFilter_KeepsOnlyRowsOfThatValueButChecksAll()
    {
        var options = new TabularReadOptions { Where = new RowFilter("window", "w1") };

        var table = await Rows.ReadAsync("x,window\n1,w0\n2,w1\n3,w2\n4,w1\n", options);

        Assert.Equal([2.0, 4.0], table.Numbers("x"));
        Assert.Equal(TabularErrorKind.RaggedRow, (await Rows.RefusalAsync("x,window\n1,w0,3\n2,w1\n", options)).Kind);
        Assert.Equal(TabularErrorKind.MissingColumn, (await Rows.RefusalAsync("x,y\n1,w0\n", options)).Kind);
    }

    [Fact]
    public void Roles_NamesOfALog_AreKnown()
    {
        var roles = new ColumnRoles { Protected = ["sex"], Ignore = ["note"] };

        Assert.Equal(ColumnRole.Label, roles.RoleOf("true_label"));
        Assert.Equal(ColumnRole.Prediction, roles.RoleOf("predicted_label"));
        Assert.Equal(ColumnRole.Attribution, roles.RoleOf("attr12_value"));
        Assert.Equal(ColumnRole.Feature, roles.RoleOf("attribute"));
        Assert.Equal(ColumnRole.Feature, roles.RoleOf("attr_value"));
        Assert.Equal(
            ["sex", "income", "score", "prediction"],
            new[]
            {
                "decision_id",
                "timestamp",
                "window",
                "model_id",
                "model_version",
                "sex",
                "income",
                "note",
                "score",
                "prediction",
                "label",
                "label_timestamp",
                "attr1_feature",
            }.Where(roles.TakesPartInDrift)
        );
    }

    [Fact]
    public void Roles_NameGivenByCaller_WinsAndTheKnownLabelNeverBecomesAFeature()
    {
        var roles = new ColumnRoles { Label = "churned", Score = "p1" };

        Assert.Equal("churned", roles.LabelIn(["label", "churned", "p1"]));
        Assert.Equal(ColumnRole.Ignored, roles.RoleOf("label"));
        Assert.Equal(["churned"], roles.NamedButAbsent(["label", "p1"]));
    }
}
