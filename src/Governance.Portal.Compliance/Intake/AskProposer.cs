using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Intake;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Someone who judges a proposal asks its proposer for more information.</summary>
public sealed class AskProposer(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">The use case.</param>
    /// <param name="question">What they want to know.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<UseCaseId>> RunAsync(Actor actor, UseCaseId id, string? question, CancellationToken ct) =>
        UseCaseAction.RunAsync(
            runner,
            actor,
            new Attempt("use-case.information-asked", id.ToString(), Permission.TriageUseCases) { Decides = true },
            id,
            (context, useCase, _) =>
                Task.FromResult<Result<JsonObject>>(
                    useCase.AskForInformation(UseCaseAction.Person(context), question) is { } refusal
                        ? refusal
                        : new JsonObject { ["round"] = useCase.Round, ["questionSha256"] = useCase.Question!.Sha256 }
                ),
            ct
        );
}
