using Governance.Analytics.Experiments;
using Governance.Testing;

namespace Governance.Analytics.Tests.Experiments;

public sealed class AnytimeTestTests
{
    // Every outcome of 4 and 3 observations, weighed with its probability: what the limit allows never gains on average.
    [Theory]
    [InlineData(0, 0.3, 0.5)]
    [InlineData(0.1, 0.2, 0.6)]
    [InlineData(-0.2, 0.7, 0.6)]
    public void ABetAgainstTheLimit_GainsNothingOnAverage_WhateverMeansItAllows(double limit, double champion, double challenger)
    {
        for (var a = 0.0; a <= 1; a += 0.05)
        {
            for (var b = 0.0; b <= Math.Min(1, a + limit + 1e-12); b += 0.05)
            {
                var mean = 0.0;
                for (var i = 0; i <= 4; i++)
                {
                    for (var j = 0; j <= 3; j++)
                    {
                        mean +=
                            Binomial(4, i, a)
                            * Binomial(3, j, b)
                            * Math.Exp(ArmBet.Log(new ArmBatch(4, i, 3, j), limit, (champion, challenger)));
                    }
                }
                Assert.True(mean <= 1 + 1e-9, $"{a} and {b} gain {mean}.");
            }
        }
    }

    // Rows that gain, lose and stay equal, weighed with their probabilities.
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(-0.3)]
    public void ABetOnPairs_GainsNothingOnAverage(double limit)
    {
        for (var lost = 0.0; lost <= 1; lost += 0.05)
        {
            for (var gained = 0.0; gained <= Math.Min(1 - lost, lost + limit + 1e-12); gained += 0.05)
            {
                var mean =
                    (gained * Math.Exp(PairBet.Log(new ArmBatch(1, 0, 1, 1, 0), 0, limit, 0.3)))
                    + (lost * Math.Exp(PairBet.Log(new ArmBatch(1, 1, 1, 0, 0), 0, limit, 0.3)))
                    + ((1 - gained - lost) * Math.Exp(PairBet.Log(new ArmBatch(1, 1, 1, 1, 1), 1, limit, 0.3)));
                Assert.True(mean <= 1 + 1e-9);
            }
        }
    }

    [Fact]
    public void Interval_HoldsTheEstimate_AndSaysWhatTheTestSays()
    {
        var batches = Enumerable.Repeat(new ArmBatch(200, 40, 200, 60), 8).ToArray();
        var plan = new AnytimePlan(0.2, 0, 0.05, 0.08);

        var result = AnytimeTest.Evaluate(batches, plan);

        Assert.Equal(0.1, result.Difference!.Value, 1e-12);
        Assert.InRange(0.1, result.Interval!.Value.Low, result.Interval.Value.High);
        Assert.True(result.Found);
        Assert.True(result.Interval.Value.Low >= 0);
        Assert.True(result.PValue <= 0.05);
        Assert.False(AnytimeTest.Evaluate(batches, plan with { Limit = 0.09 }).Found);

        // The same told the other way round.
        var turned = AnytimeTest.Evaluate([.. batches.Select(b => b.Scaled(0, 1, turn: true))], plan with { Baseline = 0.8, Limit = -0.2 });
        Assert.Equal(-0.1, turned.Difference!.Value, 1e-12);
        Assert.Equal(-result.Interval.Value.Low, turned.Interval!.Value.High, 1e-6);
    }

    // What only decides whether to stop looks at every batch again, and comes to the same numbers as what draws the page.
    [Fact]
    public void WithoutTheInterval_TheAnswerIsTheSame_AfterEveryBatch()
    {
        var random = new Random(7);
        var batches = new List<ArmBatch>();
        foreach (var plan in new[] { new AnytimePlan(0.2, 0, 0.05, 0.05), new AnytimePlan(0.2, 0.02, 0.05, null) })
        {
            batches.Clear();
            for (var i = 0; i < 30; i++)
            {
                batches.Add(new ArmBatch(50, Draw(random, 50, 0.2), 50, Draw(random, 50, 0.28)));
                var (whole, quick) = (AnytimeTest.Evaluate(batches, plan), AnytimeTest.Evaluate(batches, plan, interval: false));
                Assert.Equal((whole.EValue, whole.CrossedAt, whole.Difference), (quick.EValue, quick.CrossedAt, quick.Difference));
            }
        }
    }

    [Fact]
    public void ScalesAndEmptyArms_AreTakenAsTheyAre()
    {
        Assert.Equal(new ArmBatch(10, 5, 10, 2.5), new ArmBatch(10, 50, 10, 25).Scaled(0, 10, turn: false));
        Assert.Equal(new ArmBatch(10, 4, 10, 7, 3), new ArmBatch(10, 6, 10, 3, 2).Scaled(0, 1, turn: true));
        var nothing = AnytimeTest.Evaluate([new ArmBatch(0, 0, 5, 5)], new AnytimePlan(0.5, 0, 0.05, 0.1));
        Assert.Equal((null, null, false), (nothing.Difference, nothing.Interval, nothing.Found));
        Assert.Equal(1, nothing.EValue, 1e-9);
    }

    /// <summary>
    /// An A/B and a canary of 10 %, looked at fifty times: no effect is found in at most 5 %, the planned one as often as planned; a
    /// guardrail stops at its very limit in at most 5 %, and a harm beyond it soon.
    /// </summary>
    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public void SimulatedExperiments_StopWronglyAtMostAsOftenAsPromised_AndFindWhatTheyWerePlannedFor()
    {
        var runs = Soak.Size(200, 2_000);
        const double Alpha = 0.05;
        const double Power = 0.8;
        // Three standard errors above what is promised, for runs are few.
        var slack = 3 * Math.Sqrt(Alpha * (1 - Alpha) / runs);
        var lines = new List<string>();
        foreach (var (name, share, baseline, effect) in new[] { ("A/B", 0.5, 0.2, 0.05), ("canary", 0.1, 0.1, 0.05) })
        {
            var size = ExperimentSize.OfProportions(baseline, effect, Alpha, Power, share).Anytime(Alpha, Power);
            var plan = new AnytimePlan(baseline, 0, Alpha, effect);
            var random = new Random(20_261_126);
            double Share(double difference, AnytimePlan asked) =>
                Enumerable.Range(0, runs).Count(_ => Simulate(random, size, baseline, difference, asked)) / (double)runs;

            var (wrong, right) = (Share(0, plan), Share(effect, plan));
            // A guardrail of 2 points: at the limit, and with a harm of 10 points.
            var guard = new AnytimePlan(baseline, 0.02, Alpha, null);
            var (early, harm) = (Share(0.02, guard), Share(0.12, guard));

            Assert.True(wrong <= Alpha + slack, $"{name}: {wrong} found what is not there.");
            Assert.True(early <= Alpha + slack, $"{name}: {early} stopped at the limit.");
            Assert.True(right >= Power - (3 * Math.Sqrt(Power * (1 - Power) / runs)), $"{name}: {right} found the planned effect.");
            Assert.True(harm >= 0.95, $"{name}: {harm} stopped harm.");
            lines.Add(
                $"{name}: {wrong:P1} false, {right:P1} of planned effects found, {early:P1} stopped at the limit, {harm:P1} harms stopped"
            );
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(Environment.NewLine, lines));
        Soak.Report($"{runs} experiments looked at 50 times", string.Join("; ", lines));
    }

    private static bool Simulate(Random random, ExperimentSize size, double baseline, double difference, AnytimePlan plan)
    {
        const int Looks = 50;
        var batches = new ArmBatch[Looks];
        for (var i = 0; i < Looks; i++)
        {
            var (a, b) = (Part(size.Champion, i), Part(size.Challenger, i));
            batches[i] = new ArmBatch(a, Draw(random, a, baseline), b, Draw(random, b, baseline + difference));
        }
        return AnytimeTest.Crosses(batches, plan);

        static long Part(long all, int i) => (all * (i + 1) / Looks) - (all * i / Looks);
    }

    private static long Draw(Random random, long count, double rate)
    {
        var sum = 0L;
        for (var i = 0; i < count; i++)
        {
            sum += random.NextDouble() < rate ? 1 : 0;
        }
        return sum;
    }

    private static double Binomial(int n, int k, double p) =>
        MathNet.Numerics.SpecialFunctions.Binomial(n, k) * Math.Pow(p, k) * Math.Pow(1 - p, n - k);
}
