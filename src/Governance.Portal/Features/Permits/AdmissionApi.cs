using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Api;
using Governance.Portal.Features.Approvals;
using Governance.Portal.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Features.Permits;

/// <summary>Kubernetes admission over HTTP.</summary>
internal static class AdmissionApi
{
    private const string Version = "admission.k8s.io/v1";
    private const int MostUid = 200;

    public static void Map(RouteGroupBuilder api) => api.MapPost("/admission", ReviewAsync).RequirePermission(Permission.ReadGates).WithTags("Permits")
        .WithSummary("Answer a Kubernetes admission review")
        .WithDescription("A validating webhook (admission.k8s.io/v1). A workload is allowed only when the annotation governance/permit names permits that count now, every image is written by its digest and named in one of them, and so is every file in governance/model-sha256. Set failurePolicy: Fail. Example: {\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"705ab4f5\",\"operation\":\"CREATE\",\"object\":{\"kind\":\"Deployment\"}}}")
        .Produces<JsonObject>().Refuses(400, 401, 403);

    private static async Task<IResult> ReviewAsync([FromBody] JsonElement review, JudgeAdmission judge, CancellationToken ct)
    {
        if (review.ValueKind is not JsonValueKind.Object
            || !review.TryGetProperty("apiVersion", out var version) || version.ValueKind is not JsonValueKind.String || version.GetString() != Version
            || !review.TryGetProperty("request", out var request) || request.ValueKind is not JsonValueKind.Object
            || !request.TryGetProperty("uid", out var uid) || uid.ValueKind is not JsonValueKind.String || uid.GetString() is not { Length: > 0 and <= MostUid } id)
        {
            return PermitRefusals.AdmissionMalformed.ToProblem();
        }

        var refused = await judge.RunAsync(request, ct);
        var response = new JsonObject { ["uid"] = id, ["allowed"] = refused is null };
        if (refused is not null)
        {
            response["status"] = new JsonObject { ["code"] = 403, ["message"] = refused };
        }

        return TypedResults.Ok(new JsonObject { ["apiVersion"] = Version, ["kind"] = "AdmissionReview", ["response"] = response });
    }
}
