using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Overrides;

/// <summary>
/// A risk officer who took no part says afterwards what happened. Until then it stands in the queue of every risk officer who may.
/// </summary>
public sealed class ReviewOverride(ActionRunner runner, ReauthenticationService reauthentication)
{
    /// <summary>What is closed.</summary>
    /// <param name="Promotion">Of which promotion.</param>
    /// <param name="Words">What happened, and lessons learned from it.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(PromotionId Promotion, string? Words, string? Proof);

    /// <summary>What a proof for this is bound to, if it is.</summary>
    public static string Binding(PromotionId promotion) => $"{promotion}|override|review";

    /// <summary>Runs the action on the oldest override of the promotion that no one has reviewed.</summary>
    public async Task<Result<OverrideId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding(command.Promotion), ct);
        var attempt = new Attempt("override.reviewed", command.Promotion.ToString(), Permission.ReviewOverride) { LogEveryRefusal = true };
        return await runner.RunAsync<OverrideId>(
            actor,
            attempt,
            async (context, token) =>
            {
                if (!proof.IsDone)
                {
                    return proof.Refusal;
                }

                var id = command.Promotion;
                var granted = await context
                    .Db.Overrides.Where(o => o.Promotion == id && o.GrantedAt != null)
                    .OrderBy(o => o.Id)
                    .ToListAsync(token);
                if (granted.Find(o => o.AwaitsReview) is not { } emergency)
                {
                    return granted.Count == 0 ? OverrideRefusals.NotFound : OverrideRefusals.NothingToReview;
                }

                var promotion = await context.Db.Promotions.SingleAsync(p => p.Id == id, token);
                var person = context.Access.Person!.Value;
                var reviewer = new Signer(person, context.Access.PrintedName, context.Access.Role)
                {
                    Separation = await SeparationReader.LoadAsync(
                        context.Db,
                        [promotion],
                        emergency.Confirmations.Select(c => c.Attestation.Person).Append(person),
                        context.Now,
                        token
                    ),
                };
                if (emergency.Close(promotion, reviewer, command.Words, context.Now) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        "override.reviewed",
                        emergency.Id.ToString(),
                        new JsonObject
                        {
                            ["promotion"] = id.ToString(),
                            ["used"] = emergency.UsedAt is not null,
                            ["wordsSha256"] = emergency.Review?.Sha256,
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
