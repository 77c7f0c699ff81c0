using System.Text.Json.Nodes;
using Governance.Domain.Lineage;
using Governance.Portal.Models.Registries.UnityCatalog;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Registries;

/// <summary>
/// Runs of Databricks jobs are lineage: the one that trained a version, with the tables it read, and those of jobs that write a table; each
/// once, however often and in however many pieces they are read.
/// </summary>
public sealed class DatabricksRunsTests
{
    private const string Fraud = "main.ml.fraud";
    private const string Features = "main.risk.features";

    private static CancellationToken Ct => CatalogScene.Ct;

    [Fact]
    public async Task Version_ThatAJobTrained_IsMadeFromTheTablesThatItRead()
    {
        await using var catalog = await CatalogServer.StartAsync();
        var fraud = catalog.Add(Fraud, 3);
        (fraud.Runs[1], fraud.Runs[2], fraud.Runs[3]) = ("t1", "t2", "t3");
        catalog.Jobs.Train("t1", 501, (Features, "d1"));
        catalog.Jobs.Train("t2", jobRun: null, (Features, "d1")); // by hand
        catalog.Jobs.Train("t3", 999, (Features, "d2")); // Databricks has forgotten the run
        catalog.Jobs.Run(77, 501);
        await using var scene = await CatalogScene.CreateAsync(catalog, tables: "");

        await scene.ImportAsync();

        var name = await scene.NameAsync(Fraud);
        var runs = await RunsAsync(scene);
        Assert.Equal([("jobs/77", RunState.Complete), ("jobs/77", RunState.Complete)], runs.Select(r => (r.Job, r.State)));
        Assert.Equal([$"in {Features} d1", $"out {Fraud}@1 {name}@1"], runs[0].Flows);
        Assert.Equal([$"in {Features} d2", $"out {Fraud}@3 {name}@3"], runs[1].Flows);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_501_000), runs[0].StartedAt);

        // The chain that people ask for: from the version back to the table.
        var trace = await scene.Registry.GetAsync($"/lineage/provenance?nodeId=model:{name}@1");
        Assert.Contains(Features, trace.ToJsonString(), StringComparison.Ordinal);

        var entries = await scene.EntriesAsync();
        await scene.ImportAsync();
        Assert.Equal(entries + 2, await scene.EntriesAsync()); // that it was asked for, and that it ended
        Assert.Equal(2, (await RunsAsync(scene)).Count);
    }

    [Fact]
    public async Task Training_ThatStillRuns_IsReadAgainUntilItHasEnded()
    {
        await using var catalog = await CatalogServer.StartAsync();
        var fraud = catalog.Add(Fraud, 1);
        fraud.Runs[1] = "t1";
        catalog.Jobs.Train("t1", 501, (Features, "d1"));
        var run = catalog.Jobs.Run(77, 501, life: "RUNNING", result: null);
        await using var scene = await CatalogScene.CreateAsync(catalog, tables: "");

        await scene.ImportAsync();
        Assert.Equal(RunState.Start, Assert.Single(await RunsAsync(scene)).State);

        run["end_time"] = 1_790_000_700_000;
        run["state"] = new JsonObject { ["life_cycle_state"] = "TERMINATED", ["result_state"] = "FAILED" };
        await scene.ImportAsync();
        var calls = catalog.Calls.Count(c => c.EndsWith("/jobs/runs/get", StringComparison.Ordinal));
        await scene.ImportAsync();

        Assert.Equal(RunState.Fail, Assert.Single(await RunsAsync(scene)).State);
        Assert.Equal(calls, catalog.Calls.Count(c => c.EndsWith("/jobs/runs/get", StringComparison.Ordinal))); // it is over
    }

    [Fact]
    public async Task Tables_AreWrittenByTheRunsOfTheirJobs_PageAfterPage_ThrottledToo()
    {
        await using var catalog = await CatalogServer.StartAsync();
        catalog.Add(Fraud, 1);
        catalog.Jobs.Upstreams[Features] = new JsonArray(
            CatalogJobs.Upstream("main.raw.payments", 7, 12),
            CatalogJobs.Upstream("main.raw.cards", 12)
        );
        catalog.Jobs.Upstreams["main.risk.labels"] = new JsonArray(CatalogJobs.Upstream("main.raw.disputes", 9));
        for (var id = 1; id <= 5; id++)
        {
            catalog.Jobs.Run(12, id, result: id == 3 ? "FAILED" : "SUCCESS");
        }

        catalog.Jobs.Run(7, 6, result: "CANCELED");
        catalog.Jobs.Run(9, 7, life: "RUNNING", result: null);
        catalog.Jobs.Run(8, 8); // writes neither
        var throttled = false;
        catalog.Mood = (path, _) =>
        {
            // Once, in the middle of the pages.
            var isNow = !throttled && path.EndsWith("/jobs/runs/list", StringComparison.Ordinal) && catalog.Jobs.Lists.Count == 2;
            throttled |= isNow;
            return Task.FromResult<(int, string, string?)?>(isNow ? (429, "", "60") : null);
        };
        await using var scene = await CatalogScene.CreateAsync(catalog, tables: $"{Features}, main.risk.unknown, main.risk.labels");

        var outcome = await scene.ImportAsync(tries: 2);

        Assert.StartsWith("done", outcome, StringComparison.Ordinal);
        Assert.True(throttled);
        var runs = await RunsAsync(scene);
        Assert.Equal(6, runs.Count);
        Assert.Equal(
            [("jobs/12", RunState.Fail), ("jobs/7", RunState.Abort)],
            runs.Where(r => r.State is not RunState.Complete).Select(r => (r.Job, r.State)).Order()
        );
        Assert.Equal(["in main.raw.cards", "in main.raw.payments", $"out {Features}"], runs.First(r => r.Job == "jobs/12").Flows);
        Assert.Equal(["in main.raw.payments", $"out {Features}"], runs.Single(r => r.Job == "jobs/7").Flows);
        // In pages of two, job after job; the second try begins again and stores nothing twice.
        Assert.Equal(["12 2", "12 2 2", "12 2", "12 2 2", "12 2 4", "7 2", "9 2"], catalog.Jobs.Lists);

        var events = await EventsAsync(scene);
        await scene.ImportAsync();
        Assert.Equal(events, await EventsAsync(scene));
    }

    [Fact]
    public async Task DryRun_AndAConnectionThatIsNotSetUpForIt_ReadNoJobs()
    {
        await using var catalog = await CatalogServer.StartAsync();
        catalog.Add(Fraud, 1).Runs[1] = "t1";
        catalog.Jobs.Train("t1", 501, (Features, "d1"));
        catalog.Jobs.Run(77, 501);
        catalog.Jobs.Upstreams[Features] = new JsonArray(CatalogJobs.Upstream("main.raw.payments", 77));
        await using (var without = await CatalogScene.CreateAsync(catalog))
        {
            await without.ImportAsync();
            Assert.Empty(await RunsAsync(without));
        }

        await using var scene = await CatalogScene.CreateAsync(catalog, tables: Features);
        await scene.ImportAsync(isDryRun: true);

        Assert.Empty(await RunsAsync(scene));
        Assert.DoesNotContain(catalog.Calls, c => c.Contains("/jobs/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("true", "main.risk.features, main.risk.labels", null)]
    [InlineData("yes", null, "__Settings__Jobs must be true or false.")]
    [InlineData(null, "main.risk.features", "__Settings__LineageTables needs __Settings__Jobs=true.")]
    [InlineData("true", "main.features", "__Settings__LineageTables: \"main.features\" is not CATALOG.SCHEMA.TABLE.")]
    [InlineData("true", "main..features", "__Settings__LineageTables: \"main..features\" is not CATALOG.SCHEMA.TABLE.")]
    public void Settings_ThatCouldNotBeMeant_StopTheStart(string? jobs, string? tables, string? said)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (jobs is not null)
        {
            settings["Jobs"] = jobs;
        }

        if (tables is not null)
        {
            settings["LineageTables"] = tables;
        }

        Assert.Equal(said, DatabricksRuns.Doubt(ReaderScene.Connection("unity-catalog", new Uri("https://w.example"), settings: settings)));
    }

    private sealed record SeenRun(string Job, RunState State, DateTimeOffset? StartedAt, IReadOnlyList<string> Flows);

    // The newest first, with what they read and wrote.
    private static async Task<IReadOnlyList<SeenRun>> RunsAsync(CatalogScene scene)
    {
        await using var db = await scene.Registry.Portal.Databases.CreateDbContextAsync(Ct);
        var nodes = await db.LineageNodes.AsNoTracking().ToDictionaryAsync(n => n.Id, Ct);
        var runs = await db.LineageRuns.AsNoTracking().OrderByDescending(r => r.StartedAt).ToListAsync(Ct);
        var events = await db.LineageEvents.AsNoTracking().ToListAsync(Ct);
        return
        [
            .. runs.Select(r => new SeenRun(
                nodes[r.Job].Name,
                r.State,
                r.StartedAt,
                [
                    .. events
                        .Where(e => e.Run == r.Id)
                        .SelectMany(e => Flows(JsonNode.Parse(e.Bytes)!))
                        .Distinct(StringComparer.Ordinal)
                        .Order(StringComparer.Ordinal),
                ]
            )),
        ];
    }

    private static IEnumerable<string> Flows(JsonNode one)
    {
        foreach (var (side, member) in new[] { ("in", "inputs"), ("out", "outputs") })
        {
            foreach (var dataset in one[member]!.AsArray())
            {
                var facets = dataset!["facets"]!;
                var of = facets["governance"] is { } made
                    ? $"{made["model"]}@{made["version"]}"
                    : (string?)facets["version"]?["datasetVersion"];
                yield return $"{side} {dataset["name"]} {of}".TrimEnd();
            }
        }
    }

    private static async Task<int> EventsAsync(CatalogScene scene)
    {
        await using var db = await scene.Registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.LineageEvents.CountAsync(Ct);
    }
}
