using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Registry;

/// <summary>The way back is recorded with a deployment, is checked before it is taken, and is replaced, never changed.</summary>
public sealed class RollbackPlansApiTests
{
    private const string Second = "/models/fraud-scorer/versions/2/deployments";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Deploy_WithAPlan_AimsAtTheVersionBefore_AndANewPlanTakesItsPlace(DatabaseKind kind)
    {
        await using var registry = await SceneAsync(kind);
        var deployed = await registry.CreatedAsync(Second, Body(await registry.ApproveAsync("2"), Plan()));

        Assert.Equal(
            ("1", 1, 15),
            (
                (string?)deployed["rollbackPlan"]!["target"],
                (int)deployed["rollbackPlan"]!["number"]!,
                (int)deployed["rollbackPlan"]!["expectedMinutes"]!
            )
        );
        var made = (await registry.LogAsync("deployment.made"))[^1];
        Assert.Equal((string?)deployed["rollbackPlan"]!["sha256"], (string?)made["data"]!["rollbackPlanSha256"]);
        Assert.DoesNotContain("on call", made.ToJsonString(), StringComparison.Ordinal);

        var none = await registry.CreatedAsync(
            $"{Second}/DEP-0002/rollback-plans",
            new JsonObject { ["whyNone"] = "The schema changed; 1 cannot read it" }
        );
        Assert.Equal(2, (int)none["number"]!);
        using var answer = await registry.Client.GetAsync(new Uri($"/api/v1{Second}/DEP-0002/rollback-plans", UriKind.Relative), Ct);
        var plans = (await answer.Content.ReadFromJsonAsync<JsonArray>(Ct))!;
        Assert.Equal([2, 1], plans.Select(p => (int)p!["number"]!));
        Assert.Equal(["Point the router to 1", "Watch the error rate"], plans[1]!["steps"]!.AsArray().Select(s => (string?)s));
        var read = await registry.GetAsync($"{Second}/DEP-0002");
        Assert.Equal((2, null), ((int)read["rollbackPlan"]!["number"]!, (string?)read["rollbackTarget"]));
        Assert.Equal(
            (string?)none["sha256"],
            (string?)Assert.Single(await registry.LogAsync("deployment.plan-recorded"))["data"]!["planSha256"]
        );
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.All(await db.RollbackPlans.AsNoTracking().ToListAsync(Ct), p => Assert.Equal(p.Sha256, p.Digest()));
    }

    [Fact]
    public async Task Plan_ChangedBehindThePortalsBack_IsFound()
    {
        await using var registry = await SceneAsync(DatabaseKind.Sqlite);
        await registry.CreatedAsync(Second, Body(await registry.ApproveAsync("2"), Plan()));
        Assert.Empty(await FindAsync(registry));

        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync("""UPDATE "RollbackPlans" SET "ExpectedMinutes" = 600""", Ct);
        }

