using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Intake;

/// <summary>What every act on a use case does around its rule: finds it, and appends the fact.</summary>
internal static class UseCaseAction
{
    /// <summary>Runs an act whose rule answers what its entry says, or why not.</summary>
    public static Task<Result<UseCaseId>> RunAsync(
        ActionRunner runner,
        Actor actor,
        Attempt attempt,
        UseCaseId id,
        Func<ActionContext, UseCase, CancellationToken, Task<Result<JsonObject>>> rule,
        CancellationToken ct
    ) =>
        runner.RunAsync<UseCaseId>(
            actor,
            attempt,
            async (context, token) =>
            {
                if (await context.Db.UseCases.SingleOrDefaultAsync(u => u.Id == id, token) is not { } useCase)
                {
                    return UseCaseRefusals.NotFound;
                }

                var outcome = await rule(context, useCase, token);
                if (outcome.Refusal is { } refusal)
                {
                    return refusal;
                }

                UseCaseEvents.Append(context, attempt.Action, useCase, outcome.Value);
                return id;
            },
            ct
        );

    /// <summary>Who acts, as the aggregate asks.</summary>
    public static UseCaseAuthor Author(ActionContext context) =>
        new(context.Access.Actor.Id, context.Access.PrintedName, context.Access.People);

    /// <summary>The person who acts; only people have the permissions that ask.</summary>
    public static (UserId Id, string PrintedName) Person(ActionContext context) =>
        (context.Access.Person!.Value, context.Access.PrintedName);
}
