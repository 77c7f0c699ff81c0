using System.Text;
using Governance.Domain.Monitoring;

namespace Governance.Domain.Tests.Monitoring;

/// <summary>A file that has a decision is never left out; few that have none are opened.</summary>
public sealed class DecisionIdFilterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(200_000)]
    public void EveryIdOfTheFile_IsFound(int count)
    {
        var ids = Ids("d", count);
        var filter = DecisionIdFilter.Of("", ids);

        Assert.All(ids, id => Assert.True(filter.MayContainAny([id])));
        Assert.InRange(filter.Bits.Length, 1, DecisionIdFilter.MaxBytes);
    }

    [Fact]
    public void OtherIds_AreLeftOut_AlmostAlways()
    {
        var filter = DecisionIdFilter.Of("", Ids("d", 5_000));

        Assert.InRange(Ids("x", 10_000).Count(id => filter.MayContainAny([id])), 0, 3);
        Assert.False(DecisionIdFilter.Of("", []).MayContainAny(Ids("d", 100)));
        Assert.False(filter.MayContainAny([]));
    }

    private static List<DecisionIdHash> Ids(string prefix, int count) =>
        [.. Enumerable.Range(0, count).Select(i => DecisionIdHash.Of(Encoding.UTF8.GetBytes($"{prefix}{i}")))];
}
