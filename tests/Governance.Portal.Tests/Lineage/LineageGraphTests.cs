using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Lineage;
using Governance.Domain.Monitoring;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Models.Lineage;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Lineage;

public sealed class LineageGraphTests
{
    private static readonly DateTimeOffset s_at = new(2026, 11, 16, 6, 0, 0, TimeSpan.Zero);
    private static readonly string s_raw = RegistryFixture.Digest("applications of November"u8.ToArray());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Impact_OfRawData_ReachesVersionDeploymentAndNotTheSibling(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.WithVersionsAsync("1.0.0", "1.1.0");
        await registry.DeployAsync("1.0.0", await registry.ApproveAsync("1.0.0"));
        var (pipeline, key) = await LineageIntakeTests.ClientAsync(registry);
        using var client = key;
        await pipeline.SendBatchAsync([
            .. Pipeline.Run("features", s_at, [Pipeline.Dataset("applications", s_raw)], [Pipeline.Dataset("features_a")]),
            .. Pipeline.Run(
                "train",
                s_at.AddHours(1),
                [Pipeline.Dataset("features_a")],
                [Pipeline.Dataset("artifact-a", Artifact("1.0.0"))]
            ),
            .. Pipeline.Run(
                "train",
                s_at.AddHours(2),
                [Pipeline.Dataset("features_b")],
                [Pipeline.Dataset("artifact-b", Artifact("1.1.0"))]
            ),
        ]);

        var impact = await registry.GetAsync("/lineage/impact?nodeId=dataset:warehouse:applications");
        var provenance = await registry.GetAsync("/lineage/provenance?nodeId=model:fraud-scorer@1.0.0");

        Assert.Equal(
            ["dataset:warehouse:features_a", "dataset:warehouse:artifact-a"],
            impact["datasets"]!.AsArray().Select(d => (string?)d!["nodeId"])
        );
        var version = Assert.Single(impact["versions"]!.AsArray())!;
        Assert.Equal(
            ("1.0.0", "production", "artifact", "sha256"),
            ((string?)version["version"], (string?)version["stage"], (string?)version["role"], (string?)version["by"])
        );
        Assert.Equal("DEP-0001", (string?)Assert.Single(impact["deployments"]!.AsArray())!["id"]);
        Assert.Equal(["artifact-a", "features_a", "applications"], provenance["datasets"]!.AsArray().Select(d => (string?)d!["name"]));
        Assert.Equal("job:etl:train", (string?)Assert.Single(provenance["runs"]!.AsArray())!["job"]);
    }

    [Fact]
    public async Task Graph_OfAModelThatWasDeployedTwice_IsDrawn()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1.0.0", "1.1.0");
        await registry.DeployAsync("1.0.0", await registry.ApproveAsync("1.0.0"));
        await registry.DeployAsync("1.1.0", await registry.ApproveAsync("1.1.0"));
        var (pipeline, key) = await LineageIntakeTests.ClientAsync(registry);
        using var client = key;
        await pipeline.SendBatchAsync([
            .. Pipeline.Run("train", s_at, [Pipeline.Dataset("applications", s_raw)], [Pipeline.Dataset("artifact-a", Artifact("1.0.0"))]),
            .. Pipeline.Run(
                "train",
                s_at.AddHours(1),
                [Pipeline.Dataset("applications", s_raw)],
                [Pipeline.Dataset("artifact-b", Artifact("1.1.0"))]
            ),
        ]);

        var drawn = await registry.GetAsync("/lineage?nodeId=dataset:warehouse:applications");

