using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Changes a proposal while it is with its proposer: what is sent takes the place of what was there.</summary>
public sealed class ChangeUseCase(ActionRunner runner, LawLibrary laws)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<UseCaseId>> RunAsync(Actor actor, UseCaseId id, UseCaseCommand command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return UseCaseAction.RunAsync(
            runner,
            actor,
            new Attempt("use-case.changed", id.ToString(), Permission.ProposeUseCases),
            id,
            async (context, useCase, token) =>
            {
                var answers = await UseCaseFields.ReadAsync(context, command, laws.Current, token);
                return answers.Refusal is { } wrong ? wrong
                    : useCase.Change(answers.Value, UseCaseAction.Author(context)) is { } refusal ? refusal
                    : new JsonObject { ["answersSha256"] = useCase.AnswersSha256 };
            },
            ct
        );
    }
}
