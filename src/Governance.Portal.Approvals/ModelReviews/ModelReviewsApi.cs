using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Approvals.ModelReviews;

/// <summary>Body of a review.</summary>
/// <param name="Version">Name of the version.</param>
/// <param name="Outcome">keep, restrict, retrain, roll-back or retire.</param>
/// <param name="Reasons">Reasons for the outcome.</param>
/// <param name="RevalidateOn">Day of the next review (default: as the model's risk class requires).</param>
/// <param name="Environments">Environments that the review covers (default: all in which the version runs).</param>
/// <param name="Answers">The alert or posture that the review responds to (default: none).</param>
public sealed record ModelReviewBody(
    string? Version,
    string? Outcome,
    string? Reasons,
    DateOnly? RevalidateOn = null,
    IReadOnlyList<string>? Environments = null,
    string? Answers = null
);

/// <summary>Reviews of versions in use, over HTTP.</summary>
internal static class ModelReviewsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var reviews = api.MapGroup("/models/{model}/reviews").WithTags("Reviews");
        reviews
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadGates)
            .WithSummary("List the reviews of a model")
            .WithDescription(
                "What people decided about the model's versions in use, newest first. For each version, the newest review applies."
            )
            .Produces<ApiPage<ModelReviewView>>()
            .Refuses(401, 403, 404, 422);
        reviews
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadGates)
            .WithSummary("Read a review of a model")
            .WithDescription("Example: REV-0003.")
            .Produces<ModelReviewView>()
            .Refuses(401, 403, 404);
        reviews
            .MapPost("", RecordAsync)
            .RequireCaller()
            .WithSummary("Record a review of a version in use")
            .WithDescription(
                "For people who may review models; not for API keys. Where a policy requires a review, permits can be "
                    + "issued again after the outcome keep or restrict. Example: "
                    + "{\"version\":\"1.4.0\",\"outcome\":\"keep\",\"reasons\":\"The drift comes from the November "
                    + "campaign\",\"revalidateOn\":\"2027-05-31\"}"
            )
            .Produces<ModelReviewView>(StatusCodes.Status201Created)
            .Refuses(401, 403, 404, 422);
    }

    private static async Task<IResult> ListAsync(string model, [AsParameters] ListQuery query, ListModelReviews list, CancellationToken ct)
    {
        var page = query.TakeBelow<ModelReviewId>();
        if (!page.IsDone)
        {
            return page.Refusal.ToProblem();
        }

        return (await list.RunAsync(model, page.Value.Below, page.Value.Take, ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> GetAsync(string model, string id, ListModelReviews list, CancellationToken ct) =>
        DisplayId.TryParse<ModelReviewId>(id, out var review)
            ? (await list.GetAsync(model, review, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem())
            : ModelReviewRefusals.NotFound.ToProblem();

    private static async Task<IResult> RecordAsync(
        string model,
        [FromBody] ModelReviewBody body,
        Caller caller,
        RecordReview record,
        ListModelReviews list,
        CancellationToken ct
    )
    {
        var outcome = await record.RunAsync(
            caller.Actor,
            new(model, body.Version, body.Outcome, body.Reasons, body.RevalidateOn)
            {
                Environments = body.Environments ?? [],
                Answers = body.Answers,
            },
            ct
        );
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.GetAsync(model, outcome.Value, ct)).Match<IResult>(
                view => TypedResults.Created($"/api/v1/models/{view.Model}/reviews/{view.Id}", view),
                unread => unread.ToProblem()
            );
    }
}
