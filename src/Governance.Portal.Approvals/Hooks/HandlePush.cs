using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Hooks;

/// <summary>
/// Opens a review when the source of a governed model gets commits that no version stands for, or adds to the one that is open.
/// </summary>
public sealed class HandlePush(ActionRunner runner)
{
    private const int VersionsLookedAt = 200;

    /// <summary>Runs the action.</summary>
    /// <returns>The review; null when a version of this commit is registered, or the commit was noted already.</returns>
    public Task<Result<SourceReviewId?>> RunAsync(HookSource source, string commit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(source);
        return runner.RunAsync<SourceReviewId?>(
            QueueHookCall.Job,
            new Attempt("review.opened", source.Model, null),
            async (context, token) =>
            {
                var model = source.Model;
                if (!await context.Db.Models.AnyAsync(m => m.Name == model, token))
                {
                    return ModelRefusals.NotFound(model);
                }

                if (await VersionOfAsync(context.Db, model, commit, token) is not null)
                {
                    return Result<SourceReviewId?>.Done(null);
                }

                var open = await context.Db.SourceReviews.SingleOrDefaultAsync(r => r.Model == model && r.ClosedAt == null, token);
                if (open?.Commit == commit)
                {
                    return Result<SourceReviewId?>.Done(null);
                }

                if (open is null)
                {
                    open = SourceReview.Open(
                        await context.Db.NextIdAsync<SourceReviewId>(token),
                        model,
                        source.Repository,
                        commit,
                        context.Now
                    );
                    context.Db.SourceReviews.Add(open);
                    context.Append(new AuditEvent("review.opened", open.Id.ToString(), Data(open)) { Covers = [model] });
                }
                else
                {
                    open.Push(commit, context.Now);
                    context.Append(new AuditEvent("review.extended", open.Id.ToString(), Data(open)) { Covers = [model] });
                }

                return Result<SourceReviewId?>.Done(open.Id);
            },
            ct
        );
    }

    /// <summary>The newest version of a model that was built from a commit, or null.</summary>
    internal static async Task<ModelVersion?> VersionOfAsync(GovernanceDbContext db, string model, string commit, CancellationToken ct)
    {
        var versions = await db
            .Versions.AsNoTracking()
            .Where(v => v.Model == model)
            .OrderByDescending(v => v.Number)
            .Take(VersionsLookedAt)
            .ToListAsync(ct);
        return versions.Find(v => string.Equals(v.ReadManifest().Source?.Commit, commit, StringComparison.OrdinalIgnoreCase));
    }

    private static JsonObject Data(SourceReview review) =>
        new()
        {
            ["model"] = review.Model,
            ["commit"] = review.Commit,
            ["pushes"] = review.Pushes,
        };
}
