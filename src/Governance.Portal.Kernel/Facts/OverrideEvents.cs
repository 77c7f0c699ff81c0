using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Sealing;
using Governance.Reporting.Signing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Log entries of emergency overrides, and what ends one automatically.</summary>
public static class OverrideEvents
{
    /// <summary>One of the two confirmed: their word is sealed.</summary>
    public static void Confirmed(
        ActionContext context,
        EmergencyOverride emergency,
        OverrideConfirmation confirmation,
        SealCertificate seal
    )
    {
        confirmation.Attestation.Seal(StatementSeal.Seal(seal, new OverrideStatement(emergency, confirmation).ToBytes()));
        context.Append(
            new AuditEvent(
                emergency.State is OverrideState.InForce ? "override.granted" : "override.requested",
                emergency.Id.ToString(),
                new JsonObject
                {
                    ["promotion"] = emergency.Promotion.ToString(),
                    ["version"] = ModelName.Of(emergency.Model, emergency.Version),
                    ["stage"] = WireName.Of(emergency.Stage),
                    ["artifactSha256"] = emergency.ArtifactSha256,
                    ["bundleDigest"] = emergency.BundleDigest,
                    ["hours"] = emergency.Hours,
                    ["expiresAt"] = CanonicalJson.Time(emergency.ExpiresAt),
                    ["reasonSha256"] = confirmation.Reason.Sha256,
                    ["confirmedBy"] = new JsonArray([.. emergency.Confirmations.Select(c => (JsonNode)c.Attestation.Person.ToString())]),
                    ["authentication"] = new JsonObject
                    {
                        ["method"] = confirmation.Attestation.AuthenticationMethod,
                        ["at"] = CanonicalJson.Time(confirmation.Attestation.AuthenticatedAt),
                    },
                    ["statementSha256"] = confirmation.Attestation.StatementSha256,
                    ["envelopeSha256"] = Sha256Hex.Of(confirmation.Attestation.Envelope),
                }
            )
            {
                ActorName = confirmation.Attestation.PrintedName,
                Covers = About(emergency),
            },
            confirmation.Attestation.LoggedAt
        );
    }

    /// <summary>A deployment was made under it.</summary>
    public static void Used(ActionContext context, EmergencyOverride emergency, string deployment) =>
        context.Append(
            new AuditEvent(
                "override.used",
                emergency.Id.ToString(),
                new JsonObject
                {
                    ["promotion"] = emergency.Promotion.ToString(),
                    ["deployment"] = deployment,
                    ["artifactSha256"] = emergency.ArtifactSha256,
                    ["bundleDigest"] = emergency.BundleDigest,
                }
            )
            {
                Covers = About(emergency),
            }
        );

    /// <summary>Ends the override of a promotion when what it rests on is no longer so. Called after every change of a promotion.</summary>
    public static async Task FollowAsync(ActionContext context, Promotion promotion, CancellationToken ct)
    {
        await PermitEvents.FollowAsync(context, promotion, ct);
        var id = promotion.Id;
        foreach (
            var emergency in await context.Db.Overrides.Where(o => o.Promotion == id && o.State != OverrideState.Ended).ToListAsync(ct)
        )
        {
            if (emergency.Follow(promotion, context.Now) is { } end)
            {
                Ended(context, emergency, end);
            }
        }
    }

    private static void Ended(ActionContext context, EmergencyOverride emergency, OverrideEnd end) =>
        context.AppendAs(
            context.Access.Actor.Kind is ActorKind.System
                ? context.Access.Actor
                : Actor.OfJob("approvals") with
                {
                    Request = context.Access.Actor.Request,
                },
            new AuditEvent(
                end is OverrideEnd.Expired or OverrideEnd.Lapsed ? "override.expired" : "override.ended",
                emergency.Id.ToString(),
                new JsonObject
                {
                    ["promotion"] = emergency.Promotion.ToString(),
                    ["because"] = WireName.Of(end),
                    ["used"] = emergency.UsedAt is not null,
                    ["causedBy"] = context.Access.Actor.Id,
                }
            )
            {
                Covers = About(emergency),
            }
        );

    /// <summary>What shows it: open pages of these are told.</summary>
    public static IReadOnlyList<string> About(EmergencyOverride emergency) =>
        [emergency.Promotion.ToString(), ModelName.Of(emergency.Model, emergency.Version)];

    /// <summary>What a proof for an override is bound to, if it is.</summary>
    public static string Binding(PromotionId promotion, string? bundleDigest) => $"{promotion}|override|{bundleDigest}";

    /// <summary>What a person says, for the aggregate.</summary>
    public static OverrideWord Word(ActionContext context, Separation apart, string? reason, string? bundleDigest, ProvenIdentity proof) =>
        new(
            new Signer(context.Access.Person!.Value, context.Access.PrintedName, context.Access.Role) { Separation = apart },
            reason,
            bundleDigest ?? "",
            proof.ToProof()
        );
}
