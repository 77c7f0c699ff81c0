using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Log entries of permits, and what revokes them in the action that makes them wrong.</summary>
public static class PermitEvents
{
    /// <summary>Issued.</summary>
    public static void Issued(ActionContext context, DeploymentPermit permit) =>
        context.Append(
            new AuditEvent(
                "permit.issued",
                permit.Id.ToString(),
                new JsonObject
                {
                    ["version"] = ModelName.Of(permit.Model, permit.Version),
                    ["stage"] = WireName.Of(permit.Stage),
                    ["artifactSha256"] = permit.ArtifactSha256,
                    ["promotion"] = permit.Promotion.ToString(),
                    ["bundleDigest"] = permit.BundleDigest,
                    ["statementSha256"] = permit.StatementSha256,
                    ["expiresAt"] = CanonicalJson.Time(permit.ExpiresAt),
                }
            )
            {
                Covers = [ModelName.Of(permit.Model, permit.Version)],
            }
        );

    /// <summary>
    /// Revokes the live permits of a promotion that is no longer what they say. Called after every change of a promotion.
    /// </summary>
    public static async Task FollowAsync(ActionContext context, Promotion promotion, CancellationToken ct)
    {
        var (id, now) = (promotion.Id, context.Now);
        var live = await context.Db.Permits.Where(p => p.Promotion == id && p.RevokedAt == null && p.ExpiresAt > now).ToListAsync(ct);
        // An open promotion lets pass only under an emergency override, which is bound to its bundle.
        var emergency =
            live.Count > 0 && promotion.State is PromotionState.Open
                ? await context.Db.Overrides.SingleOrDefaultAsync(o => o.Promotion == id && o.State == OverrideState.InForce, ct)
                : null;
        foreach (var permit in live)
        {
            var stands =
                promotion.BundleDigest == permit.BundleDigest
                && (
                    promotion.State is PromotionState.Approved or PromotionState.Deployed
                    || emergency?.Allows(promotion, permit.ArtifactSha256, now) is true
                );
            if (!stands && permit.Revoke(PermitEnd.ApprovalChanged, now))
            {
                Revoked(context, permit);
            }
        }
    }

    /// <summary>Revokes the live permits of a version.</summary>
    public static Task RevokeAsync(
        ActionContext context,
        string model,
        string version,
        Stage stage,
        PermitEnd because,
        CancellationToken ct
    ) => RevokeAsync(context, permits => permits.Where(p => p.Model == model && p.Version == version && p.Stage == stage), because, ct);

    /// <summary>Revokes the live permits of every version of a model.</summary>
    public static Task RevokeAsync(ActionContext context, string model, PermitEnd because, CancellationToken ct) =>
        RevokeAsync(context, permits => permits.Where(p => p.Model == model), because, ct);

    /// <summary>Revokes the live permits of every version of several models.</summary>
    public static Task RevokeAsync(ActionContext context, IReadOnlyCollection<string> models, PermitEnd because, CancellationToken ct) =>
        RevokeAsync(context, permits => permits.Where(p => models.Contains(p.Model)), because, ct);

    /// <summary>Revokes the live permits of an experiment that is over.</summary>
    public static async Task RevokeAsync(ActionContext context, Experiment experiment, CancellationToken ct)
    {
        var (model, version, now) = (experiment.Model, experiment.Challenger, context.Now);
        var live = await context
            .Db.Permits.Where(p => p.Model == model && p.Version == version && p.RevokedAt == null && p.ExpiresAt > now)
            .ToListAsync(ct);
        foreach (var permit in live.Where(p => p.Says()?.Experiment == experiment.Id.ToString()))
        {
            if (permit.Revoke(PermitEnd.ExperimentOver, now))
            {
                Revoked(context, permit);
            }
        }
    }

    private static async Task RevokeAsync(
        ActionContext context,
        Func<IQueryable<DeploymentPermit>, IQueryable<DeploymentPermit>> which,
        PermitEnd because,
        CancellationToken ct
    )
    {
        var now = context.Now;
        foreach (var permit in await which(context.Db.Permits).Where(p => p.RevokedAt == null && p.ExpiresAt > now).ToListAsync(ct))
        {
            if (permit.Revoke(because, now))
            {
                Revoked(context, permit);
            }
        }
    }

    /// <summary>Revoked.</summary>
    public static void Revoked(ActionContext context, DeploymentPermit permit) =>
        context.AppendAs(
            context.Access.Actor.Kind is ActorKind.System
                ? context.Access.Actor
                : Actor.OfJob("permits") with
                {
                    Request = context.Access.Actor.Request,
                },
            new AuditEvent(
                "permit.revoked",
                permit.Id.ToString(),
                new JsonObject
                {
                    ["version"] = ModelName.Of(permit.Model, permit.Version),
                    ["because"] = WireName.Of(permit.RevokedBecause!.Value),
                    ["promotion"] = permit.Promotion.ToString(),
                    ["causedBy"] = context.Access.Actor.Id,
                }
            )
            {
                Covers = [ModelName.Of(permit.Model, permit.Version)],
            }
        );
}
