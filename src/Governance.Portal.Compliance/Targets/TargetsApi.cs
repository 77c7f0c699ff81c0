using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Compliance.Targets;

/// <summary>A target: a minimum, a maximum, or both.</summary>
/// <param name="Metric">Name of the metric, as evidence and policies name it.</param>
/// <param name="Why">Reason for this value.</param>
/// <param name="Min">The lowest value that meets the target.</param>
/// <param name="Max">The highest value that meets the target.</param>
/// <param name="Slice">The part of the rows that the target is about, as column=value (default: all rows).</param>
/// <param name="Unit">Unit of the value.</param>
public sealed record TargetBody(
    [property: Required] string? Metric,
    [property: Required] string? Why,
    double? Min = null,
    double? Max = null,
    string? Slice = null,
    string? Unit = null
)
{
    internal MetricTarget ToTarget() => new(Metric?.Trim() ?? "", Known(Slice), Min, Max, Known(Unit), Why?.Trim() ?? "");

    private static string? Known(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>Risk appetite and targets of an AI system.</summary>
/// <param name="Appetite">The highest residual score of a risk that is accepted, from 1 to the organisation's limit.</param>
/// <param name="Reason">Reason for the appetite.</param>
/// <param name="Targets">What the system's metrics must reach (default: no targets).</param>
public sealed record TargetsBody(
    [property: Required] int? Appetite,
    [property: Required] string? Reason,
    IReadOnlyList<TargetBody>? Targets = null
);

/// <summary>The draft that is signed.</summary>
/// <param name="ContentSha256">Digest of the draft as you saw it.</param>
public sealed record SignTargetsBody([property: Required] string? ContentSha256);

/// <summary>Appetite and targets of AI systems over HTTP.</summary>
internal static class TargetsApi
{
    private const string ProofHeader = "X-Reauthentication";

    public static void Map(RouteGroupBuilder api)
    {
        var targets = api.MapGroup("/systems/{id}/targets").WithTags("Appetite and targets");
        targets
            .MapGet("", GetAsync)
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("Read the risk appetite and targets of an AI system")
            .WithDescription(
                "Returns the version in force, with how the versions in production (or else the newest) compare with each target; "
                    + "the draft; and earlier versions. known-before: the result was on record before the target was signed, so it is "
                    + "not used."
            )
            .Produces<TargetsView>()
            .Refuses(401, 403, 404);
        targets
            .MapPut("", DraftAsync)
            .RequireCaller()
            .WithSummary("Draft the risk appetite and targets of an AI system")
            .WithDescription(
                "Replaces the whole draft; after a signed version, the draft becomes the next one. Nothing is evaluated against it "
                    + "before someone else signs it. Not for API keys. Example: {\"appetite\":9,\"reason\":\"Decides on "
                    + "credit\",\"targets\":[{\"metric\":\"auc\",\"min\":0.8,\"why\":\"Below it too many good customers are declined\"}]}"
            )
            .Produces<TargetsView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        targets
            .MapPost("/sign", SignAsync)
            .RequireCaller()
            .WithSummary("Sign the draft of the risk appetite and targets")
            .WithDescription(
                "For the system's owner or a risk officer, if they drafted no part of the draft, with a fresh proof of "
                    + "identity in X-Reauthentication; not for API keys. The signed draft replaces the version in force. "
                    + "Example: {\"contentSha256\":\"<of the draft>\"}"
            )
            .Produces<TargetsView>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    // An id of another form names nothing either; permission is looked at first all the same.
    private static SystemId System(string id) => DisplayId.TryParse<SystemId>(id, out var system) ? system : default;

    private static async Task<IResult> GetAsync(string id, GetTargets get, CancellationToken ct) =>
        (await get.RunAsync(System(id), ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> DraftAsync(
        string id,
        [FromBody] TargetsBody body,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        DraftTargets draft,
        GetTargets get,
        CancellationToken ct
    )
    {
        var proposal = new TargetsProposal(body.Appetite, body.Reason, [.. (body.Targets ?? []).Select(t => t.ToTarget())]);
        return await AnswerAsync(get, System(id), await draft.RunAsync(caller.Actor, new(System(id), proposal, ifMatch), ct), ct);
    }

    private static async Task<IResult> SignAsync(
        string id,
        [FromBody] SignTargetsBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        SignTargets sign,
        GetTargets get,
        CancellationToken ct
    ) => await AnswerAsync(get, System(id), await sign.RunAsync(caller.Actor, new(System(id), body.ContentSha256, proof), ct), ct);

    private static async Task<IResult> AnswerAsync(
        GetTargets get,
        SystemId system,
        Result<SystemTargetsId> outcome,
        CancellationToken ct
    ) =>
        outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await get.RunAsync(system, ct)).Match<IResult>(TypedResults.Ok, unread => unread.ToProblem());
}
