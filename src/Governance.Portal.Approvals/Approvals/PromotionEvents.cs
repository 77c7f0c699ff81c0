using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Log entries of what follows automatically from an action on a promotion. Their actor is the portal.</summary>
internal static class PromotionEvents
{
    /// <summary>Nothing is left to sign and the gate passes.</summary>
    public static void Approved(ActionContext context, Promotion promotion) =>
        Append(
            context,
            "promotion.approved",
            promotion,
            new JsonObject
            {
                ["bundleDigest"] = promotion.BundleDigest,
                ["gateRun"] = promotion.GateRun.ToString(),
                ["signOffs"] = Ids(promotion.LiveSignOffs),
                ["expiresAt"] = CanonicalJson.Time(promotion.ExpiresAt),
            }
        );

    /// <summary>A signer rejected it.</summary>
    public static void Rejected(ActionContext context, Promotion promotion, SignOff signOff) =>
        Append(
            context,
            "promotion.rejected",
            promotion,
            new JsonObject { ["bundleDigest"] = promotion.BundleDigest, ["signOff"] = signOff.Id.ToString() }
        );

    /// <summary>Its time is over.</summary>
    public static void Expired(ActionContext context, Promotion promotion) =>
        Append(
            context,
            "promotion.expired",
            promotion,
            new JsonObject { ["bundleDigest"] = promotion.BundleDigest, ["expiresAt"] = CanonicalJson.Time(promotion.ExpiresAt) }
        );

    /// <summary>Its bundle changed.</summary>
    public static void Reevaluated(ActionContext context, Promotion promotion, string member, string before, EvaluationOutcome outcome) =>
        Append(
            context,
            outcome.Voided.Count > 0 ? "promotion.voided" : "promotion.rebound",
            promotion,
            new JsonObject
            {
                ["member"] = member,
                ["before"] = before,
                ["after"] = promotion.BundleDigest,
                ["gateRun"] = promotion.GateRun.ToString(),
                ["gateOutcome"] = WireName.Of(promotion.GateOutcome),
                ["signOffs"] = Ids(outcome.Voided),
                ["reopened"] = outcome.Reopened,
                ["causedBy"] = context.Access.Actor.Id,
            }
        );

    /// <summary>Its version runs already, since an emergency override came before the approval.</summary>
    public static void Deployed(ActionContext context, Promotion promotion, DeploymentId deployment) =>
        Append(context, "promotion.deployed", promotion, new JsonObject { ["deployment"] = deployment.ToString() });

    /// <summary>An approved retirement took effect.</summary>
    public static void Retired(ActionContext context, Promotion promotion, ModelVersion version, IReadOnlyList<Deployment> ended) =>
        context.AppendAs(
            Portal(context),
            new AuditEvent(
                "version.retired",
                version.Id,
                new JsonObject
                {
                    ["promotion"] = promotion.Id.ToString(),
                    ["deployments"] = new JsonArray([.. ended.Select(d => (JsonNode)d.Id.ToString())]),
                }
            )
            {
                Covers = [promotion.Id.ToString(), .. ended.Select(d => d.Id.ToString())],
            }
        );

    private static void Append(ActionContext context, string action, Promotion promotion, JsonObject data) =>
        context.AppendAs(Portal(context), new AuditEvent(action, promotion.Id.ToString(), data));

    private static Actor Portal(ActionContext context) =>
        context.Access.Actor.Kind is ActorKind.System
            ? context.Access.Actor
            : Actor.OfJob("approvals") with
            {
                Request = context.Access.Actor.Request,
            };

    private static JsonArray Ids(IEnumerable<SignOff> signOffs) => new([.. signOffs.Select(s => (JsonNode)s.Id.ToString())]);
}
