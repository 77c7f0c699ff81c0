using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Models.Registry;
using Governance.Testing;

namespace Governance.Portal.Tests.Registry;

public sealed class ModelsApiTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Register_CompleteModel_AnswersItAndLogsIdsOnly(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        var body = RegistryFixture.Model();
        body["displayName"] = "Fraud scorer";
        body["purpose"] = "Scores card payments";
        body["deputies"] = new JsonArray(RegistryFixture.Deputy);
        body["tags"] = new JsonObject { ["team"] = "payments" };

        using var answer = await registry.PostAsync("/models", body);
        var model = await RegistryFixture.JsonAsync(answer, HttpStatusCode.Created);

        Assert.Equal("/api/v1/models/fraud-scorer", answer.Headers.Location?.ToString());
        Assert.Equal("\"1\"", answer.Headers.ETag?.Tag);
        Assert.Equal(RegistryFixture.Owner, (string?)model["owner"]);
        Assert.Equal("limited", (string?)model["riskClass"]);
        Assert.Equal("development", (string?)model["stage"]);
        Assert.Equal("payments", (string?)model["tags"]!["team"]);
        Assert.Equal(model.ToJsonString(), (await registry.GetAsync("/models/fraud-scorer")).ToJsonString());
        var entry = Assert.Single(await registry.LogAsync("model.registered"));
        Assert.Equal(registry.OwnerId.ToString(), (string?)entry["data"]!["owner"]);
        Assert.DoesNotContain("@", entry.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("card payments", entry.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_EverythingWrong_NamesEveryFieldAtOnce()
    {
        await using var registry = await RegistryFixture.CreateAsync();

        using var answer = await registry.PostAsync(
            "/models",
            new JsonObject
            {
                ["name"] = "Fraud Scorer",
                ["owner"] = RegistryFixture.Engineer,
                ["riskClass"] = "huge",
                ["displayName"] = new string('x', 201),
                ["deputies"] = new JsonArray("nobody@demo.example"),
                ["tags"] = new JsonObject { [" "] = "x" },
            }
        );
        var problem = await RegistryFixture.JsonAsync(answer, HttpStatusCode.UnprocessableEntity);

        Assert.Equal(
            ["deputies[0]", "displayName", "name", "owner", "riskClass", "tags"],
            problem["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal)
        );
        Assert.Empty(await registry.LogAsync("model.registered"));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("FRAUD")]
    [InlineData("ünïcode")]
    public async Task Register_NameOfAnotherForm_IsRefused(string name)
    {
        var registry = await OneAsync();

        using var answer = await registry.PostAsync("/models", RegistryFixture.Model(name));

        var problem = await RegistryFixture.JsonAsync(answer, HttpStatusCode.UnprocessableEntity);
        Assert.True(problem["errors"]!.AsObject().ContainsKey("name"));
    }

    [Theory]
    [InlineData("/models/..%2F..%2Fetc%2Fpasswd")]
    [InlineData("/models/a%0Ab")]
    [InlineData("/models/fraud-scorer/versions/..%2F1")]
    [InlineData("/models/fraud-scorer/versions/a%0Ab/artifact")]
    [InlineData("/models/fraud-scorer/versions/1/evidence/..%2F..%2Fkeys/content")]
    [InlineData("/models/fraud-scorer/versions/1/evidence/EVD-99999999999999")]
    [InlineData("/models/fraud-scorer/versions/1/deployments/DEP-0001")]
    public async Task Read_NameThatIsATrick_IsNotFound(string path)
    {
        var registry = await OneAsync();

        var problem = await registry.GetAsync(path, HttpStatusCode.NotFound);

        Assert.NotNull(problem["code"]);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Register_SameNameTwiceAtOnce_OneIsCreatedOneConflicts(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => registry.PostAsync("/models", RegistryFixture.Model())));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        Assert.Single(await registry.LogAsync("model.registered"));
    }

    [Fact]
    public async Task Register_WithoutTheScope_IsForbiddenAndAudited()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        using var client = await registry.Portal.CreateKeyClientAsync(null, Scopes.RegistryRead);

        using var answer = await client.PostAsJsonAsync("/api/v1/models", RegistryFixture.Model(), Ct);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("refused", (string?)Assert.Single(await registry.LogAsync("model.registered"))["outcome"]);
    }

    [Fact]
    public async Task Register_UnknownMember_IsNamed()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var body = RegistryFixture.Model();
        body["stage"] = "production";

        using var answer = await registry.PostAsync("/models", body);

        var problem = await RegistryFixture.JsonAsync(answer, HttpStatusCode.UnprocessableEntity);
        Assert.True(problem["errors"]!.AsObject().ContainsKey("stage"));
    }

    [Fact]
    public async Task Change_AbsentStaysNullGoesStaleIsRefused()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var body = RegistryFixture.Model();
        body["purpose"] = "Scores card payments";
        body["tags"] = new JsonObject { ["team"] = "payments", ["tier"] = "1" };
        await registry.CreatedAsync("/models", body);

        using var changed = await PatchAsync(
            registry.Client,
            new JsonObject
            {
                ["purpose"] = null,
                ["tags"] = new JsonObject { ["team"] = "cards" },
            },
            "\"1\""
        );
        var model = await RegistryFixture.JsonAsync(changed, HttpStatusCode.OK);
        using var stale = await PatchAsync(registry.Client, new JsonObject { ["displayName"] = "Late" }, "\"1\"");

        Assert.Null(model["purpose"]);
        Assert.Equal("limited", (string?)model["riskClass"]);
        Assert.Equal("""{"team":"cards"}""", model["tags"]!.ToJsonString());
        Assert.Equal("\"2\"", changed.Headers.ETag?.Tag);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        var entry = Assert.Single(await registry.LogAsync("model.changed"));
        Assert.Equal("""["purpose","tags"]""", entry["data"]!["members"]!.ToJsonString());
    }

    [Fact]
    public async Task Change_NothingDifferent_LeavesNoEntry()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());

        using var answer = await PatchAsync(registry.Client, new JsonObject { ["riskClass"] = "limited" });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await registry.LogAsync("model.changed"));
    }

    [Theory]
    [InlineData("""{"owner":"deputy@demo.example"}""")]
    [InlineData("""{"deputies":["deputy@demo.example"]}""")]
    [InlineData("""{"riskClass":"minimal"}""", "model.class-asked")]
    [InlineData("""{"riskClass":null}""", "model.class-asked")]
    public async Task Change_WhatTheOwnerDecides_IsForbiddenToAnEngineersKey(string body, string action = "model.changed")
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());

        using var answer = await PatchAsync(registry.Client, JsonNode.Parse(body)!);
        using var owners = await registry.Portal.CreateKeyClientAsync(registry.OwnerId, Scopes.RegistryWrite);
        using var byOwner = await PatchAsync(owners, JsonNode.Parse(body)!);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, byOwner.StatusCode);
        Assert.Equal("refused", (string?)(await registry.LogAsync("model.changed"))[0]["outcome"]);
        Assert.Single(await registry.LogAsync(action), e => (string?)e["outcome"] == "done");
    }

    [Fact]
    public async Task Change_HigherRiskClass_IsAllowedToAnEngineer()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());

        using var answer = await PatchAsync(registry.Client, new JsonObject { ["riskClass"] = "high" });

        Assert.Equal("high", (string?)(await RegistryFixture.JsonAsync(answer, HttpStatusCode.OK))["riskClass"]);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task List_FilterSortAndPages_AreTheDatabases(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        foreach (
            var (name, risk, tag) in new[]
            {
                ("alpha", "high", "a"),
                ("beta_x", "minimal", "b"),
                ("betayx", "high", "b"),
                ("gamma", null, "c"),
            }
        )
        {
            await registry.CreatedAsync(
                "/models",
                new JsonObject
                {
                    ["name"] = name,
                    ["owner"] = RegistryFixture.Owner,
                    ["riskClass"] = risk,
                    ["tags"] = new JsonObject { ["team"] = tag },
                }
            );
        }

        Assert.Equal(["alpha", "betayx"], await NamesAsync(registry, "?riskClass=high"));
        Assert.Equal(["gamma"], await NamesAsync(registry, "?riskClass=none"));
        Assert.Equal(["beta_x", "betayx"], await NamesAsync(registry, "?tag=team:b"));
        Assert.Equal(4, (await NamesAsync(registry, "?tag=team")).Count);
        Assert.Equal(["beta_x"], await NamesAsync(registry, "?name=A_x"));
        Assert.Equal(4, (await NamesAsync(registry, $"?owner={RegistryFixture.Owner}&stage=development")).Count);
        Assert.Empty(await NamesAsync(registry, "?owner=nobody@demo.example"));
        Assert.Empty(await NamesAsync(registry, "?stage=production"));

        var first = await registry.GetAsync("/models?limit=3");
        var second = await registry.GetAsync($"/models?limit=3&cursor={(string?)first["nextCursor"]}");
        Assert.Equal(["alpha", "beta_x", "betayx"], first["items"]!.AsArray().Select(i => (string?)i!["name"]));
        Assert.Equal(["gamma"], second["items"]!.AsArray().Select(i => (string?)i!["name"]));
        Assert.Null(second["nextCursor"]);

        var list = registry.Portal.Get<ListModels>();
        foreach (var order in Enum.GetValues<ModelOrder>())
        {
            var up = (await list.PageAsync(new ModelFilter(), order, descending: false, 0, 2, Ct)).Value;
            var rest = (await list.PageAsync(new ModelFilter(), order, descending: false, 2, 2, Ct)).Value;
            var down = (await list.PageAsync(new ModelFilter(), order, descending: true, 0, 10, Ct)).Value;
            Assert.Equal(4, up.Total);
            Assert.Equal(4, up.Items.Concat(rest.Items).Select(m => m.Name).Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(4, down.Items.Count);
        }

        var byRisk = (await list.PageAsync(new ModelFilter(), ModelOrder.RiskClass, descending: true, 0, 10, Ct)).Value;
        Assert.Equal(["alpha", "betayx", "beta_x", "gamma"], byRisk.Items.Select(m => m.Name));
        Assert.Equal("Owner", byRisk.Items[0].OwnerName);
    }

    [Theory]
    [InlineData("?limit=501", "limit")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?cursor=xyz", "cursor")]
    [InlineData("?stage=live", "stage")]
    [InlineData("?riskClass=huge", "riskClass")]
    public async Task List_ParameterThatMeansNothing_IsNamed(string query, string field)
    {
        var registry = await OneAsync();

        var problem = await registry.GetAsync("/models" + query, HttpStatusCode.UnprocessableEntity);

        Assert.True(problem["errors"]!.AsObject().ContainsKey(field));
    }

    [Fact]
    public async Task Compare_TwoVersions_ListsWhatChanged()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        foreach (var (version, auc, numpy) in new[] { ("1", 0.90, "1.0"), ("2", 0.92, "2.0") })
        {
            var body = RegistryFixture.Version(version, [1]);
            body["metrics"] = new JsonObject { ["auc"] = auc, ["fpr"] = 0.1 };
            body["dependencies"] = new JsonArray(new JsonObject { ["name"] = "numpy", ["version"] = numpy });
            await registry.CreatedAsync("/models/fraud-scorer/versions", body);
        }

        var comparison = await registry.GetAsync("/models/fraud-scorer/compare?a=1&b=2");

        var auc1 = comparison["metrics"]![0]!;
        Assert.Equal("changed", (string?)auc1["kind"]);
        Assert.True((bool)auc1["better"]!);
        Assert.Equal("same", (string?)comparison["metrics"]![1]!["kind"]);
        Assert.Equal("changed", (string?)comparison["dependencies"]![0]!["kind"]);
        Assert.True((bool)comparison["sameArtifact"]!);
        await registry.GetAsync("/models/fraud-scorer/compare?a=1", HttpStatusCode.UnprocessableEntity);
        await registry.GetAsync("/models/fraud-scorer/compare?a=1&b=3", HttpStatusCode.NotFound);
    }

    private static async Task<HttpResponseMessage> PatchAsync(HttpClient client, JsonNode body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/models/fraud-scorer") { Content = JsonContent.Create(body) };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await client.SendAsync(request, Ct);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(RegistryFixture registry, string query) =>
        [.. (await registry.GetAsync("/models" + query))["items"]!.AsArray().Select(i => (string)i!["name"]!)];

    // A model with a version, for calls that are refused.
    private Task<RegistryFixture> OneAsync() =>
        shared.GetAsync(async () =>
        {
            var made = await RegistryFixture.CreateAsync();
            await made.WithVersionsAsync("1");
            return made;
        });
}
