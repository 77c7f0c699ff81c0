using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Intake;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Takes a proposal back. It stays on record.</summary>
public sealed class WithdrawUseCase(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<UseCaseId>> RunAsync(Actor actor, UseCaseId id, CancellationToken ct) =>
        UseCaseAction.RunAsync(
            runner,
            actor,
            new Attempt("use-case.withdrawn", id.ToString(), Permission.ProposeUseCases),
            id,
            (context, useCase, _) =>
                Task.FromResult<Result<JsonObject>>(
                    useCase.Withdraw(UseCaseAction.Author(context), context.Now) is { } refusal ? refusal : new JsonObject()
                ),
            ct
        );
}
