using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Decisions.Reviews;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>Log entries of reviews: ids, codes and digests. What people wrote stays beside the log.</summary>
internal static class ReviewEvents
{
    /// <summary>What the queue listens to.</summary>
    public const string List = "decision-reviews";

    public static void Append(ActionContext context, string action, DecisionReview review, JsonObject data, string? turnOf = null)
    {
        data["decision"] = review.DecisionId;
        data["model"] = review.Model;
        data["version"] = review.Version;
        context.Append(
            new AuditEvent(action, review.AuditSubject, data)
            {
                ActorName = context.Access.PrintedName,
                // The turn of the model's reviewers may have moved on, too.
                Covers = turnOf is null ? [List, review.DecisionId] : [List, review.DecisionId, turnOf],
            }
        );
    }
}
