using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Decisions;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>
/// Follows the log: a batch of decisions and a file of labels become a task each, once. Intake itself does nothing for reviews, so that it
/// is not slower where many decisions are reviewed.
/// </summary>
public sealed class FollowReviews(LogFollowers followers)
{
    /// <summary>Name of the follower.</summary>
    public const string Name = "decision-reviews";

    // From the log's beginning: labels that arrived before there were reviews say what was true all the same.
    private static readonly FollowTerms s_terms = new() { From = 0, Batch = 500 };

    /// <summary>Takes in what is new, and returns at the log's end.</summary>
    public Task RunAsync(CancellationToken ct) => followers.CatchUpAsync(Name, HandleAsync, s_terms, ct);

    private static async Task HandleAsync(GovernanceDbContext db, IReadOnlyList<FollowedEntry> entries, CancellationToken ct)
    {
        var read = entries
            .Select(e => e.Event)
            .Where(e => !e.Refused && e.Action is "decisions.stored" or "labels.stored" or "labels.withdrawn")
            .ToList();
        if (read.Count == 0)
        {
            return;
        }

        // Where no model has rules, a batch is no work.
        var any = await db.ReviewPolicies.IgnoreQueryFilters().AnyAsync(ct);
        foreach (var entry in read)
        {
            if (entry.Action == "labels.stored" && entry.Text("sha256") is { } digest)
            {
                db.ReviewTasks.Add(new ReviewTask { Version = entry.Subject, Labels = digest });
            }
            else if (
                entry.Action == "labels.withdrawn"
                && entry.Text("version") is { } of
                && MeasurementRef.TryParse(entry.Subject, out var file)
            )
            {
                // What was true by it is not known any more; the files that are left are read again.
                await db.DecisionTruths.Where(t => t.Labels == file.Number).ExecuteDeleteAsync(ct);
                var version = of.Split('@', 2);
                var left = await db
                    .LabelBatches.Where(b => b.Model == version[0] && b.Version == version[1])
                    .OrderBy(b => b.Id)
                    .Select(b => b.DataSha256)
                    .ToListAsync(ct);
                db.ReviewTasks.AddRange(left.Select(digest => new ReviewTask { Version = of, Labels = digest }));
            }
            else if (any && entry.Action == "decisions.stored" && DisplayId.TryParse<DecisionBatchId>(entry.Subject, out var batch))
            {
                db.ReviewTasks.Add(new ReviewTask { Batch = batch });
            }
        }
    }
}
