using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Delegations;

/// <summary>The delegate accepts a delegation, or declines it. Until they accept it, it gives them nothing and binds no one.</summary>
public sealed class AnswerDelegation(ActionRunner runner, ReauthenticationService reauthentication)
{
    /// <summary>What a proof for this is bound to, if it is.</summary>
    public static string Binding(DelegationId id) => $"delegation|answer|{id}";

    /// <summary>Runs the action.</summary>
    /// <param name="actor">Who answers.</param>
    /// <param name="id">Which delegation.</param>
    /// <param name="accept">True to accept it.</param>
    /// <param name="proofText">Proof of a fresh re-authentication.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<Done>> RunAsync(Actor actor, DelegationId id, bool accept, string? proofText, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var proof = await reauthentication.ConsumeAsync(proofText, actor, Binding(id), ct);
        var action = accept ? "delegation.accepted" : "delegation.declined";
        return await runner.RunAsync<Done>(
            actor,
            new Attempt(action, id.ToString(), null) { LogEveryRefusal = true },
            async (context, token) =>
            {
                // The delegate may hold no role that delegates; the aggregate knows whose it is.
                if (context.Access.Actor.Kind is not ActorKind.User || context.Access.Person is not { } person)
                {
                    return IdentityRefusals.Missing(context.Access, Permission.Delegate);
                }

                if (!proof.IsDone)
                {
                    return proof.Refusal;
                }

                if (await context.Db.Delegations.SingleOrDefaultAsync(d => d.Id == id, token) is not { } delegation)
                {
                    return DelegationRefusals.NotFound;
                }

                if ((accept ? delegation.Accept(person, context.Now) : delegation.Decline(person, context.Now)) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        action,
                        id.ToString(),
                        new JsonObject
                        {
                            ["slot"] = WireName.Of(delegation.Slot),
                            ["from"] = delegation.From.ToString(),
                            ["to"] = delegation.To.ToString(),
                            ["authentication"] = new JsonObject
                            {
                                ["method"] = proof.Value.Method,
                                ["at"] = CanonicalJson.Time(proof.Value.At),
                            },
                        }
                    )
                    {
                        ActorName = context.Access.PrintedName,
                    }
                );
                return Done.Instance;
            },
            ct
        );
    }
}
