using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>The author of a proposed policy takes it back.</summary>
public sealed class WithdrawProposal(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<PolicyProposalId>> RunAsync(Actor actor, PolicyProposalId id, CancellationToken ct) =>
        runner.RunAsync<PolicyProposalId>(
            actor,
            new Attempt("proposal.withdrawn", id.ToString(), Permission.ReadPolicies),
            async (context, token) =>
            {
                if (await context.Db.PolicyProposals.SingleOrDefaultAsync(p => p.Id == id, token) is not { } proposal)
                {
                    return ProposalRefusals.NotFound;
                }

                if (proposal.Withdraw(context.Access.Person, context.Now) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        "proposal.withdrawn",
                        id.ToString(),
                        new JsonObject { ["policy"] = proposal.Name, ["sha256"] = proposal.Sha256 }
                    )
                );
                return id;
            },
            ct
        );
}
