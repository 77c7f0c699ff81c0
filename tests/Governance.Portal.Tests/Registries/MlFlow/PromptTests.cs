using System.Text.Json.Nodes;
using Governance.Domain.Discovery;
using Governance.Domain.Models.MlFlow;
using Governance.Domain.Models.Registries;
using Governance.Portal.Models.Registries;
using Governance.Portal.Tests.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Registries.MlFlow;

/// <summary>
/// MLflow keeps prompts in the registry of models, told apart by tags (mlflow/mlflow, <c>mlflow/prompt/constants.py</c>). Here they are
/// no models, whichever way they come.
/// </summary>
public sealed class PromptTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prompt_IsRefused_HoweverAClientSendsIt()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var client = new RegistryClient(registry.Client);
        await client.RegisterModelAsync("Fraud scorer", "s3://a");
        JsonObject At(params (string Key, JsonNode? Value)[] members) => [.. members.Select(m => KeyValuePair.Create(m.Key, m.Value))];
        JsonArray Tag(string key, string value) => [new JsonObject { ["key"] = key, ["value"] = value }];

        foreach (
            var (call, body) in new[]
            {
                // What register_prompt sends first.
                ("registered-models/create", At(("name", "prompt_1"), ("tags", Tag("mlflow.prompt.is_prompt", "true")))),
                ("registered-models/create", At(("name", "prompt_1"), ("tags", Tag("mlflow.prompt.is_prompt", "True")))),
                (
                    "model-versions/create",
                    At(("name", "Fraud scorer"), ("source", "dummy-source"), ("tags", Tag("mlflow.prompt.text", "Summarize {{text}}")))
                ),
                (
                    "model-versions/create",
                    At(("name", "Fraud scorer"), ("source", "dummy-source"), ("tags", Tag("mlflow.prompt.is_prompt", "true")))
                ),
                ("registered-models/set-tag", At(("name", "Fraud scorer"), ("key", "mlflow.prompt.is_prompt"), ("value", "true"))),
                (
                    "model-versions/set-tag",
                    At(("name", "Fraud scorer"), ("version", "1"), ("key", "mlflow.prompt.text"), ("value", "Summarize"))
                ),
            }
        )
        {
            var error = await client.FailsAsync(c => c.PostAsync(call, body));

            Assert.Equal((call, "INVALID_PARAMETER_VALUE"), (call, error.Code));
            Assert.StartsWith("MLflow prompts are not registered here", error.Words, StringComparison.Ordinal);
        }

        // Nothing of them was kept, and a model may say that it is none.
        Assert.Equal("fraud-scorer", (string?)Assert.Single((await registry.GetAsync("/models"))["items"]!.AsArray())!["name"]);
        Assert.Single((await client.GetAsync("model-versions/search"))["model_versions"]!.AsArray());
        await client.PostAsync(
            "registered-models/set-tag",
            At(("name", "Fraud scorer"), ("key", "mlflow.prompt.is_prompt"), ("value", "false"))
        );
    }

    [Fact]
    public async Task PromptFromBefore_IsLeftOutOfSearches_UnlessAskedFor()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var client = new RegistryClient(registry.Client);
        await client.RegisterModelAsync("Fraud scorer", "s3://a");
        await client.RegisterModelAsync("prompt_1", "dummy-source");
        await client.PostAsync(
            "registered-models/set-tag",
            new JsonObject
            {
                ["name"] = "prompt_1",
                ["key"] = MlFlowTag.PromptKey,
                ["value"] = "false",
            }
        );
        Assert.Equal("Fraud scorer prompt_1", await NamesAsync(""));

        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlAsync($"UPDATE \"MlFlowTags\" SET \"Value\" = 'true' WHERE \"Key\" = {MlFlowTag.PromptKey}", Ct);
        }

        Assert.Equal("Fraud scorer", await NamesAsync(""));
        Assert.Equal("Fraud scorer", await NamesAsync("tags.`mlflow.prompt.is_prompt` != 'true'"));
        Assert.Single((await client.GetAsync("model-versions/search"))["model_versions"]!.AsArray());

        async Task<string> NamesAsync(string filter) =>
            string.Join(
                ' ',
                (await client.GetAsync("registered-models/search", ("filter", filter)))["registered_models"]!
                    .AsArray()
                    .Select(m => (string?)m!["name"])
            );
    }

    [Fact]
    public async Task PromptOfAServer_IsNotImported_NorFiledAsAModel()
    {
        await using var lab = await TrackingServer.StartAsync();
        lab.Add("Fraud scorer", 1);
        lab.Add("prompt_1", 1);
        lab.Models[1]["tags"]!.AsArray().Add(new JsonObject { ["key"] = MlFlowTag.PromptKey, ["value"] = "true" });
        lab.Add("mixed", 2);
        lab.Versions[^1]["tags"]!.AsArray().Add(new JsonObject { ["key"] = "mlflow.prompt.text", ["value"] = "Summarize" });
        await using var registry = await ImportTests.SceneAsync(lab);

        // Of three models one is skipped, and of the versions of the others one.
        Assert.Equal("done 3 (2) 3 (2) skipped 2", await ImportTests.RunAsync(registry));

        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(["fraud-scorer", "mixed"], await db.Models.Select(m => m.Name).Order().ToListAsync(Ct));
        Assert.All(
            await db.RegistryDifferences.Where(d => d.Kind == RegistryDifferenceKind.Skipped).Select(d => d.Detail).ToListAsync(Ct),
            why => Assert.StartsWith("MLflow prompts are not registered here", why, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task PromptOfAServerThatIsOnlyLookedAt_WaitsForNoTriage()
    {
        await using var lab = await TrackingServer.StartAsync();
        lab.Add("Churn", 1);
        lab.Add("prompt_1", 1);
        lab.Models[1]["tags"]!.AsArray().Add(new JsonObject { ["key"] = MlFlowTag.PromptKey, ["value"] = "true" });
        await using var registry = await ImportTests.SceneAsync(lab, reconcile: 60, discover: true);

        await registry.Portal.Get<DiscoverModels>().RunAsync(Ct);

        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal("Churn", (await db.Discoveries.SingleAsync(d => d.State == DiscoveryState.ToTriage, Ct)).Name);
    }
}
