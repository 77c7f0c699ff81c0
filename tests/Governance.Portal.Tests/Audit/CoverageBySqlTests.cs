using Governance.Data;
using Governance.Domain.Identity;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Tests.AgentRuns;
using Governance.Portal.Tests.Decisions;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// When a version was measured and when it decided last is no later than the log says, whatever someone writes into the rows of traces and
/// decisions, which no entry states one by one.
/// </summary>
public sealed class CoverageBySqlTests
{
    private const string Model = "credit-default";
    private const string Version = "2.0.0";
    private const string Later = "+ 9 * 864000000000"; // days

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TracesAndDecisions_ChangedBySql_MakeNoVersionMeasuredLater()
    {
        await using var portal = new PortalFactory();
        using var key = await DecisionLines.KeyAsync(portal);
        await RegistrySeed.VersionAsync(portal, "other", "1.0.0", "other@test.example");
        using var sends = await portal.CreateKeyClientAsync(null, Scopes.TracesWrite);
        var now = TimeProvider.System.GetUtcNow();
        await DecideAsync(key, Model, Version, now.AddDays(-10));
        await DecideAsync(key, "other", "1.0.0", now.AddHours(-1));
        await SentTraces.SendAsync(sends, Model, now.AddDays(-10), new string('1', 32), Ct);
        await SentTraces.SendAsync(sends, "other", now.AddHours(-1), new string('2', 32), Ct);
        var before = await ReadAsync(portal);
        Assert.Equal(now.AddDays(-10).UtcDateTime.Date, before.MeasuredAt?.UtcDateTime);
        Assert.Equal(now.AddDays(-10).UtcDateTime.Date, before.DecidedAt?.UtcDateTime);

        await using var database = await RawDatabase.OpenAsync(portal, DatabaseKind.Sqlite);
        await database.DropGuardsAsync();
        string[] changes =
        [
            $"UPDATE \"AgentRuns\" SET \"LastAt\" = \"LastAt\" {Later} WHERE \"Model\" = '{Model}'",
            $"UPDATE \"AgentSteps\" SET \"EndedAt\" = \"EndedAt\" {Later}",
            "UPDATE \"AgentSteps\" SET \"LogIndex\" = (SELECT MAX(\"LogIndex\") FROM \"AgentSteps\")",
            $"UPDATE \"AgentRuns\" SET \"Model\" = '{Model}', \"Name\" = 'x' || \"Name\" WHERE \"Model\" = 'other'",
            $"UPDATE \"DecisionHours\" SET \"From\" = \"From\" {Later}",
            "UPDATE \"DecisionHours\" SET \"Source\" = 1, \"From\" = \"From\" + 1 WHERE \"Source\" = 2",
            "UPDATE \"DecisionHours\" SET \"Source\" = 2, \"From\" = \"From\" + 2 WHERE \"Source\" = 1",
        ];
        foreach (var change in changes)
        {
            await database.ExecuteAsync(change);
            var after = await ReadAsync(portal);
            Assert.False(after.MeasuredAt > before.MeasuredAt, change);
            Assert.False(after.DecidedAt > before.DecidedAt, change);
        }
    }

    private static async Task<GateCoverage> ReadAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await MonitoringCoverage.ReadAsync(db, Model, Version, TimeProvider.System.GetUtcNow(), Ct);
    }

    private static async Task DecideAsync(HttpClient key, string model, string version, DateTimeOffset at)
    {
        var line = DecisionLines.Line($"{model}-1", start: at);
        (line["model"], line["version"]) = (model, version);
        using var answer = await key.PostAsync(
            new Uri(DecisionLines.Address, UriKind.Relative),
            DecisionLines.Body(line.ToJsonString() + "\n"),
            Ct
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }
}
