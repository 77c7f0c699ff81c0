using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Transparency;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Submits a proposal: risk, security and legal are asked for their opinions.</summary>
public sealed class SubmitUseCase(ActionRunner runner, IOptions<UseCasesOptions> options)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<UseCaseId>> RunAsync(Actor actor, UseCaseId id, CancellationToken ct) =>
        UseCaseAction.RunAsync(
            runner,
            actor,
            new Attempt("use-case.submitted", id.ToString(), Permission.ProposeUseCases),
            id,
            (context, useCase, _) =>
            {
                var due = context.Now.AddDays(options.Value.TriageDays);
                return Task.FromResult<Result<JsonObject>>(
                    useCase.Submit(UseCaseAction.Author(context), due, context.Now) is { } refusal
                        ? refusal
                        : new JsonObject
                        {
                            ["answersSha256"] = useCase.AnswersSha256,
                            ["round"] = useCase.Round,
                            ["due"] = CanonicalJson.Time(due),
                        }
                );
            },
            ct
        );
}
