using Governance.Analytics.Fairness;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;

namespace Governance.Analytics.Tests.RealData;

public sealed class PerformanceCheckValueTests
{
    [Theory]
    [InlineData("ids", "reference", 0.992324)]
    [InlineData("ids", "w4", 0.862155)]
    [InlineData("credit", "w1", 0.807680)]
    [InlineData("elec2", "week_051", 0.783616)]
    [InlineData("prompt_guard", "w1", 0.970735)]
    public async Task Auc_RealLog_EqualsPublishedCheckValue(string model, string window, double expected)
    {
        var result = PerformanceAnalysis.Evaluate(await RealLogs.ReadAsync(model, window));

        Assert.Equal(expected, result.Auc!.Value, 1e-6);
    }

    [Fact]
    public async Task Auc_RealLogWithLateLabels_EqualsPublishedCheckValue()
    {
        var window = await RealLogs.ReadAsync("ids", "w4");
        var late = await TableReader.ReadFileAsync(
            Path.Combine(RealLogs.Folder("ids"), "late_labels.csv.gz"),
            cancellationToken: TestContext.Current.CancellationToken
        );

        var joined = LateLabels.Join(window, late);

        Assert.Equal(0.859501, PerformanceAnalysis.Evaluate(joined.Table).Auc!.Value, 1e-6);
        Assert.Equal(0, joined.Changed);
        Assert.True(joined.Added > 0);
    }

    [Fact]
    public async Task Auc_WindowOfOneClass_IsUndefined()
    {
        var result = PerformanceAnalysis.Evaluate(await RealLogs.ReadAsync("prompt_guard", "w2"));

        Assert.Null(result.Auc);
        Assert.Contains("auc", result.Reasons.Keys);
    }

    [Fact]
    public async Task Fairness_CreditReferenceBySex_EqualsPublishedCheckValues()
    {
        var roles = new ColumnRoles { Protected = ["sex"] };
        var table = await RealLogs.ReadAsync("credit", "reference", roles);

        var sex = FairnessAnalysis.Evaluate(table, roles, new FairnessOptions { FavourableIsPositive = false }).Attributes.Single();

        Assert.Equal(0.044895, sex.DemographicParityDifference.MinimumSize!.Value, 1e-6);
        Assert.Equal(0.938886, sex.DemographicParityRatio.MinimumSize!.Value, 1e-6);
        Assert.Equal(FairnessVerdict.Ok, sex.Verdict);
    }
}
