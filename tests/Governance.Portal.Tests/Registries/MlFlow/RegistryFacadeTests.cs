using System.Net;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Registry;
using Governance.Testing;

namespace Governance.Portal.Tests.Registries.MlFlow;

/// <summary>What an MLflow client finds: its names, its numbers, its tags, its pages.</summary>
public sealed class RegistryFacadeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task RegisterModel_AsTheClientDoes_NumbersVersionsAndKeepsWhatItSaid(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        var client = new RegistryClient(registry.Client);

        var first = await client.RegisterModelAsync("Fraud Scorer", "runs:/6f2c/model", "6f2c");
        var second = await client.RegisterModelAsync("Fraud Scorer", "s3://models/2");
        await client.PostAsync(
            "model-versions/set-tag",
            new JsonObject
            {
                ["name"] = "Fraud Scorer",
                ["version"] = "2",
                ["key"] = "git commit",
                ["value"] = "a41f09c",
            }
        );
        await client.PatchAsync(
            "model-versions/update",
            new JsonObject
            {
                ["name"] = "Fraud Scorer",
                ["version"] = "2",
                ["description"] = "Retrained",
            }
        );
        await client.PatchAsync(
            "registered-models/update",
            new JsonObject { ["name"] = "Fraud Scorer", ["description"] = "Scores payments" }
        );

        Assert.Equal(("1", "6f2c", "runs:/6f2c/model"), ((string?)first["version"], (string?)first["run_id"], (string?)first["source"]));
        Assert.Equal("2", (string?)second["version"]);
        var read = (await client.GetAsync("model-versions/get", ("name", "Fraud Scorer"), ("version", "2")))["model_version"]!;
        Assert.Equal(
            ("Retrained", "git commit", "a41f09c"),
            ((string?)read["description"], (string?)read["tags"]![0]!["key"], (string?)read["tags"]![0]!["value"])
        );
        Assert.Equal(
            "s3://models/2",
            (string?)(await client.GetAsync("model-versions/get-download-uri", ("name", "Fraud Scorer"), ("version", "2")))["artifact_uri"]
        );
        var model = (await client.GetAsync("registered-models/get", ("name", "Fraud Scorer")))["registered_model"]!;
        Assert.Equal(
            ("Scores payments", "2"),
            ((string?)model["description"], (string?)Assert.Single(model["latest_versions"]!.AsArray())!["version"])
        );
        Assert.Equal(registry.Clock.GetUtcNow().ToUnixTimeMilliseconds(), (long)model["last_updated_timestamp"]!);
        Assert.Equal("Scores payments", (string?)(await registry.GetAsync("/models/fraud-scorer"))["purpose"]);
        await client.DeleteAsync(
            "model-versions/delete-tag",
            new JsonObject
            {
                ["name"] = "Fraud Scorer",
                ["version"] = "2",
                ["key"] = "git commit",
            }
        );
        Assert.Empty(
            (await client.GetAsync("model-versions/get", ("name", "Fraud Scorer"), ("version", "2")))["model_version"]!["tags"]!.AsArray()
        );
    }

    [Fact]
    public async Task Versions_OfBothSurfaces_ShareOneCount()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var client = new RegistryClient(registry.Client);
        await registry.WithVersionsAsync("1.4.0", "3");

        var made = await client.RegisterModelAsync("fraud-scorer", "s3://models/3");
        var ours = (await client.GetAsync("model-versions/get", ("name", "fraud-scorer"), ("version", "1")))["model_version"]!;

        Assert.Equal("3", (string?)made["version"]);
        // 3 is the name of another one.
        Assert.Equal(3, (int?)(await registry.GetAsync("/models/fraud-scorer/versions/3-mlflow"))["number"]);
        Assert.Equal(("1", "None", "fraud-scorer"), ((string?)ours["version"], (string?)ours["current_stage"], (string?)ours["name"]));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, "Fraud Scorer", "FRAUD scorer")]
    [InlineData(DatabaseKind.Postgres, "Fraud Scorer", "FRAUD scorer")]
    [InlineData(DatabaseKind.Sqlite, "Prüfung Ä", "PRÜFUNG ä")]
    [InlineData(DatabaseKind.Postgres, "Prüfung Ä", "PRÜFUNG ä")]
    public async Task Name_InAnotherCase_IsTheSameName(DatabaseKind kind, string name, string other)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        var client = new RegistryClient(registry.Client);
        await client.RegisterModelAsync(name, "s3://a");
        await client.PostAsync("registered-models/create", new JsonObject { ["name"] = "Third" });

        var created = await Assert.ThrowsAsync<RegistryException>(() =>
            client.PostAsync("registered-models/create", new JsonObject { ["name"] = other })
        );
        var renamed = await Assert.ThrowsAsync<RegistryException>(() =>
            client.PostAsync("registered-models/rename", new JsonObject { ["name"] = "Third", ["new_name"] = other })
        );
        var body = RegistryFixture.Model("fourth");
        body["externalName"] = other;
        using var ours = await registry.PostAsync("/models", body);

        Assert.Equal(["RESOURCE_ALREADY_EXISTS", "RESOURCE_ALREADY_EXISTS"], [created.Code, renamed.Code]);
        Assert.Equal("model.external-name-taken", (string?)(await RegistryFixture.JsonAsync(ours, HttpStatusCode.Conflict))["code"]);
        Assert.Equal(name, (string?)(await client.GetAsync("registered-models/get", ("name", other)))["registered_model"]!["name"]);
        Assert.Equal(
            "1",
            (string?)(await client.GetAsync("model-versions/get", ("name", other), ("version", "1")))["model_version"]!["version"]
        );
        // Its own name may change its capitals.
        await client.PostAsync("registered-models/rename", new JsonObject { ["name"] = name, ["new_name"] = other });
    }

    [Fact]
    public async Task Rename_ChangesTheNameElsewhereOnly()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var client = new RegistryClient(registry.Client);
        await client.RegisterModelAsync("Fraud Scorer", "s3://a");
        await client.RegisterModelAsync("Other", "s3://b");

        var renamed = await client.PostAsync(
            "registered-models/rename",
            new JsonObject { ["name"] = "Fraud Scorer", ["new_name"] = "Payment fraud" }
        );

        Assert.Equal("Payment fraud", (string?)renamed["registered_model"]!["name"]);
        var model = await registry.GetAsync("/models/fraud-scorer");
        Assert.Equal(("fraud-scorer", "Payment fraud"), ((string?)model["name"], (string?)model["externalName"]));
        Assert.Equal(
            "RESOURCE_DOES_NOT_EXIST",
            (await client.FailsAsync(c => c.GetAsync("registered-models/get", ("name", "Fraud Scorer")))).Code
        );
        Assert.Equal(
            "RESOURCE_ALREADY_EXISTS",
            (
                await client.FailsAsync(c =>
                    c.PostAsync("registered-models/rename", new JsonObject { ["name"] = "Payment fraud", ["new_name"] = "Other" })
                )
            ).Code
        );
        // A name that means a model already, here or there, never comes to mean another.
        Assert.Equal(
            "RESOURCE_ALREADY_EXISTS",
            (await client.FailsAsync(c => c.PostAsync("registered-models/create", new JsonObject { ["name"] = "fraud-scorer" }))).Code
        );
    }

    [Fact]
    public async Task Names_ThatReadAlike_BecomeDifferentModels()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var client = new RegistryClient(registry.Client);

        foreach (var name in (string[])["My Model", "my  model", "<script>alert(1)</script>", "模型", new string('x', 250)])
        {
            Assert.Equal(name, (string?)(await client.RegisterModelAsync(name, "s3://a"))["name"]);
        }

        var names = (await registry.GetAsync("/models"))["items"]!.AsArray().Select(m => (string?)m!["name"]).ToList();
        Assert.Equal(["model", "my-model", "my-model-2", "script-alert-1-script", new string('x', 100)], names);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Search_FiltersOrdersAndPages(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        var client = new RegistryClient(registry.Client);
        foreach (var name in (string[])["Fraud A", "fraud b", "It's 100%", "churn_model"])
        {
            registry.Clock.Advance(TimeSpan.FromSeconds(1));
            await client.RegisterModelAsync(name, $"s3://{name}", runId: $"run {name}");
        }

        await client.PostAsync(
            "registered-models/set-tag",
            new JsonObject
            {
                ["name"] = "fraud b",
                ["key"] = "team x",
                ["value"] = "Payments",
            }
        );

        Assert.Equal(["Fraud A"], await NamesAsync(client, "name LIKE 'Fraud%'"));
        Assert.Equal(["Fraud A", "fraud b"], await NamesAsync(client, "name ilike 'FRAUD%'"));
        Assert.Equal(["It's 100%"], await NamesAsync(client, "name = 'It''s 100%'"));
        Assert.Equal(["churn_model"], await NamesAsync(client, "name LIKE 'churn_m%'"));
        Assert.Equal(["fraud b"], await NamesAsync(client, "name LIKE 'fraud_b'")); // an underscore is any one character, as in MLflow
        Assert.Equal(["fraud b"], await NamesAsync(client, "tags.`team x` = 'Payments' AND name != 'Fraud A'"));
        Assert.Empty(await NamesAsync(client, "tags.`team x` = 'payments'"));
        Assert.Equal(["churn_model", "fraud b", "It's 100%", "Fraud A"], await NamesAsync(client, null, "timestamp DESC"));
        var versions = await client.GetAsync("model-versions/search", ("filter", "run_id = 'run fraud b'"));
        Assert.Equal("fraud b", (string?)Assert.Single(versions["model_versions"]!.AsArray())!["name"]);

        var seen = new List<string?>();
        for (string? token = ""; token is not null; )
        {
            var page = await client.GetAsync(
                "registered-models/search",
                ("max_results", "3"),
                ("order_by", "name ASC"),
                ("order_by", "timestamp DESC"),
                ("page_token", token)
            );
            seen.AddRange(page["registered_models"]!.AsArray().Select(m => (string?)m!["name"]));
            token = (string?)page["next_page_token"];
        }

        Assert.Equal(4, seen.Distinct().Count());
    }

    [Fact]
    public async Task Key_InEitherBasicField_IsTaken_ByMlFlowOnly()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        using var holder = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.RegistryWrite);
        var key = holder.DefaultRequestHeaders.Authorization!.Parameter!;

        using var asPassword = registry.Portal.CreateClient();
        using var asUser = registry.Portal.CreateClient();
        Assert.NotNull((await RegistryClient.Basic(asPassword, "anything", key).RegisterModelAsync("a", "s3://a"))["version"]);
        Assert.NotNull((await RegistryClient.Basic(asUser, key, "").RegisterModelAsync("b", "s3://b"))["version"]);

        using var elsewhere = await asUser.GetAsync(new Uri("/api/v1/models", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, elsewhere.StatusCode);
        using var wrong = registry.Portal.CreateClient();
        Assert.Equal(
            "UNAUTHENTICATED",
            (
                await RegistryClient
                    .Basic(wrong, "engineer@demo.example", "password")
                    .FailsAsync(c => c.GetAsync("registered-models/search"))
            ).Code
        );
    }

    [Fact]
    public async Task Key_WithoutAnOwner_MakesNoModel()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        using var http = await registry.Portal.CreateKeyClientAsync(null, Scopes.RegistryWrite);

        var refused = await new RegistryClient(http).FailsAsync(c =>
            c.PostAsync("registered-models/create", new JsonObject { ["name"] = "x" })
        );

        Assert.Equal("PERMISSION_DENIED", refused.Code);
    }

    private static async Task<IReadOnlyList<string?>> NamesAsync(RegistryClient client, string? filter, string order = "name")
    {
        var found = await client.GetAsync(
            "registered-models/search",
            [.. filter is null ? [] : new[] { ("filter", filter) }, ("order_by", order)]
        );
        return [.. found["registered_models"]!.AsArray().Select(m => (string?)m!["name"])];
    }
}
