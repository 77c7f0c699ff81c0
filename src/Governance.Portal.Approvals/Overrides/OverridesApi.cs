using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Approvals.Overrides;

/// <summary>Body of a request for an emergency override.</summary>
/// <param name="Reason">What makes it an emergency.</param>
/// <param name="BundleDigest">The digest of the bundle that was read.</param>
/// <param name="Hours">Duration in hours, 1 to 72 (default: the portal's setting).</param>
public sealed record OverrideBody(string? Reason, string? BundleDigest, int? Hours = null);

/// <summary>Body of the second confirmation.</summary>
/// <param name="Reason">What makes it an emergency, in the second person's words.</param>
/// <param name="BundleDigest">The digest of the bundle that was read.</param>
public sealed record ConfirmOverrideBody(string? Reason, string? BundleDigest);

/// <summary>Body of the review of an override that has ended.</summary>
/// <param name="Words">What happened, and the lessons learned.</param>
public sealed record ReviewOverrideBody(string? Words);

/// <summary>Emergency overrides over HTTP.</summary>
internal static class OverridesApi
{
    private const string ProofHeader = "X-Reauthentication";

    public static void Map(RouteGroupBuilder api)
    {
        var one = api.MapGroup("/promotions/{id}/override").WithTags("Emergency override");
        one.MapGet("", GetAsync)
            .RequirePermission(Permission.ReadApprovals)
            .WithSummary("Read the emergency override of a promotion")
            .WithDescription("Returns the newest override. 404 if there has never been one.")
            .Produces<OverrideView>()
            .Refuses(401, 403, 404);
        one.MapPost("", AskAsync)
            .RequireCaller()
            .WithSummary("Request an emergency override")
            .WithDescription(
                "For the first of two people, one risk officer and one security approver, neither of whom requested the "
                    + "promotion. Requires a fresh proof of identity in X-Reauthentication; not for API keys. An override replaces "
                    + "only missing signatures: a blocking rule, a different artifact or a prohibited model stays blocked. Example: "
                    + "{\"reason\":\"Fraud wave, see the incident bridge\",\"bundleDigest\":\"4be81d07…\",\"hours\":8}"
            )
            .Produces<OverrideView>(StatusCodes.Status201Created)
            .Refuses(401, 403, 404, 409, 422);
        one.MapPost("/confirm", ConfirmAsync)
            .RequireCaller()
            .WithSummary("Confirm an emergency override")
            .WithDescription(
                "For the second person, who has the other of the two roles. From then on the deployment gate allows this "
                    + "version at this stage until the override ends. Example: "
                    + "{\"reason\":\"Confirmed with the duty manager\",\"bundleDigest\":\"4be81d07…\"}"
            )
            .Produces<OverrideView>()
            .Refuses(401, 403, 404, 409, 422);
        one.MapPost("/end", EndAsync)
            .RequireCaller()
            .WithSummary("End an emergency override early")
            .WithDescription(
                "For risk officers and security approvers, with a fresh proof of identity. Example: {\"reason\":\"The wave is over\"}"
            )
            .Produces<OverrideView>()
            .Refuses(401, 403, 404, 409, 422);
        one.MapPost("/review", ReviewAsync)
            .RequireCaller()
            .WithSummary("Review an emergency override")
            .WithDescription(
                "For a risk officer who did not confirm the override, once it is over, with a fresh proof of identity. Until it is "
                    + "reviewed, it stays in every risk officer's queue. Example: "
                    + "{\"words\":\"Justified. Legal gets a deputy on weekends.\"}"
            )
            .Produces<OverrideView>()
            .Refuses(401, 403, 404, 409, 422);
        one.MapGet("/statements/{place:int}", StatementAsync)
            .RequirePermission(Permission.ReadApprovals)
            .WithSummary("Download a signed confirmation of an emergency override")
            .WithDescription(
                "Returns one statement of the newest override: 1 that of the person who requested it, 2 that of the person who "
                    + "confirmed it. It is a DSSE envelope around an in-toto statement (predicate urn:governance:override:v1), sealed like "
                    + "sign-offs. The SHA-256 of its payload is the statementSha256 of the entry override.requested or override.granted."
            )
            .Produces(StatusCodes.Status200OK, contentType: DsseEnvelope.MediaType)
            .Refuses(401, 403, 404);
    }

    private static async Task<IResult> StatementAsync(string id, int place, GetOverrides get, CancellationToken ct)
    {
        if (!DisplayId.TryParse<PromotionId>(id, out var promotion))
        {
            return PromotionRefusals.NotFound.ToProblem();
        }

        var found = await get.StatementAsync(promotion, place, ct);
        return found.Match<IResult>(
            bytes => TypedResults.File(bytes, DsseEnvelope.MediaType, $"{promotion}-override-{place}.dsse.json"),
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> GetAsync(string id, GetOverrides get, CancellationToken ct) =>
        DisplayId.TryParse<PromotionId>(id, out var promotion)
            ? await AnswerAsync(get, promotion, created: false, ct)
            : PromotionRefusals.NotFound.ToProblem();

    private static Task<IResult> AskAsync(
        string id,
        [FromBody] OverrideBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        ConfirmOverride confirm,
        GetOverrides get,
        CancellationToken ct
    ) =>
        RunAsync(
            id,
            get,
            created: true,
            promotion => confirm.RunAsync(caller.Actor, new(promotion, First: true, body.Reason, body.Hours, body.BundleDigest, proof), ct),
            ct
        );

    private static Task<IResult> ConfirmAsync(
        string id,
        [FromBody] ConfirmOverrideBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        ConfirmOverride confirm,
        GetOverrides get,
        CancellationToken ct
    ) =>
        RunAsync(
            id,
            get,
            created: false,
            promotion => confirm.RunAsync(caller.Actor, new(promotion, First: false, body.Reason, null, body.BundleDigest, proof), ct),
            ct
        );

    private static Task<IResult> EndAsync(
        string id,
        [FromBody] ReasonBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        StandDownOverride end,
        GetOverrides get,
        CancellationToken ct
    ) => RunAsync(id, get, created: false, promotion => end.RunAsync(caller.Actor, new(promotion, body.Reason, proof), ct), ct);

    private static Task<IResult> ReviewAsync(
        string id,
        [FromBody] ReviewOverrideBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        ReviewOverride review,
        GetOverrides get,
        CancellationToken ct
    ) => RunAsync(id, get, created: false, promotion => review.RunAsync(caller.Actor, new(promotion, body.Words, proof), ct), ct);

    private static async Task<IResult> RunAsync(
        string id,
        GetOverrides get,
        bool created,
        Func<PromotionId, Task<Result<OverrideId>>> act,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<PromotionId>(id, out var promotion))
        {
            return PromotionRefusals.NotFound.ToProblem();
        }

        var outcome = await act(promotion);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await AnswerAsync(get, promotion, created, ct);
    }

    private static async Task<IResult> AnswerAsync(GetOverrides get, PromotionId promotion, bool created, CancellationToken ct)
    {
        var found = await get.RunAsync(promotion, ct);
        return found.Match<IResult>(
            view => created ? TypedResults.Created($"/api/v1/promotions/{promotion}/override", view) : TypedResults.Ok(view),
            refusal => refusal.ToProblem()
        );
    }
}
