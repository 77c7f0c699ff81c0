using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Explanations;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>
/// Records that the reviewed explanation went to the person. The portal knows no address: a person sends the letter, or hands it over.
/// </summary>
public sealed class SendExplanation(ActionRunner runner)
{
    /// <summary>What is recorded.</summary>
    /// <param name="Request">The request.</param>
    /// <param name="Via">How it went, by the wire name of <see cref="AnswerChannel"/>.</param>
    /// <param name="Letter">The report that was sent; null where the text went out another way.</param>
    public sealed record Command(ExplanationRequestId Request, string? Via, string? Letter);

    /// <summary>Runs the action.</summary>
    public Task<Result<ExplanationRequestId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return ExplanationAction.RunAsync(
            runner,
            actor,
            ("explanation.sent", Permission.WriteExplanations),
            command.Request,
            (context, request, token) => ActAsync(context, request, command, token),
            ct
        );
    }

    private static async Task<Result<JsonObject>> ActAsync(
        ActionContext context,
        ExplanationRequest request,
        Command command,
        CancellationToken ct
    )
    {
        if (!WireName.TryParse<AnswerChannel>(command.Via, out var via))
        {
            return ExplanationRefusals.ChannelUnknown;
        }

        Report? letter = null;
        if (!string.IsNullOrEmpty(command.Letter))
        {
            letter = DisplayId.TryParse<ReportId>(command.Letter, out var id)
                ? await context.Db.Reports.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct)
                : null;
            if (letter is null)
            {
                return ExplanationRefusals.LetterNotOfThis;
            }
        }

        return request.Send(via, letter, context.Access.PrintedName, context.Now) is { } refusal
            ? refusal
            : new JsonObject
            {
                ["via"] = WireName.Of(via),
                ["letter"] = letter?.Id.ToString(),
                ["letterSha256"] = letter?.Sha256,
                ["textSha256"] = request.Text!.Sha256,
            };
    }
}
