using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Overrides;

/// <summary>A risk officer or security approver ends an emergency override early. To shut a gate, one person is enough.</summary>
public sealed class StandDownOverride(ActionRunner runner, ReauthenticationService reauthentication)
{
    /// <summary>What is ended.</summary>
    /// <param name="Promotion">Of which promotion.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(PromotionId Promotion, string? Reason, string? Proof);

    /// <summary>What a proof for this is bound to, if it is.</summary>
    public static string Binding(PromotionId promotion) => $"{promotion}|override|end";

    /// <summary>Runs the action.</summary>
    public async Task<Result<OverrideId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding(command.Promotion), ct);
        var attempt = new Attempt("override.ended", command.Promotion.ToString(), Permission.Override) { LogEveryRefusal = true };
        return await runner.RunAsync<OverrideId>(
            actor,
            attempt,
            async (context, token) =>
            {
                if (!proof.IsDone)
                {
                    return proof.Refusal;
                }

                if (await PromotionLoader.LockAsync(context.Db, command.Promotion, token) is not { } promotion)
                {
                    return PromotionRefusals.NotFound;
                }

                var id = promotion.Id;
                if (
                    await context.Db.Overrides.SingleOrDefaultAsync(o => o.Promotion == id && o.State != OverrideState.Ended, token)
                    is not { } emergency
                )
                {
                    return OverrideRefusals.NotFound;
                }

                if (emergency.StandDown(command.Reason, context.Now) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        "override.ended",
                        emergency.Id.ToString(),
                        new JsonObject
                        {
                            ["promotion"] = id.ToString(),
                            ["because"] = WireName.Of(OverrideEnd.StoodDown),
                            ["used"] = emergency.UsedAt is not null,
                            ["reasonSha256"] = emergency.EndReason?.Sha256,
                            ["authentication"] = new JsonObject
                            {
                                ["method"] = proof.Value.Method,
                                ["at"] = CanonicalJson.Time(proof.Value.At),
                            },
                        }
                    )
                    {
                        ActorName = context.Access.PrintedName,
                        Covers = OverrideEvents.About(emergency),
                    }
                );
                return emergency.Id;
            },
            ct
        );
    }
}
