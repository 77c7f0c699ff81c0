using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Intake;

namespace Governance.Portal.Compliance.Intake;

/// <summary>A reviewer gives an opinion on a proposal, in the function of the role in force.</summary>
public sealed class GiveOpinion(ActionRunner runner)
{
    /// <summary>The function of a role; null when it has none.</summary>
    public static TriageFunction? FunctionOf(string? role) =>
        Enum.GetValues<TriageFunction>().Where(f => UseCase.RoleOf(f) == role).Select(f => (TriageFunction?)f).FirstOrDefault();

    /// <summary>Runs the action.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">The use case.</param>
    /// <param name="verdict">The wire name of a <see cref="TriageVerdict"/>.</param>
    /// <param name="words">Why, or under which conditions.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<UseCaseId>> RunAsync(Actor actor, UseCaseId id, string? verdict, string? words, CancellationToken ct) =>
        UseCaseAction.RunAsync(
            runner,
            actor,
            new Attempt("use-case.triaged", id.ToString(), Permission.TriageUseCases) { Decides = true },
            id,
            (context, useCase, _) => Task.FromResult(Give(context, useCase, verdict, words)),
            ct
        );

    private static Result<JsonObject> Give(ActionContext context, UseCase useCase, string? verdict, string? words)
    {
        if (FunctionOf(context.Access.Role) is not { } function)
        {
            return UseCaseRefusals.NoFunction;
        }

        if (!WireName.TryParse<TriageVerdict>(verdict, out var known))
        {
            return UseCaseRefusals.VerdictUnknown;
        }

        return useCase.GiveOpinion(UseCaseAction.Person(context), function, known, words, context.Now) is { } refusal
            ? refusal
            : new JsonObject
            {
                ["round"] = useCase.Round,
                ["function"] = WireName.Of(function),
                ["verdict"] = WireName.Of(known),
                ["answersSha256"] = useCase.AnswersSha256,
                ["wordsSha256"] = useCase.Current.Single(o => o.Function == function).Words.Sha256,
            };
    }
}
