using System.ComponentModel.DataAnnotations;
using System.Text;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Admin;

/// <summary>Body that begins an access review.</summary>
/// <param name="DueAt">By when every line must be decided.</param>
public sealed record OpenAccessReviewBody(DateTimeOffset? DueAt = null);

/// <summary>Body of a decision on a line.</summary>
/// <param name="Verdict"><c>attested</c> or <c>revoked</c>.</param>
/// <param name="Reason">Reason for the decision.</param>
public sealed record AccessVerdictBody([property: Required] AccessVerdict? Verdict = null, string? Reason = null);

internal static class AccessReviewEndpoints
{
    public static void MapAccessReviews(this RouteGroupBuilder api)
    {
        var reviews = api.MapGroup("/access-reviews").WithTags("Access reviews");
        reviews
            .MapGet("", async (ReviewAccess review, CancellationToken ct) => TypedResults.Ok(await review.ListAsync(ct)))
            .RequirePermission(Permission.Administer)
            .WithName("listAccessReviews")
            .WithSummary("List access reviews")
            .WithDescription("Newest first, with the number of lines that have been decided.");
        reviews
            .MapGet("/{id}", FindAsync)
            .RequirePermission(Permission.Administer)
            .WithName("getAccessReview")
            .WithSummary("Read an access review")
            .WithDescription(
                "Returns who has what access, since when, granted by whom and when last used; and what was decided, by whom and why."
            );
        reviews
            .MapGet("/{id}/csv", CsvAsync)
            .RequirePermission(Permission.Administer)
            .WithName("getAccessReviewCsv")
            .WithSummary("Read an access review as CSV")
            .WithDescription("The table whose SHA-256 is in the log entry access-review.closed.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv");
        reviews
            .MapPost("", OpenAsync)
            .RequireCaller()
            .WithName("openAccessReview")
            .WithSummary("Begin an access review")
            .WithDescription(
                "Takes a snapshot of every role of every account and of every active key. Only one review can be open at a time. "
                    + "Not for API keys. Example: {\"dueAt\":\"2026-12-31T00:00:00Z\"}"
            );
        reviews
            .MapPost("/{id}/lines/{number:int}", DecideAsync)
            .RequireCaller()
            .WithName("decideAccessLine")
            .WithSummary("Attest or revoke access")
            .WithDescription(
                "Revoking removes the role, key or account in the same transaction. No one can decide on their own access. Not "
                    + "for API keys. Example: {\"verdict\":\"attested\",\"reason\":\"Still signs for Legal\"}"
            );
        reviews
            .MapPost("/{id}/close", CloseAsync)
            .RequireCaller()
            .WithName("closeAccessReview")
            .WithSummary("Close an access review")
            .WithDescription("Possible once every line is decided. The log then holds the digest of the result. Not for API keys.");
    }

    private static async Task<Results<Ok<AccessReviewView>, ProblemHttpResult>> FindAsync(
        string id,
        ReviewAccess review,
        CancellationToken ct
    ) =>
        DisplayId.TryParse<AccessReviewId>(id, out var known) && await review.FindAsync(known, ct) is { } view
            ? TypedResults.Ok(view)
            : AccessReviewRefusals.NotFound.ToProblem();

    private static async Task<IResult> CsvAsync(string id, ReviewAccess review, CancellationToken ct) =>
        DisplayId.TryParse<AccessReviewId>(id, out var known) && await review.CsvAsync(known, ct) is { } csv
            ? TypedResults.File(Encoding.UTF8.GetBytes(csv), "text/csv", $"{known}.csv")
            : AccessReviewRefusals.NotFound.ToProblem();

    private static async Task<Results<Created<AccessReviewView>, ProblemHttpResult>> OpenAsync(
        [FromBody] OpenAccessReviewBody body,
        Caller caller,
        ReviewAccess review,
        CancellationToken ct
    )
    {
        var outcome = await review.OpenAsync(caller.Actor, body.DueAt, ct);
        return outcome.IsDone
            ? TypedResults.Created($"/api/v1/access-reviews/{outcome.Value}", (await review.FindAsync(outcome.Value, ct))!)
            : outcome.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<AccessReviewView>, ProblemHttpResult>> DecideAsync(
        string id,
        int number,
        [FromBody] AccessVerdictBody body,
        Caller caller,
        ReviewAccess review,
        CancellationToken ct
    ) => await AnswerAsync(id, review, known => review.DecideAsync(caller.Actor, known, number, body.Verdict, body.Reason, ct), ct);

    private static async Task<Results<Ok<AccessReviewView>, ProblemHttpResult>> CloseAsync(
        string id,
        Caller caller,
        ReviewAccess review,
        CancellationToken ct
    ) => await AnswerAsync(id, review, known => review.CloseAsync(caller.Actor, known, ct), ct);

    private static async Task<Results<Ok<AccessReviewView>, ProblemHttpResult>> AnswerAsync(
        string id,
        ReviewAccess review,
        Func<AccessReviewId, Task<Result<AccessReviewId>>> act,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<AccessReviewId>(id, out var known))
        {
            return AccessReviewRefusals.NotFound.ToProblem();
        }

        var outcome = await act(known);
        return outcome.IsDone ? TypedResults.Ok((await review.FindAsync(known, ct))!) : outcome.Refusal.ToProblem();
    }
}
