using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Tests.Compliance;
using Microsoft.EntityFrameworkCore;
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

        Assert.Contains($"{id} (1), {id} (2), {id} (classification)", await MissingAsync(), StringComparison.Ordinal);
        // The pack that was accepted finds the model.
        var view = await GetAsync(scene.Engineer, $"/{id}");
        Assert.Equal("use=credit", (string?)view["packTag"]);
        Assert.Empty(view["modelsWithoutPackTag"]!.AsArray());
        Assert.Equal("credit", (string?)(await ModelAsync("rates"))["tags"]!["use"]);

        await MeetAsync(id, 1);
        Assert.Contains($"{id} (2)", await MissingAsync(), StringComparison.Ordinal);
        await MeetAsync(id, 2);
        // The class was only expected so far.
        Assert.Contains($"{id} (classification)", await MissingAsync(), StringComparison.Ordinal);
        await ClassifyAsync(system);
        Assert.Null(await MissingAsync());

        // A model that names the system itself is one of its models, too; a label that someone chose stays, and the gate says so.
        await RegisterAsync("rates-cars", system);
        Assert.Equal("credit", (string?)(await ModelAsync("rates-cars"))["tags"]!["use"]);
        await RegisterAsync("rates-other", system, new JsonObject { ["use"] = "marketing" });
        Assert.Equal("marketing", (string?)(await ModelAsync("rates-other"))["tags"]!["use"]);
        Assert.Contains($"{id} (label)", await MissingAsync("rates-other"), StringComparison.Ordinal);
    }

    private async Task<JsonObject> ModelAsync(string model) =>
        (await scene.Engineer.GetFromJsonAsync<JsonObject>($"/api/v1/models/{model}", Ct))!;

    private async Task ClassifyAsync(string system)
    {
        Assert.True(DisplayId.TryParse<SystemId>(system, out var id));
        await ComplianceScene.ClassifiedAsync(
            scene.Portal,
            (
                await ActorAsync("compliance@demo.example", Roles.ComplianceOfficer),
                await ActorAsync("legal@demo.example", Roles.LegalReviewer)
            ),
            id
        );
    }

    private async Task<Actor> ActorAsync(string email, string role)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return Actor.OfUser(new UserId(await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync(Ct)), role, session: null);
    }

    private static async Task MeetAsync(HttpClient client, string id, int condition) =>
        await PostAsync(client, $"/{id}:meet-condition", new JsonObject { ["condition"] = condition, ["words"] = "Done" });

    private Task MeetAsync(string id, int condition) => MeetAsync(scene.Compliance, id, condition);

    // The sentence of the rule, while it blocks.
    private async Task<string?> MissingAsync(string model = "rates")
    {
        var said = (
            await scene.Risk.GetFromJsonAsync<JsonObject>($"/api/v1/gates/simulate?model={model}&version=1.0.0&stage=production", Ct)
        )!;
        return (string?)said["missing"]!.AsArray().FirstOrDefault(m => (string?)m!["rule"] == "COND-01")?["message"];
    }

    private async Task RegisterAsync(string model, string? system = null, JsonObject? tags = null)
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
                        ["system"] = system,
                        ["tags"] = tags,
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
