using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Approvals.Permits;

/// <summary>Kubernetes admission over HTTP.</summary>
internal static class AdmissionApi
{
    private const string Version = "admission.k8s.io/v1";
    private const int MaxUid = 200;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/admission/{stage}/{environment}", ReviewAsync)
            .RequirePermission(Permission.ReadGates)
            .WithMetadata(JudgedAnew.Instance)
            .WithTags("Permits")
            .WithSummary("Answer a Kubernetes admission review for a stage and an environment")
            .WithDescription(
                "A validating webhook (admission.k8s.io/v1). A workload is allowed only when the annotation governance/permit of "
                    + "its pod names permits for this stage and this environment that are valid now, every image (of containers, init and "
                    + "ephemeral containers, and of volumes) is referenced by its digest and named in one of them, and so is every file "
                    + "in the annotation governance/model-sha256, which is required. Pod, ReplicaSet, Deployment, StatefulSet, "
                    + "DaemonSet, Job and CronJob are evaluated; any other kind, and anything unclear, is not allowed. Pods and replica "
                    + "sets that a controller of the cluster creates are evaluated by the same annotations and images; their permit "
                    + "may have expired, but must not have been revoked. Set failurePolicy: Fail. Example: "
                    + "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"705ab4f5\","
                    + "\"operation\":\"CREATE\",\"object\":{\"kind\":\"Deployment\"}}}"
            )
            .Produces<JsonObject>()
            .Refuses(400, 401, 403);
        api.MapPost("/admission", UnplacedAsync)
            .RequirePermission(Permission.ReadGates)
            .WithMetadata(JudgedAnew.Instance)
            .WithTags("Permits")
            .WithSummary("Answer an admission review without stage and environment")
            .WithDescription(
                "Allows nothing: the webhook's address must name stage and environment, such as /api/v1/admission/production/prod-eu. "
                    + "The answer's status says so. Example: "
                    + "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"705ab4f5\","
                    + "\"operation\":\"CREATE\"}}"
            )
            .Produces<JsonObject>()
            .Refuses(400, 401, 403);
    }

    private static Task<IResult> UnplacedAsync([FromBody] JsonElement review, JudgeAdmission judge, CancellationToken ct) =>
        AnswerAsync(null, null, review, judge, ct);

    private static Task<IResult> ReviewAsync(
        string stage,
        string environment,
        [FromBody] JsonElement review,
        JudgeAdmission judge,
        CancellationToken ct
    ) => AnswerAsync(stage, environment, review, judge, ct);

    private static async Task<IResult> AnswerAsync(
        string? stage,
        string? environment,
        JsonElement review,
        JudgeAdmission judge,
        CancellationToken ct
    )
    {
        if (
            review.ValueKind is not JsonValueKind.Object
            || !review.TryGetProperty("apiVersion", out var version)
            || version.ValueKind is not JsonValueKind.String
            || version.GetString() != Version
            || !review.TryGetProperty("request", out var request)
            || request.ValueKind is not JsonValueKind.Object
            || !request.TryGetProperty("uid", out var uid)
            || uid.ValueKind is not JsonValueKind.String
            || uid.GetString() is not { Length: > 0 and <= MaxUid } id
        )
        {
            return PermitRefusals.AdmissionMalformed.ToProblem();
        }

        var refused = await judge.RunAsync(stage, environment, request, ct);
        var response = new JsonObject { ["uid"] = id, ["allowed"] = refused is null };
        if (refused is not null)
        {
            response["status"] = new JsonObject { ["code"] = 403, ["message"] = refused };
        }

        return TypedResults.Ok(
            new JsonObject
            {
                ["apiVersion"] = Version,
                ["kind"] = "AdmissionReview",
                ["response"] = response,
            }
        );
    }
}
