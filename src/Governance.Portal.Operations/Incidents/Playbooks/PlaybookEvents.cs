using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>Log entries of versions of playbooks.</summary>
internal static class PlaybookEvents
{
    /// <summary>What lists of playbooks listen to.</summary>
    public const string List = "playbooks";

    public static void Append(ActionContext context, string action, PlaybookVersion version, JsonObject data, Action<long>? written = null)
    {
        data["playbook"] = version.Name;
        data["version"] = version.Version;
        data["sha256"] = version.Sha256;
        context.Append(
            new AuditEvent(action, version.Id.ToString(), data) { ActorName = context.Access.PrintedName, Covers = [List] },
            written
        );
    }
}
