using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>The requester takes an open request back.</summary>
public sealed class WithdrawPromotion(ActionRunner runner)
{
    /// <summary>What is withdrawn.</summary>
    /// <param name="Promotion">Which request.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Refuses">Refuses by the revision found, for a caller who insists on the one they read.</param>
    public sealed record Command(PromotionId Promotion, string? Reason, Func<int, Refusal?>? Refuses = null);

    /// <summary>Runs the action.</summary>
    public Task<Result<Done>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync<Done>(
            actor,
            new Attempt("promotion.withdrawn", command.Promotion.ToString(), Permission.RequestPromotion),
            async (context, token) =>
            {
                if (await PromotionLoader.LockAsync(context.Db, command.Promotion, token) is not { } promotion)
                {
                    return PromotionRefusals.NotFound;
                }

                if (command.Refuses?.Invoke(promotion.Revision) is { } stale)
                {
                    return stale;
                }

                if (promotion.Withdraw(context.Access.Person, context.Access.Actor.Id, command.Reason, context.Now) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent(
                        "promotion.withdrawn",
                        promotion.Id.ToString(),
                        new JsonObject { ["bundleDigest"] = promotion.BundleDigest, ["reasonSha256"] = promotion.WithdrawReason?.Sha256 }
                    )
                );
                await OverrideEvents.FollowAsync(context, promotion, token);
                return Done.Instance;
            },
            ct
        );
    }
}
