using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Features.Permits;
using Governance.Portal.Tests.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary>What a cluster is told about workloads, in the form it sends them.</summary>
public sealed class AdmissionTests
{
    private static readonly string s_image = $"registry.example/fraud-scorer@sha256:{new string('c', 64)}";

    [Fact]
    public async Task Workloads_ComeInOnlyWithAPermitForEveryImageAndFile()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.SignAllAsync(await scene.RequestAsync());
        string sha256;
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct))
        {
            sha256 = await db.Versions.Select(v => v.ArtifactSha256).SingleAsync(ApprovalsScene.Ct);
        }

        var permit = await scene.Get<IssuePermit>().RunAsync(scene.Engineer, new("fraud-scorer", "1.4.0", "production", sha256, null, s_image), ApprovalsScene.Ct);
        Assert.True(permit.IsDone, permit.Refusal?.Message);
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.GateRead);

        Assert.Null(await AskAsync(key, Deployment(s_image, "PMT-0001", sha256)));
        Assert.Null(await AskAsync(key, Pod(s_image, "PMT-0001")));
        Assert.Null(await AskAsync(key, CronJob(s_image, "PMT-0001")));
        Assert.Contains("annotation governance/permit", await AskAsync(key, Deployment(s_image, null, null)), StringComparison.Ordinal);
        Assert.Contains("no permit PMT-0009", await AskAsync(key, Deployment(s_image, "PMT-0009", null)), StringComparison.Ordinal);
        Assert.Contains("not named by its digest", await AskAsync(key, Deployment("registry.example/fraud-scorer:1.4.0", "PMT-0001", null)), StringComparison.Ordinal);
        Assert.Contains("for the image", await AskAsync(key, Deployment(s_image.Replace('c', 'd'), "PMT-0001", null)), StringComparison.Ordinal);
        Assert.Contains("for the model file", await AskAsync(key, Deployment(s_image, "PMT-0001", new string('0', 64))), StringComparison.Ordinal);
        Assert.Contains("sidecar", await AskAsync(key, Sidecar(s_image, "PMT-0001")), StringComparison.Ordinal);
        Assert.Contains("holds no pod", await AskAsync(key, new JsonObject { ["kind"] = "ConfigMap" }), StringComparison.Ordinal);
        Assert.Null(await AskAsync(key, new JsonObject(), "DELETE"));

        scene.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Contains("PMT-0001 is expired", await AskAsync(key, Deployment(s_image, "PMT-0001", sha256)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoReviewOrNoKey_IsNoAnswer()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.GateRead);
        using var anonymous = scene.Portal.CreateClient();

        using var malformed = await key.PostAsJsonAsync("/api/v1/admission", new { apiVersion = "admission.k8s.io/v1beta1", request = new { uid = "1" } }, ApprovalsScene.Ct);
        using var stranger = await anonymous.PostAsJsonAsync("/api/v1/admission", Review(Pod(s_image, "PMT-0001"), "CREATE"), ApprovalsScene.Ct);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), (malformed.StatusCode, stranger.StatusCode));
    }

    private static async Task<string?> AskAsync(HttpClient key, JsonObject workload, string operation = "CREATE")
    {
        using var answered = await key.PostAsJsonAsync("/api/v1/admission", Review(workload, operation), ApprovalsScene.Ct);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        var response = (await answered.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!["response"]!;
        Assert.Equal("705ab4f5-6393-11e8-b7cc-42010a800002", (string?)response["uid"]);
        return (bool)response["allowed"]! ? null : (string?)response["status"]!["message"];
    }

    private static JsonObject Review(JsonObject workload, string operation) => new()
    {
        ["kind"] = "AdmissionReview",
        ["apiVersion"] = "admission.k8s.io/v1",
        ["request"] = new JsonObject
        {
            ["uid"] = "705ab4f5-6393-11e8-b7cc-42010a800002",
            ["kind"] = new JsonObject { ["group"] = "apps", ["version"] = "v1", ["kind"] = "Deployment" },
            ["resource"] = new JsonObject { ["group"] = "apps", ["version"] = "v1", ["resource"] = "deployments" },
            ["name"] = "fraud-scorer",
            ["namespace"] = "models",
            ["operation"] = operation,
            ["userInfo"] = new JsonObject { ["username"] = "system:serviceaccount:ci:deployer", ["groups"] = new JsonArray("system:authenticated") },
            ["object"] = workload.DeepClone(),
            ["oldObject"] = null,
            ["dryRun"] = false,
        },
    };

    private static JsonObject Metadata(string? permit, string? model)
    {
        var annotations = new JsonObject();
        if (permit is not null)
        {
            annotations["governance/permit"] = permit;
        }

        if (model is not null)
        {
            annotations["governance/model-sha256"] = model;
        }

        return new JsonObject { ["name"] = "fraud-scorer", ["annotations"] = annotations };
    }

    private static JsonObject Spec(params string[] images) => new() { ["containers"] = new JsonArray([.. images.Select(i => (JsonNode)new JsonObject { ["name"] = "c", ["image"] = i })]) };

    private static JsonObject Pod(string image, string permit) => new() { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = Metadata(permit, null), ["spec"] = Spec(image) };

    private static JsonObject Deployment(string image, string? permit, string? model) => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "Deployment",
        ["metadata"] = Metadata(permit, model),
        ["spec"] = new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = "x" } }, ["spec"] = Spec(image) } },
    };

    private static JsonObject CronJob(string image, string permit) => new()
    {
        ["apiVersion"] = "batch/v1",
        ["kind"] = "CronJob",
        ["spec"] = new JsonObject { ["jobTemplate"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = new JsonObject { ["metadata"] = Metadata(permit, null), ["spec"] = Spec(image) } } } },
    };

    private static JsonObject Sidecar(string image, string permit)
    {
        var pod = Pod(image, permit);
        pod["spec"]!["initContainers"] = new JsonArray(new JsonObject { ["name"] = "init", ["image"] = $"registry.example/sidecar@sha256:{new string('e', 64)}" });
        return pod;
    }
}
