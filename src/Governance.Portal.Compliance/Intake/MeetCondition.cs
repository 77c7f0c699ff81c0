using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Records how a condition of an accepted use case was met.</summary>
public sealed class MeetCondition(ActionRunner runner, IFactsChanged factsChanged)
{
    /// <summary>Runs the action.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">The use case.</param>
    /// <param name="number">The condition.</param>
    /// <param name="words">How it was met.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<UseCaseId>> RunAsync(Actor actor, UseCaseId id, int number, string? words, CancellationToken ct) =>
        UseCaseAction.RunAsync(
            runner,
            actor,
            new Attempt("use-case.condition-met", id.ToString(), Permission.DecideUseCases) { Decides = true },
            id,
            async (context, useCase, token) =>
            {
                var met = useCase.MeetCondition(UseCaseAction.Person(context), number, words, context.Now);
                if (met.Refusal is { } refusal)
                {
                    return refusal;
                }

                // A gate may ask for it.
                var system = await context.Db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == useCase.System, token);
                foreach (var model in system?.Models ?? [])
                {
                    await factsChanged.ChangedAsync(context, model, null, token);
                }

                return new JsonObject { ["condition"] = number, ["wordsSha256"] = met.Value.MetBy!.Sha256 };
            },
            ct
        );
}
