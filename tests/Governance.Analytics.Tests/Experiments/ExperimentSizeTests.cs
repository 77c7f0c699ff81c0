using Governance.Analytics.Experiments;

namespace Governance.Analytics.Tests.Experiments;

public sealed class ExperimentSizeTests
{
    // By the formulas, with quantiles of Python's statistics.NormalDist.
    [Fact]
    public void Sizes_AreThoseOfTheFormulas()
    {
        Assert.Equal(new(686, 686), ExperimentSize.OfProportions(0.1, 0.05, 0.025, 0.8));
        Assert.Equal(new(4974, 553), ExperimentSize.OfProportions(0.2, -0.05, 0.05, 0.9, 0.1));
        Assert.Equal(new(198, 198), ExperimentSize.OfMeans(2, 0.5, 0.05, 0.8));
        Assert.True(ExperimentSize.OfPairs(0.1, 0.05, 0.05, 0.8).Total < ExperimentSize.OfProportions(0.5, 0.05, 0.05, 0.8).Total);
    }

    [Fact]
    public void LookingAnyTime_CostsObservations_TheMoreTheFewerLooks()
    {
        var once = new ExperimentSize(1_000, 1_000);

        Assert.InRange(once.Anytime(0.05, 0.8, 1_000).Champion, 1_400, 1_600);
        Assert.True(once.Anytime(0.05, 0.8, 10).Champion > once.Anytime(0.05, 0.8, 1_000).Champion);
    }

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(0.95, 0.1)]
    [InlineData(0.5, 0)]
    public void WhatCannotBePlanned_IsRefused(double baseline, double effect) =>
        Assert.ThrowsAny<ArgumentException>(() => ExperimentSize.OfProportions(baseline, effect, 0.05, 0.8));
}
