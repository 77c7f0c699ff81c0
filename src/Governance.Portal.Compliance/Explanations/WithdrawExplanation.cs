using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Explanations;
using Governance.Domain.Identity;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>Records that the person took the request back.</summary>
public sealed class WithdrawExplanation(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<ExplanationRequestId>> RunAsync(Actor actor, ExplanationRequestId id, CancellationToken ct) =>
        ExplanationAction.RunAsync(
            runner,
            actor,
            ("explanation.withdrawn", Permission.WriteExplanations),
            id,
            (context, request, _) =>
                Task.FromResult<Result<JsonObject>>(
                    request.Withdraw(context.Access.PrintedName, context.Now) is { } refusal ? refusal : new JsonObject()
                ),
            ct
        );
}
