using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Monitoring;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using static Governance.Portal.Tests.Postures.PostureScene;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// A deployment that is out of policy stays so, whatever someone writes into the rows of its posture, and gains no time by it: neither
/// while the row says otherwise nor once it is put back.
/// </summary>
public sealed class PostureBySqlTests
{
    private const string Tick = "864000000000"; // a day

    public static TheoryData<string> Changes =>
        [
            "UPDATE \"Postures\" SET \"Until\" = \"Since\" WHERE \"Until\" IS NULL",
            "UPDATE \"Postures\" SET \"Model\" = 'other'",
            "UPDATE \"Postures\" SET \"Deployment\" = NULL",
            "UPDATE \"Postures\" SET \"PermitsEndAt\" = NULL",
            "UPDATE \"Postures\" SET \"State\" = 'in'",
            "UPDATE \"Postures\" SET \"Stage\" = 'staging'",
            "UPDATE \"PostureFindings\" SET \"EndsPermits\" = 0",
            $"UPDATE \"PostureFindings\" SET \"GraceUntil\" = \"GraceUntil\" + 900 * {Tick}",
            $"UPDATE \"PostureFindings\" SET \"Since\" = \"Since\" + 900 * {Tick}",
            "DELETE FROM \"PostureFindings\"",
            "DELETE FROM \"Postures\"",
            "UPDATE \"Deployments\" SET \"Until\" = \"Since\"",
        ];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task RowsOfAPosture_ChangedBySql_LetNoPermitGoOn_AndGiveNoTime(string change)
    {
        await using var scene = await OutAsync();
        var before = await NowAsync(scene);
        await using var database = await RawDatabase.OpenAsync(scene.Portal, DatabaseKind.Sqlite);
        await database.DropGuardsAsync();
        await KeepAsync(database);
        await database.ExecuteAsync("PRAGMA foreign_keys = 0");

        await database.ExecuteAsync(change);
        Assert.False((await GateAsync(scene)).Allow, change);
        await database.ExecuteAsync("UPDATE \"PostureChecks\" SET \"DueAt\" = 0");
        await JudgeAsync(scene);
        Assert.False((await GateAsync(scene)).Allow, change);

        await PutBackAsync(database);
        await database.ExecuteAsync("UPDATE \"PostureChecks\" SET \"DueAt\" = 0");
        await JudgeAsync(scene);
        var after = await NowAsync(scene);
        Assert.Equal((PostureState.Out, before.PermitsEndAt), (after.State, after.PermitsEndAt));
        Assert.Contains("posture.permits-ended", (await GateAsync(scene)).Reasons.Select(r => r.Code));
    }

    [Fact]
    public async Task ADeploymentThatCannotBeJudged_KeepsTheTimeOfTheRulesThatFailed()
    {
        await using var scene = await OutAsync("  continuous: {grace: 7d, then: block-permits}");
        var before = await NowAsync(scene);
        Assert.NotNull(before.PermitsEndAt);
        await using var database = await RawDatabase.OpenAsync(scene.Portal, DatabaseKind.Sqlite);
        await database.DropGuardsAsync();
        scene.Clock.Advance(TimeSpan.FromDays(3));

        await database.ExecuteAsync("UPDATE \"Windows\" SET \"Rows\" = \"Rows\" + 1");
        await JudgeAsync(scene);
        var unjudged = await NowAsync(scene);
        Assert.Contains(unjudged.Failing, f => f.Rule == "record.altered");
        Assert.Contains(unjudged.Failing, f => f.Rule == "DRFT-01");

        await database.ExecuteAsync("UPDATE \"Windows\" SET \"Rows\" = \"Rows\" - 1");
        scene.Clock.Advance(TimeSpan.FromHours(2));
        await JudgeAsync(scene);
        Assert.Equal(before.PermitsEndAt, (await NowAsync(scene)).PermitsEndAt);
    }

