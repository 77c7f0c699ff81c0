using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Explanations;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>Log entries of explanation requests: ids, days and digests. Who asked, and what was written, stays beside the log.</summary>
internal static class ExplanationEvents
{
    /// <summary>What lists of requests listen to.</summary>
    public const string List = "explanation-requests";

    public static void Append(ActionContext context, string action, ExplanationRequest request, JsonObject data)
    {
        data["decision"] = request.DecisionId;
        data["model"] = request.Model;
        data["version"] = request.Version;
        context.Append(
            new AuditEvent(action, request.AuditSubject, data)
            {
                ActorName = context.Access.PrintedName,
                Covers = [List, request.DecisionId],
            }
        );
    }
}
