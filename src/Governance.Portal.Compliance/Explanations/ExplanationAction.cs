using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Explanations;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>What every act on a request does around its rule: finds the request, and appends the fact.</summary>
internal static class ExplanationAction
{
    /// <summary>Runs an act whose rule answers what its entry says, or why not.</summary>
    public static Task<Result<ExplanationRequestId>> RunAsync(
        ActionRunner runner,
        Actor actor,
        (string Name, Permission Permission) act,
        ExplanationRequestId id,
        Func<ActionContext, ExplanationRequest, CancellationToken, Task<Result<JsonObject>>> rule,
        CancellationToken ct
    ) =>
        runner.RunAsync<ExplanationRequestId>(
            actor,
            new Attempt(act.Name, id.ToString(), act.Permission),
            async (context, token) =>
            {
                if (await context.Db.ExplanationRequests.SingleOrDefaultAsync(r => r.Id == id, token) is not { } request)
                {
                    return ExplanationRefusals.NotFound;
                }

                var outcome = await rule(context, request, token);
                if (outcome.Refusal is { } refusal)
                {
                    return refusal;
                }

                ExplanationEvents.Append(context, act.Name, request, outcome.Value);
                return id;
            },
            ct
        );
}
