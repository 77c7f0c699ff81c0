using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Begins the proposal of a use case: a draft, which its proposer submits.</summary>
public sealed class ProposeUseCase(ActionRunner runner, LawLibrary laws)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<UseCaseId>> RunAsync(Actor actor, UseCaseCommand command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync<UseCaseId>(
            actor,
            new Attempt("use-case.drafted", UseCaseEvents.List, Permission.ProposeUseCases),
            async (context, token) =>
            {
                var answers = await UseCaseFields.ReadAsync(context, command, laws.Current, token);
                if (answers.Refusal is { } refusal)
                {
                    return refusal;
                }

                var id = await context.Db.NextIdAsync<UseCaseId>(token);
                var useCase = UseCase.Begin(id, answers.Value, UseCaseAction.Author(context), context.Now);
                context.Db.UseCases.Add(useCase);
                UseCaseEvents.Append(context, "use-case.drafted", useCase, new JsonObject { ["answersSha256"] = useCase.AnswersSha256 });
                return id;
            },
            ct
        );
    }
}
