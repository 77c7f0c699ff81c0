using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Explanations;
using Governance.Domain.Identity;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>Writes an explanation: as it follows from what is on record, or in the words of a person.</summary>
public sealed class DraftExplanation(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">The request.</param>
    /// <param name="text">The whole text; null to make it from what is on record.</param>
    /// <param name="language">Its language; null for the one the answer is to be in.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<ExplanationRequestId>> RunAsync(
        Actor actor,
        ExplanationRequestId id,
        string? text,
        string? language,
        CancellationToken ct
    ) =>
        ExplanationAction.RunAsync(
            runner,
            actor,
            ("explanation.drafted", Permission.WriteExplanations),
            id,
            async (context, request, token) =>
            {
                var facts = await ReadExplanationFacts.OfAsync(context.Db, request, token);
                var refusal = request.Draft(
                    text ?? ExplanationText.Of(facts, language ?? request.Language),
                    language ?? request.Language,
                    facts.Sha256,
                    (context.Access.PrintedName, context.Access.People),
                    context.Now
                );
                return refusal is not null
                    ? refusal
                    : new JsonObject
                    {
                        ["textSha256"] = request.Text!.Sha256,
                        ["factsSha256"] = request.FactsSha256,
                        ["language"] = request.Language,
                        ["generated"] = text is null,
                    };
            },
            ct
        );
}
