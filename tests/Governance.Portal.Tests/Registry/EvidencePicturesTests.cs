using System.Text;
using Bunit;
using Governance.Policies;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Components;

namespace Governance.Portal.Tests.Registry;

/// <summary>Pictures of a report, drawn from its own numbers.</summary>
public sealed class EvidencePicturesTests : ComponentTest
{
    private static readonly PolicyLimit s_parity = new("bank", "FAIR-01", "demographicParityDifference", null, null, "<=", 0.1)
    {
        Blocks = true,
    };

    [Fact]
    public void Report_WithCurves_IsDrawnWithItsValuesByKeyboard()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        var pictures = Read(
            """
            {"threshold":0.5,
             "roc":[{"threshold":null,"fpr":0,"tpr":0},{"threshold":0.5,"fpr":0.2,"tpr":0.7},{"threshold":0.1,"fpr":1,"tpr":1}],
             "reliability":[{"meanScore":0.1,"rows":40,"positives":{"value":0.1,"low":0.04,"high":0.2}},
                            {"meanScore":0.8,"rows":60,"positives":{"value":0.9,"low":0.8,"high":0.95}}]}
            """
        );

        var cut = Render<ValidationPictures>(p =>
            p.Add(c => c.Pictures, pictures).Add(c => c.Metrics, [new("auc", 0.81, 100, null, null, null, null, null, "evidence")])
        );

        cut.ByRole("img", "ROC curve. The area under it (AUC) is 0.810.");
        cut.ByRole("img", "Threshold 0.50: true positives 70.0\u202f%, false positives 20.0\u202f%");
        cut.ByRole("img", "Mean score 0.800: 90.0\u202f% positive, 95 % interval 80.0\u202f% to 95.0\u202f%, n = 60");
        Assert.Contains("Cut-off 0.50", cut.Markup, StringComparison.Ordinal);
        Assert.Equal(2, cut.FindAll(".tip-point[tabindex='0']").Count);
        Assert.DoesNotContain("No curves", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void CutOff_BetweenTwoPointsOfTheCurve_StandsAtTheMeasuredRates()
    {
        const string Curve =
            """{"threshold":0.4,"roc":[{"fpr":0,"tpr":0},{"threshold":0.5,"fpr":0.2,"tpr":0.7},{"threshold":0.3,"fpr":0.4,"tpr":0.9}]}""";
        GateMetric Rate(string name, double value) => new(name, value, 100, null, null, null, null, null, "evidence");

        var measured = CurvePicture.Ranking(Read(Curve), [Rate("fpr", 0.275), Rate("fnr", 0.229)], null)!;
        var unmeasured = CurvePicture.Ranking(Read(Curve), [], null)!;

        var point = Assert.Single(Assert.Single(measured.Lines, l => l.Name == "Cut-off 0.40").Points);
        Assert.Equal((0.275, 0.771), (Math.Round(point.X, 6), Math.Round(point.Y, 6)));
        point = Assert.Single(Assert.Single(unmeasured.Lines, l => l.Name == "Cut-off 0.40").Points);
        Assert.Equal((0.2, 0.7), (point.X, point.Y));
    }

    [Fact]
    public void Candidate_IsDrawnBesideTheVersionInProduction_WithALegendAndItsFigure()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        const string Curve = """{"roc":[{"fpr":0,"tpr":0},{"threshold":0.5,"fpr":0.2,"tpr":0.7},{"fpr":1,"tpr":1}]}""";
        GateMetric Auc(double value) => new("auc", value, 100, null, null, null, null, null, "evidence");

        var cut = Render<ValidationPictures>(p =>
            p.Add(c => c.Pictures, Read(Curve))
                .Add(c => c.Metrics, [Auc(0.81)])
                .Add(c => c.Beside, new CurveBeside("1.0.0", Read(Curve)!, [Auc(0.78)]))
        );

        cut.ByRole("img", "ROC curve. The area under it (AUC) is 0.810. In production, 1.0.0: 0.780.");
        Assert.Equal(["This version", "1.0.0, in production", "Chance"], cut.FindAll(".chart-legend li").Select(Roles.TextOf));
        Assert.Equal(3, cut.FindAll(".tip-point").Count); // only the points that are looked at
    }

    [Fact]
    public void Report_WithoutCurves_SaysInOneLineWhatWritesThem()
    {
        var cut = Render<ValidationPictures>(p => p.Add(c => c.Pictures, Read("""{"auc":0.8}""")).Add(c => c.Metrics, []));

        Assert.Empty(cut.FindAll("svg"));
        Assert.Contains("governance analyze performance", cut.Find("p").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Shapes_OfOthers_AreLeftOut()
    {
        var pictures = Read("""{"roc":"none","reliability":[{"meanScore":2}],"attributes":{"sex":1},"evasion":[],"deep":{"value":"x"}}""");

        Assert.Empty(pictures!.Roc);
        Assert.Empty(pictures.Reliability);
        Assert.Empty(pictures.Groups);
        Assert.Empty(pictures.Flips);
        Assert.Empty(pictures.Figures);
        Assert.Null(EvidencePictures.Read("[1]"u8.ToArray(), "application/json"));
        Assert.Null(EvidencePictures.Read("{}"u8.ToArray(), "application/pdf"));
    }

    [Fact]
    public void Groups_StandBesideWhatThePolicyAllowsBelowTheHighest()
    {
        var pictures = Read(
            """
            {"minimumGroupSize":30,"attributes":[{"attribute":"age","groups":[
              {"name":"old","count":900,"selectionRate":{"value":0.50,"low":0.47,"high":0.53}},
              {"name":"middle","count":900,"selectionRate":{"value":0.46,"low":0.39,"high":0.50}},
              {"name":"young","count":900,"selectionRate":{"value":0.30,"low":0.27,"high":0.33}},
              {"name":"unknown","count":5,"selectionRate":{"value":0.90,"low":0.5,"high":1}}]}]}
            """
        );

        var rows = FairnessRow.Of(pictures!.Groups, [s_parity]);

        Assert.Equal(
            [("old", Tone.Pass), ("middle", Tone.Warn), ("young", Tone.Fail), ("unknown", Tone.Idle)],
            rows.Select(r => (r.Place.Group, r.Tone))
        );
        Assert.All(rows, r => Assert.Equal(0.4, r.Least!.Value, 1e-9));
        Assert.Equal(
            "age, young: 30.0\u202f%, 95 % interval 27.0\u202f% to 33.0\u202f%, allowed 40.0\u202f% to 50.0\u202f%, n = 900",
            rows[2].Sentence
        );
    }

    [Fact]
    public void Robustness_OfOurSamples_IsShown()
    {
        var cut = Render<RobustnessFigures>(p =>
            p.Add(
                    c => c.Pictures,
                    Read(
                        """
                        {"method":"bounded random perturbation","meanFlipRate":0.011,
                         "rowsWithAnyFlip":{"value":0.0395,"n":2000,"low":0.03,"high":0.05}}
                        """
                    )
                )
                .Add(c => c.Metrics, [])
        );

        Assert.Contains("bounded random perturbation", cut.Markup, StringComparison.Ordinal);
        Assert.Equal(
            ["Mean share of flipped predictions", "Share of rows with any flipped prediction"],
            cut.FindAll("tbody th").Select(h => h.TextContent.Trim())
        );
    }

    private static EvidencePictures? Read(string json) => EvidencePictures.Read(Encoding.UTF8.GetBytes(json), "application/json");
}
