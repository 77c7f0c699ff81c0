using Governance.Portal.Operations.Decisions.Streams.Rows;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>Which messages were stored is known by ranges of their positions.</summary>
public sealed class PositionSetTests
{
    [Fact]
    public void Add_InAnyOrder_KnowsEachAndNoOther()
    {
        var chance = new Random(20_261_127);
        var all = Enumerable.Range(0, 600).Select(n => $"{n % 3}:{n / 3 * 2}").ToList();
        var some = all.Where(_ => chance.Next(2) == 0).OrderBy(_ => chance.Next()).ToList();
        var set = new PositionSet();
        some.ForEach(set.Add);
        some.Take(50).ToList().ForEach(set.Add);

        var read = PositionSet.Parse(set.ToString());

        Assert.All(all, p => Assert.Equal(some.Contains(p), read.Has(p)));
        Assert.DoesNotContain(all, p => read.Has($"3:{p[2..]}"));
        Assert.Equal(set.ToString(), read.ToString());
    }

    [Fact]
    public void Add_WithoutAGap_TakesOneRangeForEachPartition()
    {
        var set = new PositionSet();
        foreach (var n in Enumerable.Range(0, 1_000).OrderBy(n => n % 7))
        {
            set.Add($"{n}");
            set.Add($"1:{n + 5}");
        }

        set.AddAll("0:900-1200,1:2-4");

        Assert.Equal("0:0-1200,1:2-1004", set.ToString());
        Assert.Equal(2, set.Ranges);
    }
}
