using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions;

/// <summary>A person decides otherwise than the model. The decision stays as it is; the override stands beside it.</summary>
public sealed class OverrideDecision(ActionRunner runner)
{
    /// <summary>What is decided.</summary>
    public sealed record Command(string Decision, string? Outcome, string? ReasonCode, string? Reason);

    /// <summary>Runs it.</summary>
    public Task<Result<OverrideView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        var subject = WholeText.Beginning(command.Decision, 128);
        return runner.RunAsync<OverrideView>(
            actor,
            new Attempt("decision.overridden", subject, Permission.OverrideDecisions),
            async (context, token) =>
                await GetDecision.FindAsync(context.Db, command.Decision, token) is { } decision
                    ? (await RecordAsync(context, decision, command, token)).Match<Result<OverrideView>>(
                        given => DecisionReading.Override(given),
                        refusal => refusal
                    )
                    : DecisionRefusals.NotFound,
            ct
        );
    }

    /// <summary>Records it within an action: a reviewer who decides otherwise does the same.</summary>
    internal static async Task<Result<DecisionOverride>> RecordAsync(
        ActionContext context,
        Decision decision,
        Command command,
        CancellationToken ct
    )
    {
        // Two at the same moment take the same ordinal: the unique index lets one through, the other counts again.
        var before = await context.Db.DecisionOverrides.Where(o => o.Decision == decision.Number).MaxAsync(o => (int?)o.Ordinal, ct);
        var made = DecisionOverride.Of(
            decision,
            (before ?? 0) + 1,
            command.Outcome,
            command.ReasonCode,
            command.Reason,
            context.Access,
            context.Now
        );
        if (made.Refusal is not null)
        {
            return made;
        }

        var given = made.Value;
        context.Db.DecisionOverrides.Add(given);
        context.Append(
            new AuditEvent(
                "decision.overridden",
                given.AuditSubject,
                new JsonObject
                {
                    ["batch"] = new DecisionNumber(decision.Number).Batch.ToString(),
                    ["commitment"] = Convert.ToHexStringLower(decision.Commitment),
                    ["ordinal"] = given.Ordinal,
                    ["outcome"] = given.Outcome,
                    ["reasonCode"] = WireName.Of(given.ReasonCode),
                    ["reasonSha256"] = given.Reason!.Sha256,
                }
            )
        );
        return given;
    }
}
