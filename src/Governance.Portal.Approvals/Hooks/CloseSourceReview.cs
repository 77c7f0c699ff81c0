using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Hooks;

/// <summary>Closes a source review: a person who registers versions says why new commits need none.</summary>
public sealed class CloseSourceReview(ActionRunner runner) : IVersionRegistered
{
    /// <summary>Runs the action.</summary>
    public Task<Result<SourceReviewId>> RunAsync(Actor actor, SourceReviewId id, string? reason, CancellationToken ct) =>
        runner.RunAsync<SourceReviewId>(
            actor,
            new Attempt("review.closed", id.ToString(), Permission.WriteRegistry),
            async (context, token) =>
            {
                if (await context.Db.SourceReviews.SingleOrDefaultAsync(r => r.Id == id, token) is not { } review)
                {
                    return SourceReviewRefusals.NotFound;
                }

                if (review.Close(reason, context.Access.Actor.Id, context.Now) is { } refusal)
                {
                    return refusal;
                }

                context.Append(Closed(review));
                return id;
            },
            ct
        );

    // The review of its commit is over.
    async Task IVersionRegistered.RegisteredAsync(ActionContext context, VersionManifest manifest, CancellationToken ct)
    {
        var model = manifest.Model;
        if (
            manifest.Source is { } source
            && await context.Db.SourceReviews.SingleOrDefaultAsync(r => r.Model == model && r.ClosedAt == null, ct) is { } review
            && string.Equals(review.Commit, source.Commit, StringComparison.OrdinalIgnoreCase)
        )
        {
            review.Meet(context.Access.Actor.Id, context.Now);
            context.Append(Closed(review));
        }
    }

    private static AuditEvent Closed(SourceReview review) =>
        new(
            "review.closed",
            review.Id.ToString(),
            new JsonObject
            {
                ["model"] = review.Model,
                ["commit"] = review.Commit,
                ["reasonSha256"] = review.Reason?.Sha256,
            }
        )
        {
            Covers = [review.Model],
        };
}
