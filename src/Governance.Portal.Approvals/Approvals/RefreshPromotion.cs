using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>
/// Hashes the artifact again, runs the gate again when its last run is old, and evaluates the promotion on what is found. This is an action
/// of its own, so that a bundle found changed stays changed although the signature is then refused.
/// </summary>
public sealed class RefreshPromotion(
    ActionRunner runner,
    PromotionEvaluator evaluator,
    StoredArtifacts artifacts,
    IDbContextFactory<GovernanceDbContext> dbFactory
) : IRefreshPromotion
{
    private static readonly Actor s_portal = Actor.OfJob("approvals");

    /// <summary>
    /// Runs an action that is judged by the facts of this moment. It computes them in its own transaction, so in most cases nothing has to
    /// be done before it; where it finds that the promotion was evaluated on others (<see cref="FactsMovedException"/>), the promotion
    /// is refreshed and the action runs again.
    /// </summary>
    /// <param name="id">The promotion.</param>
    /// <param name="act">The action. False: it is to throw where the facts have moved. True: it has to answer.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<T> BeforeAsync<T>(PromotionId id, Func<bool, Task<T>> act, CancellationToken ct)
    {
        if (await ArtifactAsync(id, ct) is { } digest)
        {
            // Gigabytes are not read while the database's write lock is held.
            await artifacts.CachedHashAsync(digest, ct);
        }

        try
        {
            return await act(false);
        }
        catch (FactsMovedException)
        {
            await RunAsync(id, ct);
            return await act(true);
        }
    }

    /// <summary>Runs the action. A promotion that is unknown or closed is left alone.</summary>
    public async Task<Result<Done>> RunAsync(PromotionId id, CancellationToken ct)
    {
        if (await ArtifactAsync(id, ct) is not { } digest)
        {
            return Done.Instance;
        }

        await artifacts.ReadAndHashAsync(digest, ct);
        return await runner.RunAsync<Done>(
            s_portal,
            new Attempt("promotion.rebound", id.ToString(), null),
            async (context, token) =>
            {
                if (await PromotionLoader.LockAsync(context.Db, id, token) is { IsLive: true } promotion)
                {
                    await evaluator.EvaluateAsync(context, promotion, atSigning: true, token);
                }

                return Done.Instance;
            },
            ct
        );
    }

    private async Task<string?> ArtifactAsync(PromotionId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await (
            from promotion in db.Promotions
            join version in db.Versions on new { promotion.Model, promotion.Version } equals new { version.Model, version.Version }
            where promotion.Id == id && (promotion.State == PromotionState.Open || promotion.State == PromotionState.Approved)
            select version.ArtifactSha256
        ).SingleOrDefaultAsync(ct);
    }
}

/// <summary>
/// A promotion has to be refreshed before it can be decided on. An exception, because the transaction that found it must leave nothing:
/// what moved is stored by an action of the portal, whatever comes of the decision.
/// </summary>
internal sealed class FactsMovedException : Exception
{
    public FactsMovedException() { }

    public FactsMovedException(string message)
        : base(message) { }

    public FactsMovedException(string message, Exception innerException)
        : base(message, innerException) { }
}
