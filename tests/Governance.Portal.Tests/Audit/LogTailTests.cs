using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Tests.Account;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Audit;

/// <summary>What a running portal does when its log is no longer what was signed.</summary>
public sealed class LogTailTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""DELETE FROM "AuditEntries" WHERE "Index" >= 6""")]
    [InlineData("""UPDATE "AuditEntries" SET "Leaf" = CAST('{}' AS BLOB) WHERE "Index" = 9""")]
    [InlineData("""UPDATE "AuditNodes" SET "Hash" = zeroblob(32) WHERE "Position" = 7""")]
    [InlineData("""UPDATE "Checkpoints" SET "Note" = 'none' """)]
    [InlineData("""DELETE FROM "AuditEntries"; DELETE FROM "AuditNodes"; DELETE FROM "Checkpoints" """)]
    public async Task Readyz_LogThatIsNotWhatWasSigned_ServesReadsWithoutDetail_AndAppendsNothing(string statement)
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = services => services.AddSingleton<TimeProvider>(clock) };
        var client = portal.CreateClient();
        await LogNode.AppendAsync(portal, 10);
        Assert.NotNull(await portal.Get<CheckpointSigner>().SignAsync(Ct));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz", Ct)).StatusCode);

        await LogNode.TamperAsync(portal, statement);
        var entries = await CountAsync(portal);
        clock.Advance(TimeSpan.FromSeconds(2)); // the answer is cached for one

        // Every node has the same log: one that is avoided for it leaves nobody to read what is wrong.
        using var answer = await client.GetAsync("/readyz", Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            """{"status":"degraded","reasons":["log-damaged"]}""",
            (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!.ToJsonString()
        );
        using var writes = await client.GetAsync("/writez", Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, writes.StatusCode);
        Assert.Equal(
            """{"status":"refused","reasons":["log-damaged"]}""",
            (await writes.Content.ReadFromJsonAsync<JsonObject>(Ct))!.ToJsonString()
        );
        using var alive = await client.GetAsync("/healthz", Ct);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        await Assert.ThrowsAsync<LogDamagedException>(() => LogNode.AppendAsync(portal, 1));
        Assert.Equal(entries, await CountAsync(portal));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task SelfChecks_OfADay_AreCountedWithWhatTheyFound(DatabaseKind kind)
    {
        var clock = new TestClock();
        // Without the job that verifies: it would count too, at any time.
        await using var portal = new PortalFactory(kind)
        {
            RunsJobs = false,
            Replace = services => services.AddSingleton<TimeProvider>(clock),
        };
        var days = portal.Get<LogCheckDays>();
        var today = days.Today();
        await Task.WhenAll(days.CountAsync(found: false, Ct), days.CountAsync(found: true, Ct), days.CountAsync(found: false, Ct));
        clock.Advance(TimeSpan.FromDays(27));
        await days.CountAsync(found: false, Ct);

        var shown = await days.RecentAsync(Ct);
        clock.Advance(TimeSpan.FromDays(1));
        var later = await days.RecentAsync(Ct);

        Assert.Equal([today, today + 27], shown.Select(d => d.Day));
        Assert.True(shown[0] is { Checks: 3, Failures: 1 }, $"{shown[0].Checks} {shown[0].Failures}");
        Assert.Equal([today + 27], later.Select(d => d.Day));
    }

    [Fact]
    public async Task SelfCheck_EntryChangedInTheMiddle_RefusesWritesAndNamesIt()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = services => services.AddSingleton<TimeProvider>(clock) };
        var client = portal.CreateClient();
        await LogNode.AppendAsync(portal, 200);
        await portal.Get<CheckpointSigner>().SignAsync(Ct);
        await LogNode.TamperAsync(portal, """UPDATE "AuditEntries" SET "Leaf" = CAST('{}' AS BLOB) WHERE "Index" = 17""");

        var result = await portal.Get<LogSelfCheck>().RunAsync(Ct);

        Assert.Equal(17, result.FirstBad);
        Assert.StartsWith("Log entry 17 was changed", result.Sentence, StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/writez", Ct)).StatusCode);
        await Assert.ThrowsAsync<LogDamagedException>(() => LogNode.AppendAsync(portal, 1));
    }

    [Fact]
    public async Task Continuing_AfterARestore_HasANewNameWhoseFirstEntryNamesBothCheckpoints()
    {
        await using var portal = LogNode.Portal();
        using var node = await LogNode.StartAsync(portal);
        await LogNode.AppendAsync(portal, 5);
        var kept = (await node.Signer.SignAsync(Ct))!;
        await LogNode.AppendAsync(portal, 4);
        var lost = (await node.Signer.SignAsync(Ct))!;
        await LogNode.TamperAsync(
            portal,
            """DELETE FROM "AuditEntries" WHERE "Index" >= 5; DELETE FROM "AuditNodes" WHERE "Position" >= 8 OR "Position" = 7; """
                + """DELETE FROM "Checkpoints" WHERE "Size" > 5"""
        );
        var state = await RestoredState.ReadAsync(portal.Databases, node.Keys, node.Last, Ct);
        Assert.Null(state.Fault);
        Assert.Equal("The log ends after 5 entries, but the last signed checkpoint covers 9.", state.Loss);

        var outcome = await portal.Get<ContinueLog>().RunAsync(state, "The disk broke", Ct);

        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        Assert.StartsWith($"{kept.Origin}/from-", outcome.Value.Name, StringComparison.Ordinal);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var first = JsonNode.Parse((await db.AuditEntries.SingleAsync(e => e.Index == 5, Ct)).Leaf)!["data"]!;
        Assert.Equal(9, (long)first["lost"]!["size"]!);
        Assert.Equal(Convert.ToHexStringLower(lost.Root), (string?)first["lost"]!["root"]);
        Assert.Equal(5, (long)first["fromCheckpoint"]!["size"]!);
        Assert.DoesNotContain("disk", first.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(outcome.Value.Name, (await portal.Get<LogReader>().CheckpointAsync(Ct))!.Origin);
        Assert.Single(Directory.GetFiles(portal.KeyFolder, "last-checkpoint.lost-*"));

        // A node that was running meanwhile goes on with it, and everything verifies.
        await LogNode.AppendAsync(portal, 1);
        Assert.Equal(7, (await node.Signer.SignAsync(Ct))!.Size);
        Assert.Null(node.Health.Alarm);
        Assert.Null((await node.SelfCheck.RunAsync(Ct)).Sentence);
        Assert.Equal(outcome.Value.Name, node.Key.Origin);
    }

    [Fact]
    public async Task State_WithEverythingThatWasSigned_LosesNothing()
    {
        await using var portal = LogNode.Portal();
        using var node = await LogNode.StartAsync(portal);
        await LogNode.AppendAsync(portal, 5);
        await node.Signer.SignAsync(Ct);
        await LogNode.AppendAsync(portal, 2);

        var state = await RestoredState.ReadAsync(portal.Databases, node.Keys, node.Last, Ct);

        Assert.Null(state.Loss);
        Assert.Null(state.Fault);
        Assert.Equal(7, state.Size);
    }

    private static async Task<int> CountAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.AuditEntries.CountAsync(Ct);
    }
}
