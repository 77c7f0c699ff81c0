using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Explanations;
using Governance.Domain.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>Records that someone affected by a decision asked for its explanation.</summary>
public sealed class ReceiveExplanation(ActionRunner runner, IOptions<ExplanationsOptions> options)
{
    /// <summary>What is recorded.</summary>
    /// <param name="Person">Under which reference the organisation knows the person.</param>
    /// <param name="Decision">The sender's id of the decision.</param>
    /// <param name="ReceivedAt">When it arrived; null for now.</param>
    /// <param name="Due">When the answer is due; null for the organisation's rule.</param>
    /// <param name="Language">Language of the answer; null for English.</param>
    public sealed record Command(string? Person, string? Decision, DateTimeOffset? ReceivedAt, DateTimeOffset? Due, string? Language);

    /// <summary>Runs the action.</summary>
    public Task<Result<ExplanationRequestId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync(
            actor,
            new Attempt("explanation.received", ExplanationEvents.List, Permission.WriteExplanations),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private async Task<Result<ExplanationRequestId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        if (await ReadExplanationFacts.FindAsync(context.Db, command.Decision, ct) is not { } decision)
        {
            return ExplanationRefusals.DecisionUnknown;
        }

        if (await OpenAsync(context.Db, decision, command.Person, ct) is { } open)
        {
            return ExplanationRefusals.AlreadyOpen(open.ToString());
        }

        var received = command.ReceivedAt ?? context.Now;
        var made = ExplanationRequest.Receive(
            await context.Db.NextIdAsync<ExplanationRequestId>(ct),
            decision,
            command.Person,
            received,
            command.Due ?? received.AddDays(options.Value.AnswerWithinDays),
            command.Language ?? "en",
            (context.Access.Actor.Id, context.Access.PrintedName),
            context.Now
        );
        if (made.Refusal is { } refusal)
        {
            return refusal;
        }

        var request = made.Value;
        context.Db.ExplanationRequests.Add(request);
        ExplanationEvents.Append(
            context,
            "explanation.received",
            request,
            new JsonObject
            {
                ["personSha256"] = request.Person.Sha256,
                ["receivedAt"] = CanonicalJson.Time(request.ReceivedAt),
                ["due"] = CanonicalJson.Time(request.DueAt),
            }
        );
        return request.Id;
    }

    // The reference is salted, so its digest finds nothing: the few open requests about the decision are compared.
    private static async Task<ExplanationRequestId?> OpenAsync(
        GovernanceDbContext db,
        ExplainedDecision decision,
        string? person,
        CancellationToken ct
    )
    {
        var known = await db
            .ExplanationRequests.AsNoTracking()
            .Where(r =>
                r.DecisionId == decision.Id
                && (r.State == ExplanationState.Received || r.State == ExplanationState.Drafted || r.State == ExplanationState.Reviewed)
            )
            .OrderBy(r => r.Id)
            .Select(r => new { r.Id, r.Person.Text })
            .ToListAsync(ct);
        return known.Find(r => string.Equals(r.Text, person?.Trim(), StringComparison.OrdinalIgnoreCase))?.Id;
    }
}
