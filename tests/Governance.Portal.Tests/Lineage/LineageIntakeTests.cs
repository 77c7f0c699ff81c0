using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Lineage;

/// <summary>What a program sees that reports its runs as the public OpenLineage client does.</summary>
public sealed class LineageIntakeTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static readonly DateTimeOffset s_at = new(2026, 11, 19, 6, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Send_DoubledOutOfOrderAndCompressed_IsTheSameAsInOrder(DatabaseKind kind)
    {
        const string run = "0199f3a2-7b3c-7c61-9f3e-2f6a1e0c8a11";
        var events = Pipeline.Run(
            "features",
            s_at,
            [Pipeline.Dataset("applications", columns: ["income"])],
            [Pipeline.Dataset("credit_features", columns: ["debt_ratio"])],
            run
        );
        await using var inOrder = await RegistryFixture.CreateAsync(kind);
        await using var shuffled = await RegistryFixture.CreateAsync(kind);
        var (first, firstKey) = await ClientAsync(inOrder);
        var (second, secondKey) = await ClientAsync(shuffled);
        using var one = firstKey;
        using var two = secondKey;

        await first.SendAsync(events);
        await second.SendAsync([events[2], events[0], events[2], events[1], events[0]], compress: true);

        var expected = await inOrder.GetAsync($"/jobs/runs/{run}");
        Assert.Equal("COMPLETED", (string?)expected["state"]);
        Assert.Equal("2026-11-19T06:00:00.000Z", (string?)expected["startedAt"]);
        Assert.Equal(120_000, (long)expected["durationMs"]!);
        // RUNNING named none, and erased none.
        Assert.Equal("applications", (string?)expected["inputDatasetVersions"]![0]!["datasetVersionId"]!["name"]);
        Assert.Equal(expected.ToJsonString(), (await shuffled.GetAsync($"/jobs/runs/{run}")).ToJsonString());
        foreach (
            var path in (string[])
                ["/namespaces/warehouse/datasets", "/namespaces/etl/jobs", "/lineage?nodeId=dataset:warehouse:applications"]
        )
        {
            Assert.Equal((await inOrder.GetAsync(path)).ToJsonString(), (await shuffled.GetAsync(path)).ToJsonString());
        }

        Assert.Equal(3, (int)(await shuffled.GetAsync("/events/lineage"))["totalCount"]!);
        Assert.Equal(3, (await shuffled.LogAsync("lineage.stored")).Count);
    }

    [Theory]
    [InlineData("2026-11-20T08:06:00Z", false)]
    [InlineData("2099-01-01T00:00:00+01:00", false)]
    [InlineData("2026-11-21T00:00:00", false)]
    [InlineData("2026-11-20T08:04:00Z", true)]
    [InlineData("2026-11-20T10:00:00", true)]
    public async Task Send_EventOfTheFuture_IsRefused_AloneAndInABatch(string time, bool isTaken)
    {
        await using var registry = await RegistryFixture.CreateAsync();
        using var client = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.LineageWrite, Scopes.RegistryRead);
        var ahead = Pipeline.Event("COMPLETE", time, Guid.CreateVersion7().ToString(), "train");

        using var batch = await client.PostAsJsonAsync(
            "/api/v1/lineage/batch",
            new JsonArray(ahead.DeepClone(), Pipeline.Event("COMPLETE", "2026-11-19T06:00:00Z", Guid.CreateVersion7().ToString(), "clean")),
            Ct
        );
        var summary = await RegistryFixture.JsonAsync(batch, HttpStatusCode.OK);
        Assert.Equal(isTaken ? 2 : 1, (int)summary["summary"]!["successful"]!);
        using var alone = await client.PostAsJsonAsync("/api/v1/lineage", ahead, Ct);
        var answer = await RegistryFixture.JsonAsync(alone, isTaken ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity);
        Assert.Equal(isTaken ? null : "lineage.not-valid", (string?)answer["code"]);
    }

    // OpenLineage #2858: Airflow's provider up to 1.9.1 sends the end of a failed run without a zone. Marquez #1757: Java names it twice.
    [Theory]
    [InlineData("2024-07-02T12:23:22.829392", "2024-07-02T12:23:22.829Z", "UTC")]
    [InlineData("2024-07-02T13:23:22+01:00[Europe/London]", "2024-07-02T12:23:22.000Z", null)]
    public async Task Send_EndWithoutAZone_EndsTheRun_AndIsToldAsUtc(string time, string ended, string? assumed)
    {
        await using var registry = await RegistryFixture.CreateAsync();
        using var client = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.LineageWrite, Scopes.RegistryRead);
        var run = Guid.CreateVersion7().ToString();
        async Task<JsonObject> SendAsync(string type, string at)
        {
            using var answer = await client.PostAsJsonAsync("/api/v1/lineage", Pipeline.Event(type, at, run, "dag.task"), Ct);
            return await RegistryFixture.JsonAsync(answer, HttpStatusCode.OK);
        }

        Assert.False((await SendAsync("START", "2024-07-02T12:20:27.571842+00:00")).ContainsKey("notes"));
        var failed = await SendAsync("FAIL", time);

        Assert.Equal(1, (int)failed["stored"]!);
        Assert.Equal(assumed is not null, failed["notes"]?.AsArray().Single()?.ToString().Contains("taken as UTC") ?? false);
        var stored = await registry.GetAsync($"/jobs/runs/{run}");
        Assert.Equal(("FAILED", ended), ((string?)stored["state"], (string?)stored["endedAt"]));
        Assert.Equal(assumed, (string?)stored["facets"]![Governance.Domain.Lineage.ZoneFacet.Name]?["zone"]);
        var maker = (await registry.GetAsync("/lineage/provenance?nodeId=job:etl:dag.task"))["runs"]![0]!;
        Assert.Equal(assumed, (string?)maker["assumedZone"]);
    }

    [Fact]
    public async Task Send_EndsInAnyOrder_KeepTheEarlierEnd()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var (pipeline, key) = await ClientAsync(registry);
        using var client = key;
        var run = Guid.CreateVersion7().ToString();

        await pipeline.SendAsync([
            Pipeline.Event("FAIL", "2026-11-19T06:05:00Z", run, "train"),
            Pipeline.Event("COMPLETE", "2026-11-19T06:04:00Z", run, "train"),
            Pipeline.Event("RUNNING", "2026-11-19T07:00:00Z", run, "train"),
        ]);

        var stored = await registry.GetAsync($"/jobs/runs/{run}");
        Assert.Equal("COMPLETED", (string?)stored["state"]);
        Assert.Equal("2026-11-19T06:04:00.000Z", (string?)stored["endedAt"]);
    }

    [Fact]
    public async Task Send_UnknownFacetsAndMembers_AreKept()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var (pipeline, key) = await ClientAsync(registry);
        using var client = key;
        var facets = new JsonObject
        {
            ["acme_quality"] = new JsonObject { ["grade"] = 1.50, ["note"] = "ünïcode" },
        };
        var sent = Pipeline.Event(
            "COMPLETE",
            "2026-11-19T06:04:00.123456789Z",
            Guid.CreateVersion7().ToString(),
            "train",
            [Pipeline.Dataset("applications", facets: facets)]
        );
        sent["somethingNew"] = new JsonArray(1, 2);

        await pipeline.SendAsync([sent]);

        var dataset = await registry.GetAsync("/namespaces/warehouse/datasets/applications");
        Assert.Equal("ünïcode", (string?)dataset["facets"]!["acme_quality"]!["note"]);
        Assert.Equal(2, (int)(await registry.GetAsync("/events/lineage"))["events"]![0]!["somethingNew"]![1]!);
    }

    [Fact]
    public async Task Send_FacetTakenAway_IsGoneWhateverComesLater()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var (pipeline, key) = await ClientAsync(registry);
        using var client = key;
        JsonObject At(string time, JsonObject facet) =>
            Pipeline.Event(
                "OTHER",
                time,
                "0199f3a2-7b3c-7c61-9f3e-2f6a1e0c8a11",
                "train",
                [Pipeline.Dataset("applications", facets: new JsonObject { ["ownership"] = facet })]
            );

        await pipeline.SendAsync([
            At("2026-11-19T06:02:00Z", new JsonObject { ["_deleted"] = true }),
            At("2026-11-19T06:01:00Z", new JsonObject { ["owners"] = new JsonArray() }),
        ]);

        Assert.False(
            (await registry.GetAsync("/namespaces/warehouse/datasets/applications"))["facets"]!.AsObject().ContainsKey("ownership")
        );
    }

    [Theory]
    [InlineData(
        """{"eventTime":"2026-11-19T06:00:00Z","schemaURL":"urn:x","run":{"runId":"0199f3a2-7b3c-7c61-9f3e-2f6a1e0c8a11"},"job":"""
            + """{"namespace":"a","name":"b"}}""",
        "producer"
    )]
    [InlineData(
        """{"eventTime":"yesterday","producer":"urn:x","schemaURL":"urn:x","run":{"runId":"0199f3a2-7b3c-7c61-9f3e-2f6a1e0c8a11"},"job":"""
            + """{"namespace":"a","name":"b"}}""",
        "eventTime"
    )]
    [InlineData(
        """{"eventTime":"2026-11-19T06:00:00Z","producer":"urn:x","schemaURL":"urn:x","run":{"runId":"7"},"job":"""
            + """{"namespace":"a","name":"b"}}""",
        "run.runId"
    )]
    [InlineData(
        """{"eventTime":"2026-11-19T06:00:00Z","producer":"urn:x","schemaURL":"urn:x","run":"""
            + """{"runId":"0199f3a2-7b3c-7c61-9f3e-2f6a1e0c8a11"}}""",
        "job"
    )]
    [InlineData(
        """{"eventTime":"2026-11-19T06:00:00Z","producer":"urn:x","schemaURL":"urn:x","eventType":"DONE","run":"""
            + """{"runId":"0199f3a2-7b3c-7c61-9f3e-2f6a1e0c8a11"},"job":{"namespace":"a","name":"b"}}""",
        "eventType"
    )]
    [InlineData(
        """{"eventTime":"2026-11-19T06:00:00Z","producer":"urn:x","schemaURL":"urn:x","run":"""
            + """{"runId":"0199f3a2-7b3c-7c61-9f3e-2f6a1e0c8a11"},"job":{"namespace":"a","name":"b"},"inputs":[{"name":"x"}]}""",
        "inputs[0].namespace"
    )]
    [InlineData("""{"eventTime":"2026-11-19T06:00:00Z","producer":"urn:x","schemaURL":"urn:x"}""", "run")]
    [InlineData("""[]""", "event")]
    [InlineData(
        """{"eventTime":"2026-11-19T06:00:00Z","producer":"urn:x","schemaURL":"urn:x","dataset":{"namespace":"a","name":"\ud800"}}""",
        "event"
    )]
    public async Task Send_AgainstTheSchema_IsRefusedNamingTheField(string body, string field)
    {
        var registry = await shared.GetAsync(() => RegistryFixture.CreateAsync());
        var (pipeline, key) = await ClientAsync(registry);
        using var client = key;

        using var answer = await pipeline.PostAsync(body);

        var problem = await RegistryFixture.JsonAsync(answer, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("lineage.not-valid", (string?)problem["code"]);
        Assert.True(problem["errors"]!.AsObject().ContainsKey(field), problem.ToJsonString());
    }

    [Fact]
    public async Task Send_WhatIsNoEventsAtAll_IsRefusedInWords()
    {
        await using var registry = await RegistryFixture.CreateAsync(settings: s => s["Limits:LineageBytes"] = "2048");
        var (pipeline, key) = await ClientAsync(registry);
        using var client = key;

        using var broken = await pipeline.PostAsync("{\"eventTime\":");
        using var large = await pipeline.PostAsync($"[\"{new string('x', 100_000)}\"]", compress: true, "/api/v1/lineage/batch");
        using var asWriter = await registry.PostAsync(
            "/lineage",
            Pipeline.Event("START", "2026-11-19T06:00:00Z", Guid.CreateVersion7().ToString(), "train")
        );

        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        Assert.Contains(
            "Limits__LineageBytes",
            (await RegistryFixture.JsonAsync(large, HttpStatusCode.RequestEntityTooLarge)).ToJsonString(),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.Forbidden, asWriter.StatusCode); // registry:write is not lineage:write
    }

    [Fact]
    public async Task SendBatch_OneOfThemNotValid_StoresTheOthersAndNamesIt()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var (pipeline, key) = await ClientAsync(registry);
        using var client = key;
        var events = Pipeline.Run("features", s_at, [Pipeline.Dataset("applications")], [Pipeline.Dataset("credit_features")]).ToList();
        events.Insert(1, new JsonObject { ["eventTime"] = "2026-11-19T06:00:00Z" });

        var answer = await pipeline.SendBatchAsync(events);

        Assert.Equal("partial_success", (string?)answer["status"]);
        Assert.Equal(3, (int)answer["summary"]!["successful"]!);
        Assert.Equal(1, (int)Assert.Single(answer["failed_events"]!.AsArray())!["index"]!);
        Assert.Equal(3, (int)(await registry.GetAsync("/events/lineage"))["totalCount"]!);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Send_ManyAtOnceAboutOneRun_LosesNothing(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        var (pipeline, key) = await ClientAsync(registry);
        using var client = key;
        var run = Guid.CreateVersion7().ToString();

        await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i =>
                    pipeline.SendAsync([
                        Pipeline.Event("RUNNING", $"2026-11-19T06:00:{i:00}Z", run, "train", [Pipeline.Dataset($"part-{i:00}")]),
                    ])
                )
        );

        Assert.Equal(12, (await registry.GetAsync($"/jobs/runs/{run}"))["inputDatasetVersions"]!.AsArray().Count);
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(12, await db.LineageEdges.CountAsync(Ct));
    }

    internal static async Task<(Pipeline Pipeline, HttpClient Key)> ClientAsync(RegistryFixture registry)
    {
        var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.LineageWrite);
        return (new Pipeline(key), key);
    }
}
