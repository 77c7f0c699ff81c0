using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelReviews;

/// <summary>A review of a version in use.</summary>
public sealed record ModelReviewView
{
    public required ModelReviewId Id { get; init; }

    public required string Model { get; init; }

    public required string Version { get; init; }

    /// <summary>Environments it applies to; empty for all in which the version runs.</summary>
    public required IReadOnlyList<string> Environments { get; init; }

    public required ReviewOutcome Outcome { get; init; }

    /// <summary>The reasons; null once erased.</summary>
    public required string? Reasons { get; init; }

    /// <summary>The alert or posture that the review responds to.</summary>
    public required string? Answers { get; init; }

    /// <summary>Day of the next review.</summary>
    public required DateOnly? RevalidateOn { get; init; }

    /// <summary>Printed name of the reviewer.</summary>
    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }

    internal static ModelReviewView Of(ModelReview review) =>
        new()
        {
            Id = review.Id,
            Model = review.Model,
            Version = review.Version,
            Environments = review.Environments,
            Outcome = review.Outcome,
            Reasons = review.Reasons.Text,
            Answers = review.Answers,
            RevalidateOn = review.RevalidateOn,
            By = review.ByName,
            At = review.At,
        };
}

/// <summary>Reads reviews of versions in use.</summary>
public sealed class ListModelReviews(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>The reviews of a model, the newest first.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="below">Only with a smaller number; null from the newest.</param>
    /// <param name="limit">How many, 1 to 500.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ApiPage<ModelReviewView>>> RunAsync(string model, int? below, int limit, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await db.Models.AnyAsync(m => m.Name == model, ct))
        {
            return ModelRefusals.NotFound(model);
        }

        var found = await db
            .ModelReviews.AsNoTracking()
            .Where(r => r.Model == model && (below == null || (int)(object)r.Id < below))
            .OrderByDescending(r => r.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        return new ApiPage<ModelReviewView>(
            [.. found.Take(limit).Select(ModelReviewView.Of)],
            found.Count > limit ? Cursor.Encode(found[limit - 1].Id.ToString()) : null
        );
    }

    /// <summary>One review of a model.</summary>
    public async Task<Result<ModelReviewView>> GetAsync(string model, ModelReviewId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.ModelReviews.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.Model == model, ct) is { } review
            ? ModelReviewView.Of(review)
            : ModelReviewRefusals.NotFound;
    }
}
