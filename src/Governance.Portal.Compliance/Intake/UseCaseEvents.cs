using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Intake;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Log entries of use cases: ids, choices and salted digests. What people wrote stays beside the log.</summary>
internal static class UseCaseEvents
{
    /// <summary>What lists of use cases listen to.</summary>
    public const string List = "use-cases";

    public static void Append(ActionContext context, string action, UseCase useCase, JsonObject data) =>
        context.Append(
            new AuditEvent(action, useCase.AuditSubject, data)
            {
                ActorName = context.Access.PrintedName,
                Covers = [List, .. useCase.System is { } system ? [system.ToString()] : Array.Empty<string>()],
            }
        );
}
