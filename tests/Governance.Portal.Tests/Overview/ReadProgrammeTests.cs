using Governance.Data;
using Governance.Localisation;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Tests.Approvals;

namespace Governance.Portal.Tests.Overview;

/// <summary>The weeks and months that the charts of the overview show.</summary>
public sealed class ReadProgrammeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Buckets_OfAYear_HaveNamesThatDiffer_AndThatAreInTheLanguageOfTheReader()
    {
        await using var scene = await ApprovalsScene.CreateAsync(DatabaseKind.Sqlite);
        var now = scene.Clock.GetUtcNow();
        var months = await BucketsAsync(scene, "365d", now);
        var weeks = await BucketsAsync(scene, "90d", now);

        Assert.InRange(months.Count, 12, 13);
        Assert.Equal(months.Count, months.Select(m => m.Label).Distinct(StringComparer.Ordinal).Count());
        Assert.All(weeks, week => Assert.Matches("^W[0-9]{1,2}$", week.Label));
        using var german = Languages.Use("de");
        Assert.Equal(months.Count, months.Select(m => m.Label).Distinct(StringComparer.Ordinal).Count());
        Assert.All(weeks, week => Assert.Matches("^KW\u00a0[0-9]{1,2}$", week.Label));
    }

    private static async Task<IReadOnlyList<ProgrammeBucket>> BucketsAsync(ApprovalsScene scene, string period, DateTimeOffset now) =>
        (await scene.Get<ReadProgramme>().RunAsync(KpiScope.Read(new KpiQuery { Period = period }, now).Value, Ct)).Buckets;
}
