using Governance.Analytics.Experiments;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Tests.Experiments;

public sealed class PairedComparisonTests
{
    private static readonly bool[] s_labels = [true, true, true, true, true, false, false, false, false, false, false];
    private static readonly double[] s_champion = [0.9, 0.8, 0.35, 0.6, 0.55, 0.7, 0.3, 0.2, 0.35, 0.5, 0.1];
    private static readonly double[] s_challenger = [0.8, 0.9, 0.6, 0.65, 0.4, 0.5, 0.3, 0.45, 0.2, 0.6, 0.05];

    // By the definition, over all pairs of a positive and a negative, in Python.
    [Fact]
    public void Areas_AreComparedAsDeLongDid()
    {
        var auc = PairedAuc.Of(s_champion, s_challenger, s_labels)!;

        Assert.Equal(0.85, auc.Champion, 1e-12);
        Assert.Equal(0.8833333333333332, auc.Challenger, 1e-12);
        Assert.Equal(0.1390443574307614, auc.StandardError, 1e-12);
        Assert.Equal(0.8105382965627024, auc.PValue, 1e-9);
        Assert.Equal(1, PairedAuc.Of(s_champion, s_champion, s_labels)!.PValue);
        Assert.Null(PairedAuc.Of([0.1, 0.2], [0.1, 0.2], [true, false]));
    }

    // Sums of binomial coefficients in Python.
    [Theory]
    [InlineData(1, 7, 0.0390625)]
    [InlineData(20, 10, 0.07075554598122835)]
    [InlineData(5, 5, 0.876953125)]
    [InlineData(3, 0, 0.125)]
    [InlineData(0, 0, 1)]
    public void MidP_IsTheExactOneLessHalfOfWhatWasSeen(long gained, long lost, double expected) =>
        Assert.Equal(expected, McNemar.MidPValue(gained, lost), 1e-12);

    [Fact]
    public void RowsOfOnePerson_AreNotCountedAsIndependent()
    {
        // Ten people with fifty rows each: the challenger is right on all rows of six of them, the champion on all of the others.
        var people = Enumerable.Range(0, 500).Select(i => i / 50).ToArray();
        var rows = new PairedRows
        {
            Champion = [.. people.Select(p => p >= 6)],
            Challenger = [.. people.Select(p => p < 6)],
            Labels = [.. people.Select(_ => (bool?)true)],
        };

        var (alone, together) = (PairedComparison.Of(rows), PairedComparison.Of(rows with { Clusters = people }));

        Assert.Equal((300, 200, 0), (alone.OnlyChallenger, alone.OnlyChampion, (int)alone.Agreement.Successes));
        Assert.Equal(0.2, alone.Difference!.Value, 1e-12);
        Assert.True(alone.DifferenceInterval!.Value.Excludes(0));
        Assert.False(together.DifferenceInterval!.Value.Excludes(0));
        Assert.True(alone.McNemarMidP < alone.McNemarExact);
        Assert.Null(PairedComparison.Of(rows with { Labels = null }).Difference);
    }
}
