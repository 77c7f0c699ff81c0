using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Explanations;
using Governance.Domain.Identity;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>Erases who asked, and what was written, from a request that is closed. Its days, states and digests stay.</summary>
public sealed class EraseExplanation(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<ExplanationRequestId>> RunAsync(Actor actor, ExplanationRequestId id, CancellationToken ct) =>
        ExplanationAction.RunAsync(
            runner,
            actor,
            ("explanation.erased", Permission.WriteExplanations),
            id,
            (context, request, _) =>
                Task.FromResult<Result<JsonObject>>(
                    request.Erase(context.Now) is { } refusal ? refusal : new JsonObject { ["personSha256"] = request.Person.Sha256 }
                ),
            ct
        );
}
