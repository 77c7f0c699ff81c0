using System.Text.Json;
using Governance.Analytics.Fairness;
using Governance.Analytics.Io;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Tests.Fairness;

public sealed class FairnessTests
{
    private static readonly ColumnRoles s_roles = new() { Protected = ["sex"] };

    // By hand: a 60/100 selected, b 30/60 = 0.5: difference 0.1, ratio 0.8333. True positive rates 40/50 = 0.8 and 18/30 = 0.6: 0.2.
    // False positive rates 20/50 = 0.4 and 12/30 = 0.4: 0. Equalized odds: max(0.2, 0) = 0.2.
    [Fact]
    public void Evaluate_TwoGroups_MatchesHandCalculation()
    {
        var sex = Single(Group("a", 40, 20, 10, 30), Group("b", 18, 12, 12, 18));

        Assert.Equal(["a", "b"], sex.Groups.Select(g => g.Name));
        Assert.Equal(0.1, sex.DemographicParityDifference.MinimumSize!.Value, 1e-12);
        Assert.Equal(0.5 / 0.6, sex.DemographicParityRatio.MinimumSize!.Value, 1e-12);
        Assert.Equal(0.2, sex.EqualOpportunityDifference.MinimumSize!.Value, 1e-12);
        Assert.Equal(0.2, sex.EqualizedOddsDifference.MinimumSize!.Value, 1e-12);
        // Newcombe's interval of 40/50 − 18/30 reaches from −0.002 to 0.397: perhaps chance.
        Assert.Equal(FairnessVerdict.Inconclusive, sex.Verdict);
    }

