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

/// <summary>
/// A delegation is taken back by the person who gave it, or given back by the person who received it. What was signed by it stays signed.
/// </summary>
public sealed class RevokeDelegation(ActionRunner runner, ReauthenticationService reauthentication)
{
    /// <summary>What a proof for this is bound to, if it is.</summary>
    public static string Binding(DelegationId id) => $"delegation|revoke|{id}";

    /// <summary>Runs the action.</summary>
    public async Task<Result<Done>> RunAsync(Actor actor, DelegationId id, string? proofText, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var proof = await reauthentication.ConsumeAsync(proofText, actor, Binding(id), ct);
        var attempt = new Attempt("delegation.revoked", id.ToString(), null) { LogEveryRefusal = true };
        return await runner.RunAsync<Done>(
            actor,
            attempt,
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

                if (delegation.Revoke(person, context.Now) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        "delegation.revoked",
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
