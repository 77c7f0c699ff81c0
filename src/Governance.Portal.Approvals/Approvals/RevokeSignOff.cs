using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>The signer, or the person they signed for, takes a decision back. An approval is lost with it, and its gate shut.</summary>
public sealed class RevokeSignOff(ActionRunner runner, ReauthenticationService reauthentication)
{
    /// <summary>What is taken back.</summary>
    /// <param name="Promotion">On what.</param>
    /// <param name="SignOff">Which decision.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(PromotionId Promotion, SignOffId SignOff, string? Reason, string? Proof);

    /// <summary>What a proof for a revocation is bound to. One given for a signature does not serve here.</summary>
    public static string Binding(PromotionId promotion, SignOffId signOff) => $"{promotion}|revoke|{signOff}";

    /// <summary>Runs the action.</summary>
    public async Task<Result<Done>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding(command.Promotion, command.SignOff), ct);
        var attempt = new Attempt("promotion.revoked", command.Promotion.ToString(), null) { LogEveryRefusal = true };
        return await runner.RunAsync<Done>(
            actor,
            attempt,
            async (context, token) =>
            {
                var promotion = await PromotionLoader.LockAsync(context.Db, command.Promotion, token);
                // A delegate takes back what they signed without having a role that signs.
                var signedIt =
                    context.Access.Actor.Kind is ActorKind.User
                    && promotion?.SignOffs.Any(s => s.Attestation.Person == context.Access.Person) is true;
                if (!signedIt && context.Access.Refuses(Permission.SignOff) is { } forbidden)
                {
                    return forbidden;
                }

                if (!proof.IsDone)
                {
                    return proof.Refusal;
                }

                if (promotion is null)
                {
                    return PromotionRefusals.NotFound;
                }

                var before = promotion.State;
                var revoked = promotion.Revoke(command.SignOff, context.Access.Person!.Value, command.Reason, context.Now);
                if (!revoked.IsDone)
                {
                    return revoked.Refusal;
                }

                context.Append(
                    new AuditEvent(
                        "promotion.revoked",
                        promotion.Id.ToString(),
                        new JsonObject
                        {
                            ["signOff"] = revoked.Value.Id.ToString(),
                            ["role"] = WireName.Of(revoked.Value.Role),
                            ["bundleDigest"] = revoked.Value.BundleDigest,
                            ["reasonSha256"] = revoked.Value.RevokeReason?.Sha256,
                            ["reopened"] = before is PromotionState.Approved,
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
                await PermitEvents.FollowAsync(context, promotion, token);
                return Done.Instance;
            },
            ct
        );
    }
}
