using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Portal.Operations.Decisions;

/// <summary>
/// Shows the stored values of a decision's input to a person who says for which purpose; who, when and the purpose are recorded first.
/// </summary>
public sealed class UnmaskDecision(ActionRunner runner)
{
    /// <summary>Runs it.</summary>
    public Task<Result<UnmaskedView>> RunAsync(Actor actor, string decision, string? purpose, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(decision);
        var subject = WholeText.Beginning(decision, 128);
        return runner.RunAsync<UnmaskedView>(
            actor,
            new Attempt("decision.unmasked", subject, Permission.UnmaskDecisions),
            async (context, token) =>
            {
                if (await GetDecision.FindAsync(context.Db, decision, token) is not { } row)
                {
                    return DecisionRefusals.NotFound;
                }

                if (DecisionReading.Parse(row) is not { } content)
                {
                    return DecisionRefusals.Erased;
                }

                if (string.IsNullOrWhiteSpace(purpose))
                {
                    return DecisionRefusals.PurposeMissing;
                }

                if (purpose.Length > SaltedText.MaxLength)
                {
                    return Refusal.Field("text.too-long", "purpose", $"The purpose can have at most 8,000 characters.");
                }

                var said = SaltedText.Of(purpose.Trim());
                context.Db.DecisionUnmaskings.Add(
                    new DecisionUnmasking
                    {
                        Decision = row.Number,
                        DecisionId = row.Id,
                        Purpose = said,
                        By = context.Access.Actor.Id,
                        At = context.Now,
                    }
                );
                context.Append(
                    new AuditEvent(
                        "decision.unmasked",
                        row.Id,
                        new JsonObject { ["commitment"] = Convert.ToHexStringLower(row.Commitment), ["purposeSha256"] = said.Sha256 }
                    )
                );
                return GetDecision.Unmasked(content);
            },
            ct
        );
    }
}