    [Fact]
    public async Task AlertsThatPutADeploymentOut_ChangedBySql_PutNothingIn()
    {
        await using var scene = await CreateAsync(DriftLimit, "  continuous: {grace: 0d, then: block-permits}", before: QuietAsync);
        await Measurements.AlertAsync(scene, Running, AlertRule.UnauthorisedTraffic);
        await JudgeAsync(scene);
        Assert.Equal(PostureState.Out, (await NowAsync(scene)).State);
        await using var database = await RawDatabase.OpenAsync(scene.Portal, DatabaseKind.Sqlite);
        await database.DropGuardsAsync();

        foreach (var change in new[] { "\"State\" = 'resolved'", "\"Rule\" = 'drift'", "\"Model\" = 'other'", "\"Version\" = '9.9.9'" })
        {
            await database.ExecuteAsync("CREATE TABLE \"KeptAlerts\" AS SELECT * FROM \"Alerts\"");
            await database.ExecuteAsync($"UPDATE \"Alerts\" SET {change}");
            await database.ExecuteAsync("UPDATE \"PostureChecks\" SET \"DueAt\" = 0");
            await JudgeAsync(scene);
            Assert.True((await NowAsync(scene)).State is PostureState.Out, change);
            await database.ExecuteAsync("DELETE FROM \"Alerts\"");
            await database.ExecuteAsync("INSERT INTO \"Alerts\" SELECT * FROM \"KeptAlerts\"");
            await database.ExecuteAsync("DROP TABLE \"KeptAlerts\"");
        }
    }

    [Fact]
    public async Task TheTableOfWhatIsDue_PutsNothingOffForLongerThanAnHour_AndDoesNotSayThatPosturesAreFollowed()
    {
        await using var scene = await CreateAsync(DriftLimit, "  continuous: {grace: 7d, then: block-permits}", before: QuietAsync);
        await JudgeAsync(scene);
        await using var database = await RawDatabase.OpenAsync(scene.Portal, DatabaseKind.Sqlite);
        await database.DropGuardsAsync();
        await database.ExecuteAsync($"UPDATE \"PostureChecks\" SET \"DueAt\" = \"DueAt\" + 900 * {Tick}, \"Model\" = 'other'");

        await Measurements.SendAsync(scene, Running, "2026-11-19", shift: 100);
        Assert.Equal(1, await JudgeAsync(scene));
        Assert.Equal(PostureState.Out, (await NowAsync(scene)).State);

        // No one has looked for three hours: how long the rule has failed is not known, whatever the row says.
        scene.Clock.Advance(TimeSpan.FromHours(3));
        await database.ExecuteAsync($"UPDATE \"PostureChecks\" SET \"JudgedAt\" = \"JudgedAt\" + 900 * {Tick}");
        Assert.False((await GateAsync(scene)).Allow);
        await JudgeAsync(scene);
        Assert.True((await GateAsync(scene)).Allow);
        Assert.NotEmpty(await scene.LogAsync("posture.followed"));
    }

    private static async Task<ApprovalsScene> OutAsync(string continuous = "  continuous: {grace: 0d, then: block-permits}")
    {
        var scene = await CreateAsync(DriftLimit, continuous, before: QuietAsync);
        await JudgeAsync(scene);
        await Measurements.SendAsync(scene, Running, "2026-11-19", shift: 100);
        await JudgeAsync(scene);
        Assert.Equal(PostureState.Out, (await NowAsync(scene)).State);
        return scene;
    }

    private static async Task KeepAsync(RawDatabase database)
    {
        foreach (var table in new[] { "Postures", "PostureFindings", "Deployments" })
        {
            await database.ExecuteAsync($"CREATE TABLE \"Kept{table}\" AS SELECT * FROM \"{table}\"");
        }
    }

    private static async Task PutBackAsync(RawDatabase database)
    {
        foreach (var table in new[] { "PostureFindings", "Postures", "Deployments" })
        {
            await database.ExecuteAsync($"DELETE FROM \"{table}\"");
            await database.ExecuteAsync($"INSERT INTO \"{table}\" SELECT * FROM \"Kept{table}\"");
        }
    }
}
