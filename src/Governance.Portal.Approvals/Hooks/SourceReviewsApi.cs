using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Hooks;

/// <summary>New commits in the source of a model.</summary>
/// <param name="Id">Such as SRV-0003.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Commit">The last commit.</param>
/// <param name="Pushes">Number of pushes since the review was opened.</param>
/// <param name="OpenedAt">Time of the first push.</param>
/// <param name="PushedAt">Time of the last push.</param>
/// <param name="ClosedAt">When the review ended, by a version of the last commit or by a person; null while it is open.</param>
/// <param name="ClosedBy">Who ended it.</param>
/// <param name="Reason">Why no version is needed.</param>
public sealed record SourceReviewView(
    SourceReviewId Id,
    string Model,
    string Repository,
    string Commit,
    int Pushes,
    DateTimeOffset OpenedAt,
    DateTimeOffset PushedAt,
    DateTimeOffset? ClosedAt,
    string? ClosedBy,
    string? Reason
)
{
    internal static SourceReviewView Of(SourceReview r) =>
        new(r.Id, r.Model, r.Repository, r.Commit, r.Pushes, r.OpenedAt, r.PushedAt, r.ClosedAt, r.ClosedBy, r.Reason?.Text);
}

/// <summary>Body that ends a review.</summary>
/// <param name="Reason">Why the commits need no new version.</param>
public sealed record CloseReviewBody(string? Reason);

/// <summary>Reads source reviews.</summary>
public sealed class GetSourceReviews(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>The newest of a model, or of all.</summary>
    public async Task<IReadOnlyList<SourceReviewView>> ListAsync(string? model, bool openOnly, int take, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db
            .SourceReviews.AsNoTracking()
            .Where(r => (model == null || r.Model == model) && (!openOnly || r.ClosedAt == null))
            .OrderByDescending(r => r.Id)
            .Take(take)
            .ToListAsync(ct);
        return [.. rows.Select(SourceReviewView.Of)];
    }
}

/// <summary>Source reviews over HTTP.</summary>
internal static class SourceReviewsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var reviews = api.MapGroup("/source-reviews").WithTags("Hooks");
        reviews
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List source reviews")
            .WithDescription(
                "New commits in the source of a governed model that no version covers. Newest first, at most 500. "
                    + "Example: ?model=fraud-scorer&open=true"
            )
            .Produces<ApiPage<SourceReviewView>>()
            .Refuses(401, 403);
        reviews
            .MapPost("/{id}/close", CloseAsync)
            .RequireCaller(Permission.WriteRegistry, "review.closed")
            .WithSummary("Say why new commits need no new version")
            .WithDescription(
                "For anyone who may register versions. A review of a registered commit ends automatically. Example: "
                    + "{\"reason\":\"Only the documentation changed\"}"
            )
            .Produces<SourceReviewId>()
            .Refuses(401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(string? model, bool? open, GetSourceReviews get, CancellationToken ct) =>
        TypedResults.Ok(new ApiPage<SourceReviewView>(await get.ListAsync(model, open ?? false, ListQuery.MaxLimit, ct), null));

    private static async Task<IResult> CloseAsync(
        string id,
        [FromBody] CloseReviewBody body,
        Caller caller,
        CloseSourceReview close,
        CancellationToken ct
    ) =>
        DisplayId.TryParse<SourceReviewId>(id, out var review)
            ? (await close.RunAsync(caller.Actor, review, body.Reason, ct)).Match<IResult>(
                done => TypedResults.Ok(done),
                refusal => refusal.ToProblem()
            )
            : SourceReviewRefusals.NotFound.ToProblem();
}
