using Governance.Analytics.Drift;

namespace Governance.Analytics.Tests.Drift;

/// <summary>Which statistic says that a change matters.</summary>
public sealed class DriftEffectTests
{
    [Fact]
    public void ChangeThatOnlyTheDistanceSees_NamesTheDistanceWithItsLimit()
    {
        var options = DriftOptions.Default;
        var wide = options.WassersteinEffect * 2;

        var effects = DriftEffect.Of(
            isNumeric: true,
            psi: options.ModeratePsi / 2,
            ks: options.KolmogorovSmirnovEffect / 2,
            hasQuantileBins: true,
            wide,
            cramersV: null,
            newCategoryShare: null,
            options
        );

        Assert.Equal([new DriftEffect("wasserstein", wide, options.WassersteinEffect)], effects);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Distance_WithoutNumbersOrQuantileBins_SaysNothing(bool isNumeric, bool hasQuantileBins) =>
        Assert.Empty(
            DriftEffect.Of(
                isNumeric,
                psi: 0,
                ks: 0,
                hasQuantileBins,
                wasserstein: 9,
                cramersV: 0,
                newCategoryShare: 0,
                DriftOptions.Default
            )
        );
}
