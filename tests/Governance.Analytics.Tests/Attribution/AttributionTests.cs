using System.Text;
using Governance.Analytics.Attribution;
using Governance.Analytics.Drift;

namespace Governance.Analytics.Tests.Attribution;

public sealed class AttributionTests
{
    // By hand: gains 3, 2, 1; ideal 3 + 2/log₂3 + 1/2 = 4.76186; reversed order 1 + 2/log₂3 + 3/2 = 3.76186; ratio 0.78999.
    [Fact]
    public void Gain_ReversedOrder_MatchesHandCalculation()
    {
        Assert.Equal(0.789998, AttributionDrift.Ndcg([3, 2, 1], [1, 2, 3])!.Value, 1e-5);
        Assert.Equal(1, AttributionDrift.Ndcg([3, 2, 1], [30, 2, 1])!.Value, 1e-12);
        Assert.Null(AttributionDrift.Ndcg([0, 0], [1, 2]));
    }

    // By hand: reference a always 2, b 1 in half the rows: importances 2 and 0.5; now a 1 and b always 3: 1 and 3.
    // Shares 0.8/0.2 against 0.25/0.75: half the sum of differences 0.55. Contributions: a −1, b +2.5.
    [Fact]
    public async Task Compare_LoggedContributions_MatchesHandCalculation()
    {
        var result = await CompareAsync(i => $"a,2,{(i % 2 == 0 ? "b,1" : ",")}", i => "b,3,a,1");

        Assert.Equal(AttributionVerdict.Drift, result.Verdict);
        Assert.Equal(0.55, result.ShareDistance!.Value, 1e-12);
        Assert.Equal(["b", "a"], result.Features.Select(f => f.Name));
        Assert.Equal([2.5, -1.0], result.Features.Select(f => Math.Round(f.Contribution, 12)));
        Assert.Equal((0.5, 3.0), (result.Features[0].ReferenceImportance, result.Features[0].CurrentImportance));
        Assert.True(result.Features[0].Psi > 1);
    }

    [Fact]
    public async Task Compare_SameContributions_IsStable()
    {
        var result = await CompareAsync(i => $"a,{i % 7},b,{i % 3}", i => $"a,{i % 7},b,{i % 3}");

        Assert.Equal(
            (AttributionVerdict.Stable, 1.0, 0.0, 2),
            (result.Verdict, result.Ndcg!.Value, result.ShareDistance!.Value, result.LeadingKept!.Value)
        );
    }

    [Fact]
    public async Task Compare_NoneAllZeroOrFew_SaysSo()
    {
        var table = await Rows.ReadAsync("x\n1\n2\n");
        Assert.Equal(AttributionVerdict.NotRun, DriftAnalysis.Compare(table, table).Attribution.Verdict);
        Assert.Equal(AttributionVerdict.InsufficientData, (await CompareAsync(_ => "a,0,b,0", _ => "a,1,b,0")).Verdict);
        Assert.Equal(AttributionVerdict.InsufficientData, (await CompareAsync(_ => "a,1,b,0", _ => "a,1,b,0", rows: 10)).Verdict);
    }

    private static async Task<AttributionResult> CompareAsync(Func<int, string> reference, Func<int, string> current, int rows = 100)
    {
        var before = await Rows.ReadAsync(Log(reference, rows));
        var profile = ReferenceProfile.FromTable(before);
        return DriftAnalysis.Compare(profile, await Rows.ReadAsync(Log(current, rows), new() { Schema = profile.Schema })).Attribution;
    }

    private static string Log(Func<int, string> row, int rows)
    {
        var text = new StringBuilder("x,attr1_feature,attr1_value,attr2_feature,attr2_value\n");
        for (var i = 0; i < rows; i++)
        {
            text.Append(i % 5).Append(',').Append(row(i)).Append('\n');
        }
        return text.ToString();
    }
}
