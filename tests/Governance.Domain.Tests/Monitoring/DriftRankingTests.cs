using Governance.Domain.Monitoring;

namespace Governance.Domain.Tests.Monitoring;

public sealed class DriftRankingTests
{
    private static readonly (string Name, string Verdict, double? Psi)[] s_columns =
    [
        ("large_but_chance", "inconclusive", 0.9),
        ("by_ks", "moderate", 0.05),
        ("gone", "major", null),
        ("twin_b", "major", 0.7),
        ("twin_a", "moderate", 0.7),
        ("stable", "stable", 0.01),
    ];

    [Fact]
    public void Rank_WhatDrifts_ComesFirst_ByItsPsi_ThenByItsName()
    {
        Assert.Equal(["twin_a", "twin_b", "by_ks", "gone", "large_but_chance", "stable"], s_columns.Rank(c => c).Select(c => c.Name));
    }

    [Fact]
    public void Drifting_NamesNoColumnThatIsStable()
    {
        Assert.Equal(["twin_a", "twin_b", "by_ks", "gone"], s_columns.Drifting(c => c).Select(c => c.Name));
        Assert.Empty(s_columns.Where(c => c.Verdict is "stable" or "inconclusive").Drifting(c => c));
    }

    [Fact]
    public void WorstPsi_IsThatOfWhatDrifts_AndNotTheLargestNumber()
    {
        Assert.Equal(0.7, s_columns.WorstPsi(c => c));
        Assert.Equal(0.9, s_columns.Where(c => !DriftRanking.IsDrift(c.Verdict)).WorstPsi(c => c));
        Assert.Null(s_columns.Where(c => c.Name is "gone" or "stable").WorstPsi(c => c));
    }
}
