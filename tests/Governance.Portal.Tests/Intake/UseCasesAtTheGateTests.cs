using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Policies;
using static Governance.Portal.Tests.Intake.IntakeScene;

namespace Governance.Portal.Tests.Intake;

/// <summary>What was asked when a use case was accepted binds the models that come of it.</summary>
public sealed class UseCasesAtTheGateTests(IntakeScene scene) : IClassFixture<IntakeScene>
{
    private const string Policy = """
        apiVersion: governance/v1
        kind: ModelPolicy
        metadata: {name: intake, version: "1"}
        spec:
          appliesTo: {stages: [production]}
          mode: enforce
          rules:
            - {id: COND-01, type: use_case_conditions, severity: high}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnOpenCondition_KeepsAModelOutOfProduction_UntilItIsRecordedAsMet()
    {
        Assert.True((await scene.Portal.Get<ActivatePolicy>().RunAsync(Actor.Host, Encoding.UTF8.GetBytes(Policy), "p.yaml", Ct)).IsDone);
        await scene.Portal.CreateUserAsync("owner@demo.example", Roles.ModelOwner);
        await RegisterAsync("rates");
        // Nothing was proposed for it: there is nothing to ask.
        Assert.Null(await MissingAsync());

        var id = await scene.JudgedAsync("Rates of loans");
        var accepted = await PostAsync(
            scene.Compliance,
            $"/{id}:accept",
            new JsonObject
            {
                ["expectedClass"] = "high_risk_annex_iii",
                ["expectedTier"] = "tier1",
                ["pack"] = "credit",
                ["roles"] = new JsonArray("deployer"),
                ["conditions"] = new JsonArray("Test it with two branches", "Train the clerks"),
            }
        );
        var system = (string)accepted["system"]!;
        using var changed = await scene.Compliance.PatchAsJsonAsync(
            $"/api/v1/systems/{system}",
            new JsonObject { ["models"] = new JsonArray("rates") },
            Ct
        );
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync(Ct));

        Assert.Contains($"{id} (1), {id} (2)", await MissingAsync(), StringComparison.Ordinal);
        var view = await GetAsync(scene.Engineer, $"/{id}");
        Assert.Equal("use=credit", (string?)view["packTag"]);
        Assert.Equal(["rates"], view["modelsWithoutPackTag"]!.AsArray().Select(m => (string?)m));

        await MeetAsync(id, 1);
        Assert.Contains($"{id} (2)", await MissingAsync(), StringComparison.Ordinal);
        await MeetAsync(id, 2);
        Assert.Null(await MissingAsync());
    }

    private static async Task MeetAsync(HttpClient client, string id, int condition) =>
        await PostAsync(client, $"/{id}:meet-condition", new JsonObject { ["condition"] = condition, ["words"] = "Done" });

    private Task MeetAsync(string id, int condition) => MeetAsync(scene.Compliance, id, condition);

    // The sentence of the rule, while it blocks.
    private async Task<string?> MissingAsync()
    {
        var said = (
            await scene.Risk.GetFromJsonAsync<JsonObject>("/api/v1/gates/simulate?model=rates&version=1.0.0&stage=production", Ct)
        )!;
        return (string?)said["missing"]!.AsArray().FirstOrDefault(m => (string?)m!["rule"] == "COND-01")?["message"];
    }

    private async Task RegisterAsync(string model)
    {
        foreach (
            var (path, body) in new[]
            {
                (
                    "/api/v1/models",
                    new JsonObject
                    {
                        ["name"] = model,
                        ["owner"] = "owner@demo.example",
                        ["riskClass"] = "limited",
                    }
                ),
                (
                    $"/api/v1/models/{model}/versions",
                    new JsonObject
                    {
                        ["version"] = "1.0.0",
                        ["artifact"] = new JsonObject
                        {
                            ["sha256"] = new string('a', 64),
                            ["sizeBytes"] = 10,
                            ["mediaType"] = "application/octet-stream",
                        },
                    }
                ),
            }
        )
        {
            using var made = await scene.Engineer.PostAsJsonAsync(path, body, Ct);
            Assert.True(made.StatusCode is HttpStatusCode.Created, $"{path}: {await made.Content.ReadAsStringAsync(Ct)}");
        }
    }
}
