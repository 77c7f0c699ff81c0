using Governance.Portal.Models.Registries.MlFlow.Search;
using Governance.Portal.Models.Registries.MlFlow.Wire;

namespace Governance.Portal.Tests.Registries.MlFlow;

/// <summary>The grammar of filters: what it takes it takes exactly, and everything else is refused with its place.</summary>
public sealed class FilterTests
{
    private static readonly string[] s_operators = ["=", "!=", "LIKE", "ILIKE", "like", "iLike"];

    [Theory]
    [InlineData("name = 'a'", "Name", null, "Is", "a")]
    [InlineData(" name='a' ", "Name", null, "Is", "a")]
    [InlineData("name!='it''s'", "Name", null, "IsNot", "it's")]
    [InlineData("name = \"it's\"", "Name", null, "Is", "it's")]
    [InlineData("name = \"a \"\"b\"\"\"", "Name", null, "Is", "a \"b\"")]
    [InlineData("attribute.source_path != 'a'", "Source", null, "IsNot", "a")]
    [InlineData("version_number>=2", "Number", null, "GreaterOrIs", "2")]
    [InlineData("tag.\"my key\"='a'", "Tag", "my key", "Is", "a")]
    [InlineData("run_id LIKE '6f%'", "Run", null, "Like", "6f%")]
    [InlineData("tags.team ilike ''", "Tag", "team", "LikeAnyCase", "")]
    [InlineData("tags.mlflow.source.type = 'JOB'", "Tag", "mlflow.source.type", "Is", "JOB")]
    [InlineData("tags.`with space = '` = ' AND '", "Tag", "with space = '", "Is", " AND ")]
    public void Comparison_InTheGrammar_IsRead(string text, string field, string? tag, string comparison, string value) =>
        Assert.Equal(
            new FilterComparison(Enum.Parse<FilterField>(field), tag, Enum.Parse<FilterOperator>(comparison), value),
            Assert.Single(MlFlowFilter.Parse(text, SearchTarget.Versions))
        );

    [Theory]
    [InlineData("name")]
    [InlineData("name =")]
    [InlineData("name = a")]
    [InlineData("name = 'a")]
    [InlineData("name = 'a''")]
    [InlineData("name == 'a'")]
    [InlineData("name > 'a'")]
    [InlineData("name LIKEx 'a'")]
    [InlineData("NAME = 'a'")]
    [InlineData("version_number = 'one'")]
    [InlineData("version_number = 1e999")]
    [InlineData("version_number = -")]
    [InlineData("run_id IN ('a'")]
    [InlineData("run_id IN ('a',)")]
    [InlineData("run_id IN 'a'")]
    [InlineData("name = 'a\"")]
    [InlineData("tags. = 'a'")]
    [InlineData("tags.`` = 'a'")]
    [InlineData("tags.`a = 'a'")]
    [InlineData("name = 'a' OR name = 'b'")]
    [InlineData("name = 'a' AND")]
    [InlineData("AND name = 'a'")]
    [InlineData("(name = 'a')")]
    [InlineData("name = 'a' name = 'b'")]
    [InlineData("name = 'a'; DROP TABLE Models")]
    public void Anything_Else_IsAnInvalidParameter(string text)
    {
        var error = Assert.Throws<MlFlowRequestException>(() => MlFlowFilter.Parse(text, SearchTarget.Versions));

        Assert.Equal("INVALID_PARAMETER_VALUE", error.Code);
        Assert.Contains("at character", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Filter_WrittenOfAnyParts_IsReadBackAsThem()
    {
        var random = new Random(20261120);
        for (var round = 0; round < 2_000; round++)
        {
            var parts = Enumerable
                .Range(0, random.Next(1, 6))
                .Select(_ => new FilterComparison(
                    FilterField.Tag,
                    Text(random, 1).Replace("`", "x", StringComparison.Ordinal),
                    FilterOperator.Is,
                    Text(random, 0)
                ))
                .ToList();
            var written = string.Join(
                random.Next(2) == 0 ? " AND " : "\tand\n",
                parts.Select(p => $"tags.`{p.Tag}` ='{p.Value.Replace("'", "''", StringComparison.Ordinal)}'")
            );

            Assert.Equal(parts, MlFlowFilter.Parse(written, SearchTarget.Models));
        }
    }

    [Fact]
    public void Filter_OfAnyCharacters_IsReadOrRefused_NeverAnythingElse()
    {
        var random = new Random(7);
        string[] words =
        [
            "name",
            "run_id",
            "version_number",
            "IN",
            ",",
            "\"",
            "1",
            "tags.",
            "`",
            "'",
            "''",
            "=",
            "!=",
            "AND",
            " ",
            "%",
            "x",
            "(",
            ")",
            "\n",
            "é",
        ];
        for (var round = 0; round < 5_000; round++)
        {
            var text = string.Concat(
                Enumerable
                    .Range(0, random.Next(1, 14))
                    .Select(_ => random.Next(4) == 0 ? s_operators[random.Next(s_operators.Length)] : words[random.Next(words.Length)])
            );
            try
            {
                MlFlowFilter.Parse(text, SearchTarget.Versions);
            }
            catch (MlFlowRequestException)
            {
                // refused with words
            }
        }
    }

    private static string Text(Random random, int least) =>
        string.Concat(Enumerable.Range(0, random.Next(least, 12)).Select(_ => (char)random.Next(' ', 0x250)));
}
