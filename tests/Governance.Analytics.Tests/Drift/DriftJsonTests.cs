using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Drift;

public sealed class DriftJsonTests
{
    [Fact]
    public void Write_NumericAndCategorical_HasTheMembersOthersRelyOn()
    {
        var reference = new Table([
            new NumericColumn("x", DriftAnalysisTests.Normal(1, 200, 0)),
            new CategoryColumn("c", Rows.Repeat(("a", 100), ("b", 100))),
        ]);
        var current = new Table([
            new NumericColumn("x", DriftAnalysisTests.Normal(2, 150, 2)),
            new CategoryColumn("c", Rows.Repeat(("a", 70), ("z", 80))),
        ]);

        using var json = JsonDocument.Parse(DriftAnalysisTests.Json(DriftAnalysis.Compare(reference, current)));

        var root = json.RootElement;
        Assert.Equal(["rows", "schema", "features", "quality", "multivariate", "attribution", "rootCause", "verdict"], Members(root));
        Assert.Equal(["reference", "current"], Members(root.GetProperty("rows")));
        Assert.Equal(["missingColumns", "addedColumns"], Members(root.GetProperty("schema")));
        var x = root.GetProperty("features")[0];
        string[] feature =
        [
            "name",
            "type",
            "verdict",
            "reason",
            "reference",
            "current",
            "binning",
            "bins",
            "psi",
            "psiNull95",
            "jensenShannon",
            "hellinger",
            "totalVariation",
            "lInfinity",
            "ks",
            "wasserstein",
            "wassersteinNormalised",
            "cramerVonMises",
            "andersonDarling",
            "chiSquare",
            "newCategoryShare",
            "newCategories",
        ];
        Assert.Equal(feature, Members(x).Take(feature.Length));
        Assert.Equal(
            ["used", "missing", "infinite", "invalid", "distinct", "mean", "sd", "min", "max"],
            Members(x.GetProperty("reference")).Take(9)
        );
        Assert.Equal(["statistic", "pValue", "pValueAdjusted", "method"], Members(x.GetProperty("ks")));
        Assert.Equal(["statistic", "pValue"], Members(x.GetProperty("cramerVonMises")));
        Assert.Equal(["statistic"], Members(x.GetProperty("andersonDarling")));
        Assert.Equal(JsonValueKind.Null, x.GetProperty("chiSquare").ValueKind);
        Assert.Equal("major", x.GetProperty("verdict").GetString());
        var c = root.GetProperty("features")[1];
        Assert.Equal(
            ["statistic", "pValue", "pValueAdjusted", "degreesOfFreedom", "cramersV"],
            Members(c.GetProperty("chiSquare")).Take(5)
        );
        Assert.Equal("z", c.GetProperty("newCategories")[0].GetString());
        Assert.Equal(JsonValueKind.Null, c.GetProperty("ks").ValueKind);
        Assert.Equal("not_run", root.GetProperty("multivariate").GetProperty("verdict").GetString());
        Assert.Equal(["c", "x"], root.GetProperty("verdict").GetProperty("drifted").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal("major", root.GetProperty("verdict").GetProperty("severity").GetString());
        Assert.All(
            root.GetProperty("quality").EnumerateArray(),
            check => Assert.Equal(["column", "check", "reference", "current", "verdict"], Members(check).Take(5))
        );
    }

    [Fact]
    public void Write_UndefinedNumber_IsNullWithItsReason()
    {
        var result = DriftAnalysis.Compare(
            Rows.Numeric("x", [.. Enumerable.Repeat(1.0, 50)]),
            Rows.Numeric("x", [.. Enumerable.Repeat(double.NaN, 50)])
        );

        using var json = JsonDocument.Parse(DriftAnalysisTests.Json(result));

        var feature = json.RootElement.GetProperty("features")[0];
        var reasons = feature.GetProperty("reasons");
        foreach (
            var member in feature
                .EnumerateObject()
                .Where(m => m.Value.ValueKind == JsonValueKind.Null && m.Name is not ("reason" or "rowsNeeded"))
        )
        {
            Assert.True(reasons.TryGetProperty(member.Name, out _), $"{member.Name} is null without a reason");
        }
        Assert.Equal("major", feature.GetProperty("verdict").GetString());
    }

    private static IEnumerable<string> Members(JsonElement element) => element.EnumerateObject().Select(m => m.Name);
}
