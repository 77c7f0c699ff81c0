using System.Text.Json;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Integrations;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Incidents;

/// <summary>What a SIEM or SOAR reports.</summary>
/// <param name="ExternalId">Id of the case in that system: reports with the same id are about the same incident.</param>
/// <param name="Title">Title in one line.</param>
/// <param name="Description">Further details; with an update, they are added to the timeline.</param>
/// <param name="Severity">informational, low, medium, high, severe or critical.</param>
/// <param name="Category">Risk category (default: security-adversarial).</param>
/// <param name="Versions">Affected model versions.</param>
/// <param name="Systems">Ids of the affected AI systems; at least one version or system is required.</param>
/// <param name="Lead">E-mail address of the person who leads the response (default: Hooks__SiemLead).</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="AwareAt">When the organisation became aware (default: now). Statutory clocks run from this time.</param>
public sealed record SiemCallBody(
    string? ExternalId = null,
    string? Title = null,
    string? Description = null,
    string? Severity = null,
    string? Category = null,
    IReadOnlyList<VersionName>? Versions = null,
    IReadOnlyList<string>? Systems = null,
    string? Lead = null,
    DateTimeOffset? OccurredAt = null,
    DateTimeOffset? AwareAt = null
);

/// <summary>Calls of a SIEM or SOAR: signed like webhooks, or with an API key.</summary>
internal static class SiemApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/hooks/siem", TakeAsync)
            .AllowAnonymous()
            .DisableAntiforgery()
            .WithTags("Hooks")
            .WithSummary("Receive a webhook from a SIEM or SOAR")
            .WithDescription(
                "Opens an incident, or updates the one opened before for the same externalId. Signed with a secret of "
                    + "Hooks__SiemSecrets (Standard Webhooks: webhook-id, webhook-timestamp within 5 minutes, "
                    + "webhook-signature), or sent with an API key that has the scope registers:write. Example: "
                    + "{\"externalId\":\"SOC-4711\",\"title\":\"Prompt injection against the "
                    + "assistant\",\"severity\":\"high\",\"versions\":[{\"model\":\"fraud-scorer\",\"version\":\"1.4.0\"}]}"
            )
            .Accepts<SiemCallBody>("application/json")
            .Produces<HookReceipt>(StatusCodes.Status202Accepted)
            .Refuses(400, 401, 403, 404, 413, 422);

    private static async Task<IResult> TakeAsync(
        HttpRequest request,
        Caller caller,
        IOptions<SiemOptions> options,
        IOptions<LimitsOptions> limits,
        HandleSiemWebhook take,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var bytes = await HookBody.ReadAsync(request, limits.Value.JsonBodyBytes, ct);
        var (actor, message) = (caller.Actor, (string?)null);
        if (actor.Kind is not ActorKind.Key)
        {
            if (options.Value.SiemSecrets.Length == 0)
            {
                return HookRefusals.NotSetUp.ToProblem();
            }

            message = request.Headers["webhook-id"];
            if (
                !WebhookSignature.IsGood(
                    options.Value.SiemSecrets,
                    message,
                    request.Headers["webhook-timestamp"],
                    request.Headers["webhook-signature"],
                    bytes,
                    clock.GetLocalNow()
                )
            )
            {
                return HookRefusals.NotSigned.ToProblem();
            }

            actor = Actor.OfJob("siem") with { Request = actor.Request };
        }

        SiemCallBody? body;
        try
        {
            body = JsonSerializer.Deserialize<SiemCallBody>(bytes, ApiJson.Options);
        }
        catch (JsonException e)
        {
            return HookRefusals.Malformed(e.Path is { Length: > 0 } path ? path : "the JSON").ToProblem();
        }

        return body is null
            ? HookRefusals.Malformed("the JSON").ToProblem()
            : (await take.RunAsync(actor, message, body, ct)).Match<IResult>(
                receipt => TypedResults.Accepted((string?)null, receipt),
                refusal => refusal.ToProblem()
            );
    }
}