    [Fact]
    public void Evaluate_SelectionBelowFourFifths_FailsOnThePointEstimate()
    {
        var sex = Single(Group("a", 20, 10, 10, 20), Group("b", 12, 8, 18, 22));

        // 30/60 against 20/60: ratio 0.667.
        Assert.Equal(FairnessVerdict.Fail, sex.Verdict);
        Assert.Contains("\"b\"", sex.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_GapBeyondChance_Fails()
    {
        var sex = Single(Group("a", 450, 200, 50, 300), Group("b", 380, 270, 120, 230));

        Assert.Equal(FairnessVerdict.Fail, sex.Verdict);
        Assert.Equal(("b", "a"), (sex.Gaps.Single(g => g.Metric == "tpr").Lowest, sex.Gaps.Single(g => g.Metric == "tpr").Highest));
    }

    [Fact]
    public void Evaluate_SmallGroup_CountsForAllButNotForTheVerdict()
    {
        var sex = Single(Group("a", 30, 20, 20, 30), Group("b", 30, 20, 20, 30), Group("few", 0, 0, 10, 19));

        Assert.Equal(0.5, sex.DemographicParityDifference.All!.Value, 1e-12);
        Assert.Equal(0, sex.DemographicParityDifference.MinimumSize!.Value, 1e-12);
        Assert.Equal(FairnessVerdict.Ok, sex.Verdict);
        Assert.Equal(new SmallGroup("few", 29, "Too few rows (29 of at least 30): shown, not assessed."), Assert.Single(sex.SmallGroups));
    }

    [Fact]
    public void Evaluate_GroupWithFewLabelledPositives_IsNamed()
    {
        var sex = Single(Group("a", 30, 20, 20, 30), Group("b", 5, 20, 4, 31));

        Assert.Equal(
            "Too few rows with a favourable label (9 of at least 10): its tpr is shown, not assessed.",
            Assert.Single(sex.SmallGroups).Reason
        );
    }

    [Fact]
    public void Evaluate_OneLargeGroupOnly_IsInsufficientData()
    {
        var sex = Single(Group("a", 30, 20, 20, 30), Group("few", 5, 5, 5, 5));

        Assert.Equal(FairnessVerdict.InsufficientData, sex.Verdict);
        Assert.Null(sex.DemographicParityDifference.MinimumSize);
        Assert.NotNull(sex.DemographicParityDifference.All);
    }

    [Fact]
    public void Evaluate_GroupWithoutPositives_IsUndefinedAndLeftOutOfTheRange()
    {
        var sex = Single(Group("a", 30, 20, 20, 30), Group("b", 36, 20, 14, 30), Group("none", 0, 20, 0, 30));

        var none = sex.Groups.Single(g => g.Name == "none");
        Assert.Null(none.TruePositive.Value);
        Assert.Equal(["none"], sex.UndefinedGroups);
        // 36/50 − 30/50 = 0.12; counting the undefined rate as 0 would say 0.72.
        Assert.Equal(0.12, sex.EqualOpportunityDifference.All!.Value, 1e-12);
    }

    [Fact]
    public void Evaluate_NobodySelected_HasNoRatio()
    {
        var sex = Single(Group("a", 0, 0, 50, 50), Group("b", 0, 0, 50, 50));

        Assert.Null(sex.DemographicParityRatio.All);
        Assert.Equal(0, sex.DemographicParityDifference.All);
    }

    [Fact]
    public async Task Evaluate_MissingAttributeAndMissingLabel_AreLeftOutWhereTheyBelong()
    {
        var lines = string.Concat(
            Enumerable
                .Range(0, 80)
                .Select(i => $"{(i < 8 ? "" : i % 2 == 0 ? "f" : "m")},{(i % 4 < 2 ? 1 : 0)},{(i < 40 ? "" : i % 2 == 0 ? "1" : "0")}\n")
        );
        var table = await Rows.ReadAsync("sex,prediction,label\n" + lines);

        var sex = Assert.Single(FairnessAnalysis.Evaluate(table, s_roles).Attributes);

        Assert.Equal(0.1, sex.MissingShare!.Value, 1e-12);
        Assert.Equal(72, sex.Groups.Sum(g => g.Count));
        Assert.Equal(40, sex.Groups.Sum(g => g.Labelled));
    }

    [Fact]
    public async Task Evaluate_TwoAttributes_AddsTheirPairWithCellsThatOccur()
    {
        var table = await Rows.ReadAsync("age,sex,prediction\nold,f,1\nold,m,0\nyoung,f,1\n");

        var result = FairnessAnalysis.Evaluate(table, new ColumnRoles { Protected = ["sex", "age"] });

        Assert.Equal(["sex", "age", "sex|age"], result.Attributes.Select(a => a.Attribute));
        Assert.Equal(["f|old", "f|young", "m|old"], result.Attributes[2].Groups.Select(g => g.Name));
    }

    [Fact]
    public void Evaluate_FavourableIsNegative_MirrorsSelection()
    {
        var table = Table(Group("a", 40, 20, 10, 30), Group("b", 18, 12, 12, 18));

        var sex = Assert.Single(FairnessAnalysis.Evaluate(table, s_roles, new FairnessOptions { FavourableIsPositive = false }).Attributes);

        // a: 40 of 100 not predicted, b: 30 of 60.
        Assert.Equal(0.4, sex.Groups[0].Selection.Value!.Value, 1e-12);
        Assert.Equal(0.8, sex.DemographicParityRatio.All!.Value, 1e-12);
        // Truly negative and predicted so: 30/50 and 18/30.
        Assert.Equal(0, sex.EqualOpportunityDifference.All!.Value, 1e-12);
    }

    // By hand: ranges 0.2 of true and 0 of false positive rates: average odds 0.1. SciPy 1.10.1 fisher_exact([[60, 40], [30, 30]]).
    [Fact]
    public void Evaluate_TwoGroups_AddsAverageOddsAndFisher()
    {
        var sex = Single(Group("a", 40, 20, 10, 30), Group("b", 18, 12, 12, 18));

        Assert.Equal(0.1, sex.AverageOddsDifference.All!.Value, 1e-12);
        Assert.Equal(0.2506586821589617, sex.Gaps.Single(g => g.Metric == "selectionRate").FisherPValue!.Value, 1e-10);
        Assert.Empty(sex.SignedGaps);
    }

    // SciPy 1.10.1: fisher_exact([[8, 2], [1, 5]]) and fisher_exact([[80, 20], [60, 40]]).
    [Theory]
    [InlineData(8, 10, 1, 6, 0.034965034965034975)]
    [InlineData(80, 100, 60, 100, 0.0031918168259287634)]
    public void Fisher_KnownTables_MatchesSciPy(long a, long n, long b, long m, double expected) =>
        Assert.Equal(expected, FisherExact.PValue(new Proportion(a, n), new Proportion(b, m))!.Value, 1e-10);

    [Fact]
    public void Evaluate_ReferenceGroup_GivesSignedFiguresThatMayExceedOne()
    {
        var options = new FairnessOptions { ReferenceGroups = new Dictionary<string, string> { ["sex"] = "b" } };

        var gap = Assert.Single(
            Assert
                .Single(
                    FairnessAnalysis.Evaluate(Table(Group("a", 40, 20, 10, 30), Group("b", 18, 12, 12, 18)), s_roles, options).Attributes
                )
                .SignedGaps
        );

        Assert.Equal(("a", "b"), (gap.Group, gap.Reference));
        Assert.Equal(0.1, gap.SelectionDifference, 1e-12);
        Assert.Equal(1.2, gap.SelectionRatio!.Value, 1e-12);
    }

    [Fact]
    public void Evaluate_ScoresTooHighForOneGroup_FailsCalibrationOnly()
    {
        var labels = Enumerable.Range(0, 400).Select(i => (double)(i % 2)).ToArray();
        var table = new Table([
            new CategoryColumn("sex", [.. Enumerable.Range(0, 400).Select(i => i < 200 ? "a" : "b")]),
            new NumericColumn("score", [.. Enumerable.Range(0, 400).Select(i => i < 200 ? 0.5 : 0.7)]),
            new NumericColumn("label", labels),
        ]);

        var sex = Assert.Single(FairnessAnalysis.Evaluate(table, s_roles).Attributes);

        Assert.Equal(FairnessVerdict.Ok, sex.Verdict);
        Assert.Equal(("b", FairnessVerdict.Fail), (sex.Calibration!.Group, sex.Calibration.Verdict));
        Assert.Equal(0.2, sex.Calibration.Gap, 1e-12);
    }

    [Fact]
    public async Task EvaluateClasses_ThreeClasses_MeasuresEachAgainstTheRest()
    {
        var table = await Rows.ReadAsync(
            "sex,prediction\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 120)
                        .Select(i => $"{(i % 2 == 0 ? "f" : "m")},{(i % 3) switch { 0 => "low", 1 => "mid", _ => "high" }}\n")
                )
        );

        var classes = FairnessAnalysis.EvaluateClasses(table, s_roles);

        Assert.Equal(["high", "low", "mid"], classes.Keys);
        Assert.All(classes.Values, r => Assert.Equal(0, r.Attributes[0].DemographicParityDifference.All!.Value, 1e-12));
        Assert.All(classes.Values, r => Assert.Equal(1 / 3.0, r.Attributes[0].Groups[0].Selection.Value!.Value, 1e-12));
    }

    [Fact]
    public void Regression_TwoGroups_MatchesHandCalculation()
    {
        var table = new Table([
            new CategoryColumn("sex", ["a", "a", "b", "b"]),
            new NumericColumn("prediction", [10, 20, 30, 50]),
            new NumericColumn("label", [12, 20, 30, 40]),
        ]);

        var sex = Assert.Single(RegressionFairness.Evaluate(table, s_roles));

        Assert.Equal(25, sex.MeanPredictionDifference.All!.Value, 1e-12);
        Assert.Null(sex.MeanPredictionDifference.MinimumSize);
        Assert.Equal(4, sex.ErrorGap.All!.Value, 1e-12);
        Assert.Equal((-1.0, 1.0), (sex.Groups[0].MeanError!.Value, sex.Groups[0].MeanAbsoluteError!.Value));
    }

    [Fact]
    public void Write_Result_HasTheMembersOthersRelyOn()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            FairnessJson.Write(FairnessAnalysis.Evaluate(Table(Group("a", 40, 20, 10, 30), Group("b", 0, 12, 0, 18)), s_roles), writer);
        }
        using var json = JsonDocument.Parse(stream.ToArray());

