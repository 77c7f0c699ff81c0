using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Explanations;
using Governance.Domain.Identity;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>Records that no explanation is owed, on which ground and why, as the person was told.</summary>
public sealed class DeclineExplanation(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">The request.</param>
    /// <param name="ground">The wire name of a <see cref="DeclineGround"/>.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<ExplanationRequestId>> RunAsync(
        Actor actor,
        ExplanationRequestId id,
        string? ground,
        string? reason,
        CancellationToken ct
    ) =>
        ExplanationAction.RunAsync(
            runner,
            actor,
            ("explanation.declined", Permission.WriteExplanations),
            id,
            (context, request, _) => Task.FromResult(Decline(context, request, ground, reason)),
            ct
        );

    private static Result<JsonObject> Decline(ActionContext context, ExplanationRequest request, string? ground, string? reason) =>
        !WireName.TryParse<DeclineGround>(ground, out var known) ? ExplanationRefusals.GroundUnknown
        : request.Decline(known, reason, context.Access.PrintedName, context.Now) is { } refusal ? refusal
        : new JsonObject { ["ground"] = WireName.Of(known), ["reasonSha256"] = request.Declined!.Sha256 };
}
