using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>
/// Before a signature: hashes the artifact again, runs the gate again when its last run is old, and binds the promotion to what is
/// found. This is an action of its own, so that a bundle found changed stays changed although the signature is then refused.
/// </summary>
public sealed class RefreshPromotion(
    ActionRunner runner,
    PromotionBinder binder,
    StoredArtifacts artifacts,
    IDbContextFactory<GovernanceDbContext> dbFactory
) : IRefreshPromotion
{
    private static readonly Actor s_portal = Actor.OfJob("approvals");

    /// <summary>Runs the action. A promotion that is unknown or closed is left alone.</summary>
    public async Task<Result<Done>> RunAsync(PromotionId id, CancellationToken ct)
    {
        string? digest;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            digest = await (
                from promotion in db.Promotions
                join version in db.Versions on new { promotion.Model, promotion.Version } equals new { version.Model, version.Version }
                where promotion.Id == id && (promotion.State == PromotionState.Open || promotion.State == PromotionState.Approved)
                select version.ArtifactSha256
            ).SingleOrDefaultAsync(ct);
        }

        if (digest is null)
        {
            return Done.Instance;
        }

        await artifacts.HashAsync(digest, ct);
        return await runner.RunAsync<Done>(
            s_portal,
            new Attempt("promotion.rebound", id.ToString(), null),
            async (context, token) =>
            {
                if (await PromotionLoader.LockAsync(context.Db, id, token) is { IsLive: true } promotion)
                {
                    await binder.BindAsync(context, promotion, atSigning: true, token);
                }

                return Done.Instance;
            },
            ct
        );
    }
}
