using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Competences;

/// <summary>Withdraws a record, with a reason. It stays in the register.</summary>
public sealed class WithdrawCompetence(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<CompetenceId>> RunAsync(Actor actor, CompetenceId id, string? reason, CancellationToken ct) =>
        runner.RunAsync<CompetenceId>(
            actor,
            new Attempt("competence.withdrawn", id.ToString(), Permission.ManageCompetences),
            async (context, token) =>
            {
                if (await context.Db.Competences.SingleOrDefaultAsync(c => c.Id == id, token) is not { } record)
                {
                    return CompetenceRefusals.NotFound;
                }

                if (record.Withdraw(reason, context.Access.PrintedName, context.Now) is { } refusal)
                {
                    return refusal;
                }

                CompetenceEvents.Append(
                    context,
                    "competence.withdrawn",
                    record,
                    new JsonObject { ["reasonSha256"] = record.WithdrawReason!.Sha256 }
                );
                return id;
            },
            ct
        );
}