        Assert.Equal(30, json.RootElement.GetProperty("minimumGroupSize").GetInt32());
        var attribute = json.RootElement.GetProperty("attributes")[0];
        Assert.Equal("sex", attribute.GetProperty("attribute").GetString());
        Assert.Equal(
            ["value", "low", "high"],
            attribute.GetProperty("groups")[0].GetProperty("selectionRate").EnumerateObject().Select(m => m.Name)
        );
        Assert.Equal(JsonValueKind.Null, attribute.GetProperty("groups")[1].GetProperty("tpr").ValueKind);
        Assert.Equal("b", attribute.GetProperty("undefinedGroups")[0].GetString());
        foreach (
            var name in new[]
            {
                "demographicParityDifference",
                "demographicParityRatio",
                "equalOpportunityDifference",
                "equalizedOddsDifference",
            }
        )
        {
            Assert.Equal(["all", "minimumSize"], attribute.GetProperty(name).EnumerateObject().Select(m => m.Name));
        }
    }

    private static AttributeFairness Single(params (string Name, int Tp, int Fp, int Fn, int Tn)[] groups) =>
        Assert.Single(FairnessAnalysis.Evaluate(Table(groups), s_roles).Attributes);

    private static (string Name, int Tp, int Fp, int Fn, int Tn) Group(string name, int tp, int fp, int fn, int tn) =>
        (name, tp, fp, fn, tn);

    private static Table Table(params (string Name, int Tp, int Fp, int Fn, int Tn)[] groups)
    {
        var rows = groups
            .SelectMany(g =>
                Cell(g.Name, 1, 1, g.Tp).Concat(Cell(g.Name, 1, 0, g.Fp)).Concat(Cell(g.Name, 0, 1, g.Fn)).Concat(Cell(g.Name, 0, 0, g.Tn))
            )
            .ToArray();
        return new Table([
            new CategoryColumn("sex", [.. rows.Select(r => r.Group)]),
            new NumericColumn("prediction", [.. rows.Select(r => r.Prediction)]),
            new NumericColumn("label", [.. rows.Select(r => r.Label)]),
        ]);

        static IEnumerable<(string Group, double Prediction, double Label)> Cell(
            string group,
            double prediction,
            double label,
            int count
        ) => Enumerable.Repeat((group, prediction, label), count);
    }
}
