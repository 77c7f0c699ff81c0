using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Explanations;
using Governance.Domain.Identity;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>A second person approves an explanation, or returns it to be written again.</summary>
public sealed class ReviewExplanation(ActionRunner runner)
{
    /// <summary>What is decided.</summary>
    /// <param name="Request">The request.</param>
    /// <param name="Outcome"><c>approve</c> or <c>return</c>.</param>
    /// <param name="TextSha256">Digest of the text that was on the screen.</param>
    /// <param name="Reason">Why it is returned.</param>
    public sealed record Command(ExplanationRequestId Request, string? Outcome, string? TextSha256, string? Reason);

    /// <summary>Runs the action.</summary>
    public Task<Result<ExplanationRequestId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return ExplanationAction.RunAsync(
            runner,
            actor,
            ("explanation.reviewed", Permission.ReviewExplanations),
            command.Request,
            (context, request, _) => Task.FromResult(Decide(context, request, command)),
            ct
        );
    }

    private static Result<JsonObject> Decide(ActionContext context, ExplanationRequest request, Command command)
    {
        var person = (context.Access.Person!.Value, context.Access.PrintedName);
        var refusal = command.Outcome switch
        {
            "approve" => request.Approve(person, command.TextSha256, context.Now),
            "return" => request.Return(person, command.TextSha256, command.Reason),
            _ => ExplanationRefusals.OutcomeUnknown,
        };
        return refusal is not null
            ? refusal
            : new JsonObject
            {
                ["outcome"] = command.Outcome,
                ["textSha256"] = request.Text!.Sha256,
                ["reasonSha256"] = request.Returned?.Sha256,
            };
    }
}
