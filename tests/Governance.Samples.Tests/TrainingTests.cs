using Governance.Samples.Data;
using Governance.Samples.Models;
using Governance.Samples.Numerics;

namespace Governance.Samples.Tests;

public sealed class TrainingTests
{
    private static readonly FeatureSet s_features = new([new("a", FeatureKind.Amount), new("b", FeatureKind.Amount)]);

    [Fact]
    public void LogisticTrainer_KnownCoefficients_FindsThem()
    {
        var random = new SeededRandom(1, "logistic");
        var rows = Rows(20000, random, (a, b) => PortableMath.Logistic(-0.5 + (1.5 * a) - (0.8 * b)));

        var model = LogisticTrainer.Train(s_features, ["a", "b"], rows);

        Assert.Equal(1.5, model.Columns[0].Coefficient / model.Columns[0].Scale, 0.1);
        Assert.Equal(-0.8, model.Columns[1].Coefficient / model.Columns[1].Scale, 0.1);
    }

    [Fact]
    public void BoostingTrainer_OnlyTheInteractionTells_BeatsWhatALinearModelCanDo()
    {
        var random = new SeededRandom(2, "boosting");
        var rows = Rows(4000, random, (a, b) => a * b > 0 ? 0.95 : 0.05);

        var model = new BoostingTrainer(30, 6, 0.2).Train(s_features, ["a", "b"], rows);

        Assert.True(rows.Count(r => model.Predict(r) == r.Label) > 0.9 * rows.Length);
    }

    [Fact]
    public void Attributions_OfALinearModel_AddUpToTheLogOdds()
    {
        var rows = Rows(500, new SeededRandom(3, "additive"), (a, _) => PortableMath.Logistic(a));

        var model = LogisticTrainer.Train(s_features, ["a", "b"], rows);

        Assert.All(rows, r => Assert.Equal(model.LogOdds(r), model.Intercept + model.Attributions(r).Sum(a => a.Value), 1e-12));
    }

    private static SampleRow[] Rows(int count, SeededRandom random, Func<double, double, double> probability) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    var (a, b) = (random.Normal(), random.Normal());
                    return new SampleRow
                    {
                        Numbers = [a, b],
                        Levels = ["", ""],
                        Label = random.Chance(probability(a, b)) ? 1 : 0,
                        Tag = "",
                    };
                }),
        ];
}
