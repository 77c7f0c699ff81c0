using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Policies;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>One of the two people approves a proposed policy, or rejects it. With the second approval it is in force at once.</summary>
public sealed class DecideProposal(ActionRunner runner, PolicyActivation activation, ReauthenticationService reauthentication)
{
    /// <summary>What is decided.</summary>
    /// <param name="Proposal">Which.</param>
    /// <param name="Approve">True to approve, false to reject.</param>
    /// <param name="Sha256">Digest of the text that was on the screen.</param>
    /// <param name="Reason">Why it is rejected.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(PolicyProposalId Proposal, bool Approve, string? Sha256, string? Reason, string? Proof);

    /// <summary>What a proof for this is bound to, if it is.</summary>
    public static string Binding(PolicyProposalId proposal) => $"{proposal}|decide";

    /// <summary>Runs the action. Order of the checks: role, proof, people, state, words.</summary>
    public async Task<Result<PolicyProposalId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding(command.Proposal), ct);
        if (command.Approve)
        {
            await activation.PrepareAsync(ct);
        }

        var attempt = new Attempt(
            command.Approve ? "proposal.approved" : "proposal.rejected",
            command.Proposal.ToString(),
            Permission.ApprovePolicy
        )
        {
            LogEveryRefusal = true,
            Decides = true,
        };
        return await runner.RunAsync(actor, attempt, (context, token) => ActAsync(context, command, proof, token), ct);
    }

    private async Task<Result<PolicyProposalId>> ActAsync(
        ActionContext context,
        Command command,
        Result<ProvenIdentity> proof,
        CancellationToken ct
    )
    {
        if (!proof.IsDone)
        {
            return proof.Refusal;
        }

        if (await context.Db.PolicyProposals.SingleOrDefaultAsync(p => p.Id == command.Proposal, ct) is not { } proposal)
        {
            return ProposalRefusals.NotFound;
        }

        var apart = await SeparationReader.LoadAsync(
            context.Db,
            [],
            [context.Access.Person!.Value, .. proposal.Authors, .. proposal.Approvals.Select(a => a.Attestation.Person)],
            context.Now,
            ct
        );
        var person = new Signer(context.Access.Person!.Value, context.Access.PrintedName, context.Access.Role) { Separation = apart };
        return command.Approve
            ? await ApproveAsync(context, proposal, person, command.Sha256, proof.Value, ct)
            : Reject(context, proposal, person, command.Reason, proof.Value);
    }

    private async Task<Result<PolicyProposalId>> ApproveAsync(
        ActionContext context,
        PolicyProposal proposal,
        Signer person,
        string? shown,
        ProvenIdentity proof,
        CancellationToken ct
    )
    {
        var name = proposal.Name;
        var current = await context
            .Db.Policies.Where(p => p.Name == name && p.ActivatedAt != null && p.ReplacedAt == null)
            .Select(p => p.Sha256)
            .SingleOrDefaultAsync(ct);
        var approved = proposal.Approve(person, shown, current, proof.ToProof(), context.Now);
        if (!approved.IsDone)
        {
            return approved.Refusal;
        }

        context.Append(
            new AuditEvent(
                "proposal.approved",
                proposal.Id.ToString(),
                new JsonObject
                {
                    ["policy"] = proposal.Name,
                    ["sha256"] = proposal.Sha256,
                    ["effective"] = proposal.State is ProposalState.Effective,
                    ["backTestSha256"] = Sha256Hex.Of(proposal.BackTest),
                    ["authentication"] = new JsonObject { ["method"] = proof.Method, ["at"] = CanonicalJson.Time(proof.At) },
                }
            )
            {
                ActorName = context.Access.PrintedName,
            },
            approved.Value.Attestation.LoggedAt
        );
        if (proposal.State is not ProposalState.Effective)
        {
            return proposal.Id;
        }

        var parsed = PolicyDocument.Parse(proposal.Source, $"{proposal.Name}.yaml");
        if (parsed.Document is not { } policy)
        {
            return ActivatePolicy.NotValid(parsed.Problems, "policy");
        }

        var activated = await activation.ApplyAsync(context, policy, proposal.Id.ToString(), ct);
        return activated.IsDone ? proposal.Id : activated.Refusal;
    }

    private static Result<PolicyProposalId> Reject(
        ActionContext context,
        PolicyProposal proposal,
        Signer person,
        string? reason,
        ProvenIdentity proof
    )
    {
        if (proposal.Reject(person, reason, context.Now) is { } refusal)
        {
            return refusal;
        }

        context.Append(
            new AuditEvent(
                "proposal.rejected",
                proposal.Id.ToString(),
                new JsonObject
                {
                    ["policy"] = proposal.Name,
                    ["sha256"] = proposal.Sha256,
                    ["reasonSha256"] = proposal.Rejection?.Sha256,
                    ["authentication"] = new JsonObject { ["method"] = proof.Method, ["at"] = CanonicalJson.Time(proof.At) },
                }
            )
            {
                ActorName = context.Access.PrintedName,
            }
        );
        return proposal.Id;
    }
}
