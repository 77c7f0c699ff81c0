using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Intake;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Declines a use case, with a reason.</summary>
public sealed class DeclineUseCase(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<UseCaseId>> RunAsync(Actor actor, UseCaseId id, string? reason, CancellationToken ct) =>
        UseCaseAction.RunAsync(
            runner,
            actor,
            new Attempt("use-case.declined", id.ToString(), Permission.DecideUseCases) { Decides = true },
            id,
            (context, useCase, _) =>
                Task.FromResult<Result<JsonObject>>(
                    useCase.Decline(UseCaseAction.Person(context), reason, context.Now) is { } refusal
                        ? refusal
                        : new JsonObject
                        {
                            ["round"] = useCase.Round,
                            ["answersSha256"] = useCase.AnswersSha256,
                            ["reasonSha256"] = useCase.Reason!.Sha256,
                        }
                ),
            ct
        );
}
