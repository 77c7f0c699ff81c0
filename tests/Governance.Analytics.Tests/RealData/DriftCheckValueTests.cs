namespace Governance.Analytics.Tests.RealData;

public sealed class DriftCheckValueTests
{
    [Theory]
    [InlineData("ids", "w4", "protocol_type", 0.008529)]
    [InlineData("ids", "w4", "duration", 0.150616)]
    [InlineData("ids", "w1", "service", 0.329141)]
    [InlineData("credit", "w1", "sex", 0.381399)]
    [InlineData("credit", "w2", "limit_bal", 0.032285)]
    [InlineData("elec2", "week_053", "period", 0.000000)]
    [InlineData("elec2", "week_052", "transfer", 1.059071)]
    [InlineData("elec2", "week_053", "vicprice", 18.418839)]
    [InlineData("prompt_guard", "w1", "score", 0.214096)]
    public async Task Psi_RealLog_EqualsPublishedCheckValue(string model, string window, string feature, double expected)
    {
        var result = await RealLogs.CompareAsync(model, window);

        Assert.Equal(expected, result.Features.Single(f => f.Name == feature).Psi!.Value, 1e-6);
    }
}
