using System.Text;
using Governance.Analytics.Experiments;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Experiments;

public sealed class ArmTablesTests
{
    private static readonly ArmMetric[] s_found = [new("found", 0, 1)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_AreSummedUpByArm_AndOneWithoutAValueDoesNotCount()
    {
        var sums = await SumAsync("arm,found,ms\nchampion,1,120.5\nchallenger,0,80\nchallenger,1,\n", paired: false, "found", "ms");

        Assert.Equal([1L, 2L], sums[0].Counts);
        Assert.Equal([1d, 1d], sums[0].Sums);
        Assert.Equal([1L, 1L], sums[1].Counts);
        Assert.Equal([120.5, 80d], sums[1].Sums);
        Assert.Null(sums[0].Both);
    }

    [Fact]
    public async Task PairedRows_CountOnceBothArmsHaveAValue_InAnyOrder()
    {
        var sums = await SumAsync(
            "decision_id,arm,found\na,champion,1\nb,challenger,1\na,challenger,1\nb,champion,0\n"
                + "c,champion,1\nd,champion,\nd,challenger,1\n",
            paired: true,
            "found"
        );

        Assert.Equal([2L, 2L], sums[0].Counts);
        Assert.Equal([1d, 2d], sums[0].Sums);
        Assert.Equal(1L, sums[0].Both);
    }

    [Theory]
    [InlineData("arm,found\nchampion,1\ncontrol,0\n", false, "Row 2: arm is \"control\"; it has to be champion or challenger.")]
    [InlineData("arm,found\nchampion,1\nchallenger,7\n", false, "Row 2: found is 7; it has to be between 0 and 1.")]
    [InlineData("arm,found\nchampion,1\nchallenger,yes\nchampion,no\n", false, "Row 2: found is \"yes\", which is not a number.")]
    [InlineData("arm,other\nchampion,1\nchallenger,0\n", false, "There is no numeric column \"found\"; the columns are arm, other.")]
    [InlineData("found\n1\n", false, "There is no column \"arm\" with champion or challenger.")]
    [InlineData("arm,found\nchampion,1\nchallenger,1\n", true, "There is no column \"decision_id\" to pair rows by.")]
    [InlineData("decision_id,arm,found\na,champion,1\na,champion,1\n", true, "Row 2: decision_id a occurs twice for the champion.")]
    [InlineData(
        "decision_id,arm,found\na,champion,1\na,challenger,1\na,champion,1\n",
        true,
        "Row 3: decision_id a occurs more than twice."
    )]
    public async Task WhatCannotBe_IsToldWithItsRow(string file, bool paired, string message)
    {
        var table = await TableReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)), new TabularReadOptions(), Ct);

        Assert.Equal(message, Assert.Throws<TabularFormatException>(() => ArmTables.Sum(table, s_found, paired)).Message);
    }

    private static async Task<IReadOnlyList<ArmSums>> SumAsync(string file, bool paired, params string[] metrics)
    {
        var table = await TableReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)), new TabularReadOptions(), Ct);
        return ArmTables.Sum(table, [.. metrics.Select(m => new ArmMetric(m))], paired);
    }
}