        Assert.Equal(4, drawn["graph"]!.AsArray().Count);
    }

    [Fact]
    public async Task Impact_OfOneStateOfADataset_LeavesOutWhatWasMadeFromAnother()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1.0.0", "1.1.0");
        var (pipeline, key) = await LineageIntakeTests.ClientAsync(registry);
        using var client = key;
        var other = RegistryFixture.Digest("applications of December"u8.ToArray());
        await pipeline.SendBatchAsync([
            .. Pipeline.Run("train", s_at, [Pipeline.Dataset("applications", s_raw)], [Pipeline.Dataset("artifact-a", Artifact("1.0.0"))]),
            .. Pipeline.Run(
                "train",
                s_at.AddHours(1),
                [Pipeline.Dataset("applications", other)],
                [Pipeline.Dataset("artifact-b", Artifact("1.1.0"))]
            ),
        ]);

        var all = await registry.GetAsync("/lineage/impact?nodeId=dataset:warehouse:applications");
        var one = await registry.GetAsync($"/lineage/impact?nodeId=dataset:warehouse:applications&sha256={s_raw}");

        Assert.Equal(["1.0.0", "1.1.0"], all["versions"]!.AsArray().Select(v => (string?)v!["version"]));
        Assert.Equal(["1.0.0"], one["versions"]!.AsArray().Select(v => (string?)v!["version"]));
    }

    [Fact]
    public async Task Downstream_OfAVersionWhoseFileAnotherRegisteredAsItsDataset_ReachesThatOneAndNotTheSibling()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1.0.0");
        await RegisterAsync("1.1.0", "applications", s_raw); // trained from the same data
        await RegisterAsync("2.0.0", "teacher", Artifact("1.0.0")); // fine-tuned from the file of 1.0.0
        var (pipeline, key) = await LineageIntakeTests.ClientAsync(registry);
        using var client = key;
        await pipeline.SendBatchAsync(
            Pipeline.Run("train", s_at, [Pipeline.Dataset("applications", s_raw)], [Pipeline.Dataset("artifact-a", Artifact("1.0.0"))])
        );

        var impact = await registry.GetAsync("/lineage/impact?nodeId=model:fraud-scorer@1.0.0");
        var graph = await registry.Portal.Get<DrawLineage>().RunAsync("model:fraud-scorer@1.0.0", depth: 20, most: null, Ct);
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        var teacher = await db.Versions.AsNoTracking().SingleAsync(v => v.Version == "1.0.0", Ct);
        var derived = await registry.Portal.Get<IDerivedVersions>().FindAsync(db, teacher, depth: 20, Ct);

        Assert.Equal(
            [("1.0.0", "artifact", "dataset:warehouse:artifact-a"), ("2.0.0", "training", "dataset:warehouse:artifact-a")],
            impact["versions"]!.AsArray().Select(v => ((string?)v!["version"], (string?)v["role"], (string?)v["through"]))
        );
        Assert.Equal(
            ["fraud-scorer 1.0.0", "fraud-scorer 2.0.0"],
            graph.Value.Nodes.Where(n => n.Kind is GraphNodeKind.Model).Select(n => n.Name).Order(StringComparer.Ordinal)
        );
        Assert.Equal(("fraud-scorer", "2.0.0"), Assert.Single(derived.Versions)); // what a retirement of 1.0.0 is told

        async Task RegisterAsync(string name, string dataset, string sha256)
        {
            var version = RegistryFixture.Version(name, Encoding.UTF8.GetBytes($"model {name}"));
            version["datasets"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = dataset,
                    ["version"] = "1",
                    ["sha256"] = sha256,
                    ["role"] = "training",
                }
            );
            await registry.CreatedAsync("/models/fraud-scorer/versions", version);
        }
    }

    [Fact]
    public async Task Graph_NamespaceWithColonsAndSlashes_IsFoundByItsId()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var (pipeline, key) = await LineageIntakeTests.ClientAsync(registry);
        using var client = key;
        var table = Pipeline.Dataset("public.customers");
        table["namespace"] = "postgres://db.example:5432";
        await pipeline.SendAsync(Pipeline.Run("copy", s_at, [table], [Pipeline.Dataset("customers")]));

        var graph = await registry.GetAsync(
            $"/lineage?nodeId={Uri.EscapeDataString("dataset:postgres://db.example:5432:public.customers")}&depth=1"
        );
        var dataset = await registry.GetAsync("/namespaces/postgres:%2F%2Fdb.example:5432/datasets/public.customers");

        Assert.Equal(3, graph["graph"]!.AsArray().Count);
        Assert.Equal("job:etl:copy", (string?)graph["graph"]!.AsArray().Single(n => (string?)n!["type"] == "JOB")!["id"]);
        Assert.Equal("public.customers", (string?)dataset["name"]);
        await registry.GetAsync("/lineage?nodeId=dataset:warehouse:nothing", HttpStatusCode.NotFound);
        await registry.GetAsync("/lineage?nodeId=table:x:y", HttpStatusCode.UnprocessableEntity);
        await registry.GetAsync("/lineage?nodeId=dataset:warehouse:customers&depth=101", HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Columns_FromTheirFacet_AreFollowedThroughDatasets()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var (pipeline, key) = await LineageIntakeTests.ClientAsync(registry);
        using var client = key;
        await pipeline.SendBatchAsync([
            .. Pipeline.Run(
                "clean",
                s_at,
                [Pipeline.Dataset("raw")],
                [Pipeline.Dataset("clean", facets: Columns("income", "raw", "Income"))]
            ),
            .. Pipeline.Run(
                "features",
                s_at.AddHours(1),
                [Pipeline.Dataset("clean")],
                [Pipeline.Dataset("features", facets: Columns("debt_ratio", "clean", "income"))]
            ),
        ]);

        var columns = await registry.GetAsync("/column-lineage?nodeId=datasetField:warehouse:features:debt_ratio");
        var down = await registry.GetAsync("/column-lineage?nodeId=datasetField:warehouse:raw:Income&withDownstream=true");

        string[] expected =
        [
            "datasetField:warehouse:clean:income",
            "datasetField:warehouse:features:debt_ratio",
            "datasetField:warehouse:raw:Income",
        ];
        Assert.Equal(expected, columns["graph"]!.AsArray().Select(n => (string?)n!["id"]));
        Assert.Equal(expected, down["graph"]!.AsArray().Select(n => (string?)n!["id"]));
    }

    [Fact]
    public async Task Alerts_LineageOfAGovernedModelChanges_NameWhatChanged()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1.0.0");
        var (pipeline, key) = await LineageIntakeTests.ClientAsync(registry);
        using var client = key;
        JsonArray Made() => [Pipeline.Dataset("artifact", Artifact("1.0.0"))];
        await pipeline.SendBatchAsync(Pipeline.Run("train", s_at, [Pipeline.Dataset("applications", columns: ["income"])], Made()));
        Assert.Empty(await AlertsAsync(registry));

        await pipeline.SendBatchAsync(
            Pipeline.Run(
                "train",
                s_at.AddDays(1),
                [Pipeline.Dataset("applications", columns: ["income", "postcode"]), Pipeline.Dataset("bought")],
                Made()
            )
        );
        await pipeline.SendBatchAsync(
            Pipeline.Run(
                "train",
                s_at.AddDays(2),
                [Pipeline.Dataset("applications", columns: ["income", "postcode"]), Pipeline.Dataset("bought")],
                Made()
            )
        );

        Assert.Equal(
            ["warehouse/applications (changed schema)", "warehouse/bought (new source)"],
            (await AlertsAsync(registry)).Select(a => a.Field).Order(StringComparer.Ordinal)
        );
        Assert.All(await AlertsAsync(registry), a => Assert.Equal(registry.OwnerId, a.Owner));
    }

    [Fact]
    public async Task Alerts_RegisteredDatasetWithAnotherDigest_IsNamed()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1.0.0");
        var version = RegistryFixture.Version("1.1.0", "model 1.1.0"u8.ToArray());
        version["datasets"] = new JsonArray(
            new JsonObject
            {
                ["name"] = "applications",
                ["version"] = "7",
                ["sha256"] = s_raw,
                ["role"] = "training",
            }
        );
        await registry.CreatedAsync("/models/fraud-scorer/versions", version);
        var (pipeline, key) = await LineageIntakeTests.ClientAsync(registry);
        using var client = key;

        await pipeline.SendBatchAsync(Pipeline.Run("train", s_at, [Pipeline.Dataset("applications", s_raw)], [Pipeline.Dataset("x")]));
        Assert.Empty(await AlertsAsync(registry));
        await pipeline.SendBatchAsync(
            Pipeline.Run("train", s_at.AddDays(1), [Pipeline.Dataset("applications", RegistryFixture.Digest([1]))], [Pipeline.Dataset("x")])
        );

        Assert.Equal("warehouse/applications (other digest)", Assert.Single(await AlertsAsync(registry)).Field);
        var declared = (await registry.GetAsync("/lineage/provenance?nodeId=model:fraud-scorer@1.1.0"))["registered"]![0]!;
        Assert.Equal(("dataset:warehouse:applications", "sha256"), ((string?)declared["seen"], (string?)declared["by"]));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, 14, 400)]
    [WholeData(DatabaseKind.Sqlite, 70, 5_000)]
    [WholeData(DatabaseKind.Postgres, 70, 5_000)]
    public async Task Graph_OfThousandsOfNodes_IsReadWholeAndPlacedFromLeftToRight(DatabaseKind kind, int layers, int least)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind, s => s["Limits:LineageNodes"] = "8000");
        await LargeGraph.StoreAsync(registry, layers, width: 50);
        var draw = registry.Portal.Get<DrawLineage>();

        var graph = await draw.RunAsync($"dataset:large:d-{layers / 2}-25", 100, most: null, Ct);
        var placed = LayeredLayout.Of(graph.Value.Nodes.Count, [.. graph.Value.Edges.Select(e => (e.From, e.To))]).Nodes;

        Assert.True(graph.Value.Nodes.Count > least, $"{graph.Value.Nodes.Count}");
        Assert.False(graph.Value.IsCut);
        Assert.Equal(graph.Value.Nodes.Count, placed.Distinct().Count());
        Assert.All(graph.Value.Edges, e => Assert.True(placed[e.From].Column < placed[e.To].Column));
    }

    [Fact]
    public void Picture_InGerman_SaysWhereTheLongWordOfABoxMayBeBroken()
    {
        using var german = Languages.Use("de");
        var graph = new LineageGraph(
            "model:credit",
            [
                new("model:credit", GraphNodeKind.Model, null, "credit-default 2.0.0", null, null, null),
                new("decisions:credit", GraphNodeKind.Decisions, null, "Entscheidungsprotokoll", null, null, null),
            ],
            [new(0, 1)],
            IsCut: false
        );

        var picture = GraphPicture.Of(graph);

        Assert.Equal(["credit-default 2.0.0", "Entscheidungs\u00ADprotokoll"], picture.Nodes.Select(n => n.Name));
        Assert.Empty(Assert.Single(picture.Passages));
    }

    private static string Artifact(string version) => RegistryFixture.Digest(Encoding.UTF8.GetBytes($"model {version}"));

    private static JsonObject Columns(string output, string dataset, string input) =>
        new()
        {
            ["columnLineage"] = Pipeline.Facet(
                new JsonObject
                {
                    ["fields"] = new JsonObject
                    {
                        [output] = new JsonObject
                        {
                            ["inputFields"] = new JsonArray(
                                new JsonObject
                                {
                                    ["namespace"] = "warehouse",
                                    ["name"] = dataset,
                                    ["field"] = input,
                                }
                            ),
                        },
                    },
                }
            ),
        };

    private static async Task<List<Alert>> AlertsAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Alerts.AsNoTracking().Where(a => a.Rule == AlertRule.LineageChange).ToListAsync(Ct);
    }
}
