using Governance.Analytics.Experiments;
using Governance.Testing;

namespace Governance.Analytics.Tests.Experiments;

public sealed class BoundTestTests
{
    // Every outcome of six observations, weighed with its probability: what the bound allows never gains on average.
    [Theory]
    [InlineData(0.02, 0.05)]
    [InlineData(0.5, 0.8)]
    public void ABetAgainstTheBound_GainsNothingOnAverage_WhateverMeanItAllows(double bound, double bet)
    {
        for (var mean = 0.0; mean <= bound + 1e-12; mean += bound / 20)
        {
            var gain = 0.0;
            for (var sum = 0; sum <= 6; sum++)
            {
                gain += Binomial(6, sum, mean) * Math.Exp(BoundTest.Bet((6, sum), bound, bet));
            }
            Assert.True(gain <= 1 + 1e-9, $"{mean} gains {gain}.");
        }
    }

    [Fact]
    public void TheChallengerAlone_IsComparedWithTheBound_AndTheIntervalHoldsItsMean()
    {
        // By hand: 60 of 1,000 slow answers where 2 % are allowed; the champion is as slow and does not matter.
        var batches = Enumerable.Repeat(new ArmBatch(900, 54, 100, 6), 10).ToArray();
        var over = BoundTest.Evaluate(batches, 0.02, 0.05);

        Assert.Equal(0.04, over.Difference!.Value, 1e-12);
        Assert.InRange(0.04, over.Interval!.Value.Low, over.Interval.Value.High);
        Assert.True(over.Interval.Value.Low > 0);
        Assert.True(over.Found);
        var within = BoundTest.Evaluate(batches, 0.06, 0.05);
        Assert.False(within.Found);
        Assert.True(within.Interval!.Value.Low < 0);

        // Without the interval the answer is the same; without observations there is none.
        var quick = BoundTest.Evaluate(batches, 0.02, 0.05, interval: false);
        Assert.Equal((over.EValue, over.CrossedAt, over.Difference), (quick.EValue, quick.CrossedAt, quick.Difference));
        Assert.Null(quick.Interval);
        Assert.Null(BoundTest.Evaluate([new ArmBatch(10, 1, 0, 0)], 0.02, 0.05).Difference);
    }

    /// <summary>At the very bound it stops at most as often as promised, however often one looks; a harm beyond it soon.</summary>
    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public void SimulatedGuardrails_StopAtTheBoundAtMostAsOftenAsPromised_AndStopHarm()
    {
        var runs = Soak.Size(400, 4_000);
        const double Alpha = 0.05;
        var random = new Random(20_261_126);
        double Share(double mean) => Enumerable.Range(0, runs).Count(_ => Stops(random, mean)) / (double)runs;

        var (early, harm) = (Share(0.02), Share(0.06));

        Assert.True(early <= Alpha + (3 * Math.Sqrt(Alpha * (1 - Alpha) / runs)), $"{early} stopped at the bound.");
        Assert.True(harm >= 0.95, $"{harm} stopped harm.");
        Soak.Report($"{runs} guardrails with a bound, looked at 50 times", $"{early:P1} stopped at the bound, {harm:P1} harms stopped");
    }

    // 50 looks at 50 answers each, of which 2 % may be bad.
    private static bool Stops(Random random, double mean)
    {
        ArmBatch[] batches =
        [
            .. Enumerable.Range(0, 50).Select(_ => new ArmBatch(0, 0, 50, Enumerable.Range(0, 50).Count(_ => random.NextDouble() < mean))),
        ];
        return BoundTest.Evaluate(batches, 0.02, 0.05, interval: false).Found;
    }

    private static double Binomial(int n, int k, double p) =>
        MathNet.Numerics.SpecialFunctions.Binomial(n, k) * Math.Pow(p, k) * Math.Pow(1 - p, n - k);
}
