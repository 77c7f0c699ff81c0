using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary>What a cluster is told about workloads, in the form it sends them.</summary>
/// <param name="shared">An approved version. Each case that only asks has a permit of its own for it; one that takes an approval away has a
/// scene of its own.</param>
public sealed class AdmissionTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string Place = "/api/v1/admission/production/prod-eu";
    private const string DeploymentController = "system:serviceaccount:kube-system:deployment-controller";
    private const string ReplicaSetController = "system:serviceaccount:kube-system:replicaset-controller";

    private static readonly string s_image = ApprovalsScene.Image;
    private static readonly string s_other = $"registry.example/debug@sha256:{new string('e', 64)}";

    // Everything a cluster makes pods from.
    private static readonly (string Group, string Kind)[] s_workloads =
    [
        ("apps", "Deployment"),
        ("apps", "ReplicaSet"),
        ("apps", "StatefulSet"),
        ("apps", "DaemonSet"),
        ("batch", "Job"),
        ("batch", "CronJob"),
        ("", "ReplicationController"),
    ];

    [Fact]
    public async Task EveryWorkload_ComesInOnlyWithAPermitForEveryImageAndFile()
    {
        var scene = await ApprovedAsync();
        var (key, permit, sha256) = await PermitAsync(scene);
        var template = Reviews.Template(s_image, permit, sha256);

        Assert.Null(await AskAsync(key, Reviews.Of("", "Pod", Reviews.Pod(s_image, permit, sha256))));
        foreach (
            var (group, kind) in new[]
            {
                ("apps", "Deployment"),
                ("apps", "ReplicaSet"),
                ("apps", "StatefulSet"),
                ("apps", "DaemonSet"),
                ("batch", "Job"),
                ("batch", "CronJob"),
            }
        )
        {
            Assert.Null(await AskAsync(key, Reviews.Of(group, kind, Reviews.Workload($"{group}/v1", kind, template))));
            var bare = Reviews.Workload($"{group}/v1", kind, Reviews.Template(s_image, null, null));
            bare["metadata"]!["annotations"] = Reviews.Metadata(permit, sha256)["annotations"]!.DeepClone();
            Assert.Contains(
                "annotation governance/permit of the pod",
                await AskAsync(key, Reviews.Of(group, kind, bare)),
                StringComparison.Ordinal
            );
        }

        Task<string?> Of(JsonObject pod) => AskAsync(key, Reviews.Of("", "Pod", pod));
        Assert.Contains("annotation governance/model-sha256", await Of(Reviews.Pod(s_image, permit, null)), StringComparison.Ordinal);
        Assert.Contains("no permit PMT-9999", await Of(Reviews.Pod(s_image, "PMT-9999", sha256)), StringComparison.Ordinal);
        Assert.Contains(
            "not identified by its digest",
            await Of(Reviews.Pod("registry.example/fraud-scorer:1.4.0", permit, sha256)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "for the image",
            await Of(Reviews.Pod(s_image.Replace("ccc", "ddd", StringComparison.Ordinal), permit, sha256)),
            StringComparison.Ordinal
        );
        Assert.Contains("for the model file", await Of(Reviews.Pod(s_image, permit, new string('0', 64))), StringComparison.Ordinal);

        scene.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Contains($"{permit} is expired", await Of(Reviews.Pod(s_image, permit, sha256)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("initContainers")]
    [InlineData("ephemeralContainers")]
    [InlineData("volumes")]
    public async Task AnImageAnywhereInThePod_IsJudged(string member)
    {
        var scene = await ApprovedAsync();
        var (key, permit, sha256) = await PermitAsync(scene);
        JsonObject With(string image)
        {
            var pod = Reviews.Pod(s_image, permit, sha256);
            pod["spec"]![member] = new JsonArray(
                member == "volumes"
                    ? new JsonObject
                    {
                        ["name"] = "v",
                        ["image"] = new JsonObject { ["reference"] = image, ["pullPolicy"] = "IfNotPresent" },
                    }
                    : new JsonObject { ["name"] = "x", ["image"] = image }
            );
            return pod;
        }

        Assert.Null(await AskAsync(key, Reviews.Of("", "Pod", With(s_image))));
        Assert.Contains(
            "for the image registry.example/debug",
            await AskAsync(key, Reviews.Of("", "Pod", With(s_other))),
            StringComparison.Ordinal
        );
        var nameless = With(s_image);
        nameless["spec"]![member] = new JsonArray(
            member == "volumes" ? new JsonObject { ["name"] = "v", ["image"] = new JsonObject() } : new JsonObject { ["name"] = "x" }
        );
        Assert.Contains("has to name its image", await AskAsync(key, Reviews.Of("", "Pod", nameless)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APermitOfAnotherPlace_OrOfNone_CountsNowhere()
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal =>
            portal.Settings["Hooks:Environments:0"] = "test=staging"
        );
        await scene.SignAllAsync(await scene.RequestAsync());
        var staging = await scene.RequestAsync(to: "staging");
        if ((await scene.ReadAsync(staging)).State is not Domain.Approvals.PromotionState.Approved)
        {
            await scene.SignAllAsync(staging);
        }

        var sha256 = await DigestAsync(scene);
        var here = await IssueAsync(scene, sha256, "production", "prod-eu");
        var us = await IssueAsync(scene, sha256, "production", "prod-us");
        var nowhere = await IssueAsync(scene, sha256, "production", null);
        var test = await IssueAsync(scene, sha256, "staging", "test");
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.GateRead);
        Task<string?> Ask(string permits, string place = Place) =>
            AskAsync(key, Reviews.Of("", "Pod", Reviews.Pod(s_image, permits, sha256)), place);

        Assert.Null(await Ask(here));
        Assert.Null(await Ask($"{us},{here}"));
        Assert.Contains("is for production in prod-us, not for production in prod-eu", await Ask(us), StringComparison.Ordinal);
        Assert.Contains("is for production and does not name an environment", await Ask(nowhere), StringComparison.Ordinal);
        Assert.Contains("is for staging in test", await Ask(test), StringComparison.Ordinal);
        Assert.Null(await Ask(test, "/api/v1/admission/staging/test"));
        Assert.Contains(
            "is for production in prod-eu, not for staging in prod-eu",
            await Ask(here, "/api/v1/admission/staging/prod-eu"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Set its address to /api/v1/admission/STAGE/ENVIRONMENT",
            await Ask(here, "/api/v1/admission"),
            StringComparison.Ordinal
        );
        Assert.Contains("Set its address", await Ask(here, "/api/v1/admission/moon/prod-eu"), StringComparison.Ordinal);
        Assert.Contains("Set its address", await Ask(here, "/api/v1/admission/development/prod-eu"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARolloutAsAClusterAsksForIt_IsJudgedStepByStep()
    {
        var scene = await ApprovedAsync();
        var (key, permit, sha256) = await PermitAsync(scene);
        var template = Reviews.Template(s_image, permit, sha256);
        var deployment = Reviews.Workload("apps/v1", "Deployment", template);
        var replicaSet = Reviews.OwnedBy(Reviews.Workload("apps/v1", "ReplicaSet", template), "apps/v1", "Deployment");
        var pod = Reviews.OwnedBy(Reviews.Pod(s_image, permit, sha256), "apps/v1", "ReplicaSet");

        Assert.Null(await AskAsync(key, Reviews.Of("apps", "Deployment", deployment)));
        Assert.Null(await AskAsync(key, Reviews.Of("apps", "ReplicaSet", replicaSet, user: DeploymentController)));
        Assert.Null(await AskAsync(key, Reviews.Of("", "Pod", pod, user: ReplicaSetController)));
        var annotated = deployment.DeepClone().AsObject();
        annotated["metadata"]!["annotations"] = new JsonObject { ["deployment.kubernetes.io/revision"] = "1" };
        annotated["spec"]!["replicas"] = 5;

        // Its minutes are over: what controllers make of it still comes in, and what brings nothing new; a person brings nothing in.
        scene.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Null(await AskAsync(key, Reviews.Of("apps", "Deployment", annotated, "UPDATE", deployment, user: DeploymentController)));
        Assert.Null(await AskAsync(key, Reviews.Of("", "Pod", pod, user: ReplicaSetController)));
        Assert.Contains("is expired", await AskAsync(key, Reviews.Of("", "Pod", pod)), StringComparison.Ordinal);
        Assert.Contains(
            "is expired",
            await AskAsync(key, Reviews.Of("", "Pod", pod, user: DeploymentController)),
            StringComparison.Ordinal
        );
        Assert.Contains("is expired", await AskAsync(key, Reviews.Of("apps", "Deployment", deployment)), StringComparison.Ordinal);

        // An owner is not believed: annotation and images are judged all the same.
        var foreign = Reviews.OwnedBy(Reviews.Pod(s_other, permit, sha256), "apps/v1", "ReplicaSet");
        Assert.Contains(
            "for the image",
            await AskAsync(key, Reviews.Of("", "Pod", foreign, user: ReplicaSetController)),
            StringComparison.Ordinal
        );
        var silent = Reviews.OwnedBy(Reviews.Pod(s_image, null, null), "apps/v1", "ReplicaSet");
        Assert.Contains(
            "annotation governance/permit",
            await AskAsync(key, Reviews.Of("", "Pod", silent, user: ReplicaSetController)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "not for production in prod-us",
            await AskAsync(key, Reviews.Of("", "Pod", pod, user: ReplicaSetController), "/api/v1/admission/production/prod-us"),
            StringComparison.Ordinal
        );

        // kubectl debug: the PATCH of the subresource arrives as an update of the pod.
        var debugged = pod.DeepClone().AsObject();
        debugged["spec"]!["ephemeralContainers"] = new JsonArray(new JsonObject { ["name"] = "debugger", ["image"] = s_other });
        Assert.Contains(
            "is expired",
            await AskAsync(key, Reviews.Of("", "Pod", debugged, "UPDATE", pod, "ephemeralcontainers", "kubernetes-admin")),
            StringComparison.Ordinal
        );
        var replaced = pod.DeepClone().AsObject();
        replaced["spec"]!["containers"]![0]!["image"] = s_other;
        Assert.NotNull(await AskAsync(key, Reviews.Of("", "Pod", replaced, "UPDATE", pod)));
        Assert.NotNull(await AskAsync(key, Reviews.Of("", "Pod", pod, "UPDATE")));
    }

    [Fact]
    public async Task AnEphemeralContainer_OfAnImageThatWasNotDeclared_StaysOutWhileThePermitCounts()
    {
        var scene = await ApprovedAsync();
        var (key, permit, sha256) = await PermitAsync(scene);
        var pod = Reviews.Pod(s_image, permit, sha256);
        var debugged = pod.DeepClone().AsObject();
        debugged["spec"]!["ephemeralContainers"] = new JsonArray(new JsonObject { ["name"] = "debugger", ["image"] = s_other });

        Assert.Contains(
            "for the image registry.example/debug",
            await AskAsync(key, Reviews.Of("", "Pod", debugged, "UPDATE", pod, "ephemeralcontainers")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task ARevokedSignature_KeepsThePodsOfControllersOutToo()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (key, permit, sha256) = await PermittedAsync(scene);
        var pod = Reviews.OwnedBy(Reviews.Pod(s_image, permit, sha256), "apps/v1", "ReplicaSet");
        scene.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Null(await AskAsync(key, Reviews.Of("", "Pod", pod, user: ReplicaSetController)));
        Assert.True(Domain.DisplayId.TryParse<Domain.Approvals.PromotionId>("APR-0001", out var promotion));
        var legal = (await scene.ReadAsync(promotion)).SignOffs.Single(s => s.Role is Domain.Approvals.SignOffRole.Legal);

        Assert.True(
            (
                await scene
                    .Get<RevokeSignOff>()
                    .RunAsync(scene.Legal, new(promotion, legal.Id, "It leaks", await scene.ProofAsync(scene.Legal)), ApprovalsScene.Ct)
            ).IsDone
        );

        Assert.Contains(
            $"{permit} is revoked",
            await AskAsync(key, Reviews.Of("", "Pod", pod, user: ReplicaSetController)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task WhateverIsUnclear_StaysOut()
    {
        var scene = await ApprovedAsync();
        var (key, permit, sha256) = await PermitAsync(scene);
        var pod = Reviews.Pod(s_image, permit, sha256);
        var deployment = Reviews.Workload("apps/v1", "Deployment", Reviews.Template(s_image, permit, sha256));

        foreach (
            var (member, value) in new (string, JsonNode?)[]
            {
                ("kind", null),
                ("operation", null),
                ("operation", "CONNECT"),
                ("object", null),
                ("object", "text"),
                ("object", new JsonObject()),
                ("subResource", "scale"),
            }
        )
        {
            var review = Reviews.Of("", "Pod", pod);
            review["request"]![member] = value?.DeepClone();
            Assert.NotNull(await AskAsync(key, review));
        }

        Assert.NotNull(await AskAsync(key, Reviews.Of("", "ConfigMap", new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap" })));
        Assert.NotNull(await AskAsync(key, Reviews.Of("", "Pod", deployment)));
        Assert.NotNull(
            await AskAsync(
                key,
                Reviews.Of(
                    "serving.knative.dev",
                    "Service",
                    Reviews.Workload("serving.knative.dev/v1", "Service", Reviews.Template(s_image, permit, sha256))
                )
            )
        );
        var empty = Reviews.Pod(s_image, permit, sha256);
        empty["spec"]!["containers"] = new JsonArray();
        Assert.NotNull(await AskAsync(key, Reviews.Of("", "Pod", empty)));
        Assert.Null(await AskAsync(key, Reviews.Of("", "Pod", pod, "DELETE", pod)));
    }

    [Fact]
    public async Task ADryRun_IsAnsweredTheSame_AndNothingIsWritten()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (key, permit, sha256) = await PermittedAsync(scene);
        var before = (await scene.LogAsync()).Count;

        Assert.Null(await AskAsync(key, Reviews.Of("", "Pod", Reviews.Pod(s_image, permit, sha256), dryRun: true)));
        Assert.NotNull(await AskAsync(key, Reviews.Of("", "Pod", Reviews.Pod(s_other, permit, sha256), dryRun: true)));

        Assert.Equal(before, (await scene.LogAsync()).Count);
    }

    [Fact]
    public async Task APermit_StatesOnlyImagesThatWereDeclared()
    {
        var scene = await ApprovedAsync();
        var sha256 = await DigestAsync(scene);
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryWrite, Scopes.GateRead);
        object Body(params string[]? images) =>
            new
            {
                model = "fraud-scorer",
                version = "1.4.0",
                stage = "production",
                sha256,
                environment = "prod-eu",
                images,
            };

        using var other = await key.PostAsJsonAsync("/api/v1/permits", Body(s_other), ApprovalsScene.Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal("permit.image-not-declared", (string?)(await other.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!["code"]);
        foreach (var asked in new[] { Body(null), Body(s_image) })
        {
            using var issued = await key.PostAsJsonAsync("/api/v1/permits", asked, ApprovalsScene.Ct);
            Assert.Equal(HttpStatusCode.Created, issued.StatusCode);
            var permit = (await issued.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!;
            Assert.Equal(
                ("production", "prod-eu", s_image),
                ((string?)permit["stage"], (string?)permit["environment"], (string?)Assert.Single(permit["images"]!.AsArray()))
            );
        }
    }

    [Fact]
    public async Task NoReviewOrNoKey_IsNoAnswer()
    {
        var scene = await ApprovedAsync();
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.GateRead);
        using var anonymous = scene.Portal.CreateClient();

        using var malformed = await key.PostAsJsonAsync(
            Place,
            new { apiVersion = "admission.k8s.io/v1beta1", request = new { uid = "1" } },
            ApprovalsScene.Ct
        );
        using var stranger = await anonymous.PostAsJsonAsync(
            Place,
            Reviews.Of("", "Pod", Reviews.Pod(s_image, "PMT-0001", null)),
            ApprovalsScene.Ct
        );

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), (malformed.StatusCode, stranger.StatusCode));
    }

    [Fact]
    public async Task TheShippedWebhook_IsAskedAboutEveryStepOfARollout_AndFailsClosed()
    {
        var webhook = await ShippedWebhook.ReadAsync(ApprovalsScene.Ct);
        var scene = await ApprovedAsync();
        var (key, permit, sha256) = await PermitAsync(scene);
        var asShipped = webhook.Workload;
        var deployment = asShipped.DeepClone().AsObject();
        var template = deployment["spec"]!["template"]!.AsObject();
        template["metadata"]!["annotations"] = new JsonObject { ["governance/permit"] = permit, ["governance/model-sha256"] = sha256 };
        template["spec"]!["containers"]![0]!["image"] = s_image;
        var replicaSet = Reviews.OwnedBy(Reviews.Workload("apps/v1", "ReplicaSet", template), "apps/v1", "Deployment");
        var pod = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = template["metadata"]!.DeepClone(),
            ["spec"] = template["spec"]!.DeepClone(),
        };
        var owned = Reviews.OwnedBy(pod, "apps/v1", "ReplicaSet");
        var debugged = owned.DeepClone().AsObject();
        debugged["spec"]!["ephemeralContainers"] = new JsonArray(new JsonObject { ["name"] = "debugger", ["image"] = s_other });

        Assert.Null(await AskShippedAsync(Reviews.Of("apps", "Deployment", deployment)));
        Assert.Null(await AskShippedAsync(Reviews.Of("apps", "ReplicaSet", replicaSet, user: DeploymentController)));
        Assert.Null(await AskShippedAsync(Reviews.Of("", "Pod", owned, user: ReplicaSetController)));
        Assert.NotNull(await AskShippedAsync(Reviews.Of("", "Pod", debugged, "UPDATE", owned, "ephemeralcontainers", "kubernetes-admin")));
        // Nothing that makes pods gets by, and the example itself has no permit.
        foreach (var (group, kind) in s_workloads)
        {
            Assert.NotNull(
                await AskShippedAsync(
                    Reviews.Of(
                        group,
                        kind,
                        Reviews.Workload($"{(group.Length == 0 ? "" : group + "/")}v1", kind, Reviews.Template(s_other, permit, sha256))
                    )
                )
            );
        }

        Assert.NotNull(await AskShippedAsync(Reviews.Of("", "Pod", Reviews.Pod(s_other, permit, sha256))));
        Assert.NotNull(await AskShippedAsync(Reviews.Of("apps", "Deployment", asShipped)));
        Assert.Equal(
            ("Fail", "Equivalent", "None"),
            (webhook.Text("failurePolicy"), webhook.Text("matchPolicy"), webhook.Text("sideEffects"))
        );
        Assert.InRange(int.Parse(webhook.Text("timeoutSeconds"), System.Globalization.CultureInfo.InvariantCulture), 1, 10);

        async Task<string?> AskShippedAsync(JsonObject review)
        {
            Assert.True(webhook.Asks(review), $"No rule is about {review["request"]!["resource"]!.ToJsonString()}.");
            return await AskAsync(key, review, webhook.Place);
        }
    }

    private Task<ApprovalsScene> ApprovedAsync() =>
        shared.GetAsync(async () =>
        {
            var scene = await ApprovalsScene.CreateAsync();
            await scene.SignAllAsync(await scene.RequestAsync());
            return scene;
        });

    private static async Task<(HttpClient Key, string Permit, string Sha256)> PermittedAsync(ApprovalsScene scene)
    {
        await scene.SignAllAsync(await scene.RequestAsync());
        return await PermitAsync(scene);
    }

    private static async Task<(HttpClient Key, string Permit, string Sha256)> PermitAsync(ApprovalsScene scene)
    {
        var sha256 = await DigestAsync(scene);
        return (
            await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.GateRead),
            await IssueAsync(scene, sha256, "production", "prod-eu"),
            sha256
        );
    }

    private static async Task<string> IssueAsync(ApprovalsScene scene, string sha256, string stage, string? environment)
    {
        var permit = await scene
            .Get<IssuePermit>()
            .RunAsync(scene.Engineer, new("fraud-scorer", "1.4.0", stage, sha256, environment, s_image), ApprovalsScene.Ct);
        Assert.True(permit.IsDone, permit.Refusal?.Message);
        return permit.Value.Id.ToString();
    }

    private static async Task<string> DigestAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct);
        return await db.Versions.Select(v => v.ArtifactSha256).SingleAsync(ApprovalsScene.Ct);
    }

    private static async Task<string?> AskAsync(HttpClient key, JsonObject review, string place = Place)
    {
        using var answered = await key.PostAsJsonAsync(place, review, ApprovalsScene.Ct);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        var response = (await answered.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!["response"]!;
        Assert.Equal(Reviews.Uid, (string?)response["uid"]);
        return (bool)response["allowed"]! ? null : (string?)response["status"]!["message"];
    }
}