        Assert.Equal(["The rollback plan DEP-0002/1 was changed: the log does not contain it."], await FindAsync(registry));
    }

    [Fact]
    public async Task Deploy_WithAPlanThatLeadsNowhere_IsRefusedByItsField_AndNothingIsDeployed()
    {
        await using var registry = await SceneAsync(DatabaseKind.Sqlite);
        await registry.CreatedAsync("/models/fraud-scorer/versions", RegistryFixture.Version("3", [3]));
        var approval = await registry.ApproveAsync("2");

        Assert.Equal((409, "deployment.plan-target-not-usable", "rollbackPlan.target"), await RefusedAsync(Plan(p => p["target"] = "9")));
        Assert.Equal((409, "deployment.plan-target-not-usable", "rollbackPlan.target"), await RefusedAsync(Plan(p => p["target"] = "2")));
        Assert.Equal((409, "deployment.plan-target-not-usable", "rollbackPlan.target"), await RefusedAsync(Plan(p => p["target"] = "3")));
        Assert.Equal((422, "deployment.not-acceptable", "rollbackPlan.steps"), await RefusedAsync(Plan(p => p["steps"] = new JsonArray())));
        Assert.Equal(
            (422, "deployment.not-acceptable", "rollbackPlan.steps[0]"),
            await RefusedAsync(Plan(p => p["steps"] = new JsonArray(new string('x', 501))))
        );
        Assert.Equal(
            (422, "deployment.not-acceptable", "rollbackPlan.responsible"),
            await RefusedAsync(Plan(p => p["responsible"] = "a\u0000b"))
        );
        Assert.Equal(
            (422, "deployment.not-acceptable", "rollbackPlan.expectedMinutes"),
            await RefusedAsync(Plan(p => p["expectedMinutes"] = 0))
        );
        Assert.Equal((422, "deployment.not-acceptable", "rollbackPlan.whyNone"), await RefusedAsync(Plan(p => p["whyNone"] = "No")));
        Assert.Single(await registry.LogAsync("deployment.made"));

        async Task<(int Status, string? Code, string Field)> RefusedAsync(JsonObject plan)
        {
            using var answer = await registry.PostAsync(Second, Body(approval, plan));
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
            return ((int)answer.StatusCode, (string?)problem["code"], Assert.Single(problem["errors"]!.AsObject()).Key);
        }
    }

    [Fact]
    public async Task FirstVersion_HasNoTargetByItself_AndMaySayWhy()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        var approval = await registry.ApproveAsync("1");
        const string First = "/models/fraud-scorer/versions/1/deployments";

        using var refused = await registry.PostAsync(First, Body(approval, Plan()));
        Assert.Equal(
            "deployment.plan-target-missing",
            (string?)(await RegistryFixture.JsonAsync(refused, HttpStatusCode.UnprocessableEntity))["code"]
        );

        var deployed = await registry.CreatedAsync(First, Body(approval, new JsonObject { ["whyNone"] = "The first version" }));
        Assert.Equal("The first version", (string?)deployed["rollbackPlan"]!["whyNone"]);
        Assert.Null(deployed["rollbackTarget"]);
    }

    [Fact]
    public async Task Plan_ByAKeyThatMayOnlyRead_IsForbidden_AndOfAnotherVersion_NotFound()
    {
        await using var registry = await SceneAsync(DatabaseKind.Sqlite);
        using var reader = await registry.Portal.CreateKeyClientAsync(registry.OwnerId, Scopes.RegistryRead);

        using var forbidden = await reader.PostAsJsonAsync(
            "/api/v1/models/fraud-scorer/versions/1/deployments/DEP-0001/rollback-plans",
            new JsonObject { ["whyNone"] = "x" },
            Ct
        );
        using var unknown = await registry.PostAsync($"{Second}/DEP-0001/rollback-plans", new JsonObject { ["whyNone"] = "x" });

        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Equal("deployment.not-found", (string?)(await RegistryFixture.JsonAsync(unknown, HttpStatusCode.NotFound))["code"]);
    }

    private static async Task<List<string>> FindAsync(RegistryFixture registry)
    {
        var found = new List<string>();
        await foreach (
            var wrong in registry.Portal.Services.GetServices<IInstallationCheck>().Single(c => c.Subject == "rollback plans").FindAsync(Ct)
        )
        {
            found.Add(wrong);
        }

        return found;
    }

    private static async Task<RegistryFixture> SceneAsync(DatabaseKind kind)
    {
        var registry = await RegistryFixture.CreateAsync(kind);
        await registry.WithVersionsAsync("1", "2");
        await registry.DeployAsync("1", await registry.ApproveAsync("1"));
        return registry;
    }

    private static JsonObject Plan(Action<JsonObject>? change = null)
    {
        var plan = new JsonObject
        {
            ["steps"] = new JsonArray("Point the router to 1", "Watch the error rate"),
            ["responsible"] = "Scoring on call",
            ["expectedMinutes"] = 15,
        };
        change?.Invoke(plan);
        return plan;
    }

    private static JsonObject Body(Domain.Approvals.PromotionId approval, JsonObject plan) =>
        new()
        {
            ["environment"] = "prod",
            ["region"] = "eu-west",
            ["promotion"] = approval.ToString(),
            ["rollbackPlan"] = plan,
        };
}
