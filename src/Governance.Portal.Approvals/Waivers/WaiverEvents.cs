using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Portal.Approvals.Waivers;

/// <summary>Log entries of waivers.</summary>
internal static class WaiverEvents
{
    /// <summary>What shows it: open pages of these are told.</summary>
    public static IReadOnlyList<string> About(Waiver waiver) => [ModelName.Of(waiver.Model, waiver.Version)];

    /// <summary>Asked for.</summary>
    public static void Requested(ActionContext context, Waiver waiver) =>
        context.Append(
            new AuditEvent("waiver.requested", waiver.Id.ToString(), Data(waiver))
            {
                ActorName = context.Access.PrintedName,
                Covers = About(waiver),
            }
        );

    /// <summary>It was granted, refused or ended by a person.</summary>
    public static void Said(ActionContext context, Waiver waiver, WaiverWord word)
    {
        var data = Data(waiver);
        data["sha256"] = waiver.Sha256.Length == 0 ? null : waiver.Sha256;
        data["inForce"] = waiver.State is WaiverState.InForce;
        data["wordsSha256"] = word.Reason?.Sha256;
        data["authentication"] = new JsonObject
        {
            ["method"] = word.Attestation.AuthenticationMethod,
            ["at"] = CanonicalJson.Time(word.Attestation.AuthenticatedAt),
        };
        context.Append(
            new AuditEvent(ActionOf(word.Kind), waiver.Id.ToString(), data)
            {
                ActorName = word.Attestation.PrintedName,
                Covers = About(waiver),
            },
            word.Attestation.LoggedAt
        );
    }

    /// <summary>Taken back, or over.</summary>
    public static void Ended(ActionContext context, Waiver waiver) =>
        context.Append(
            new AuditEvent(
                waiver.State is WaiverState.Withdrawn ? "waiver.withdrawn" : "waiver.expired",
                waiver.Id.ToString(),
                Data(waiver)
            )
            {
                Covers = About(waiver),
            }
        );

    private static string ActionOf(WaiverWordKind kind) =>
        kind switch
        {
            WaiverWordKind.Granted => "waiver.granted",
            WaiverWordKind.Refused => "waiver.refused",
            WaiverWordKind.Revoked => "waiver.revoked",
        };

    private static JsonObject Data(Waiver waiver) =>
        new()
        {
            ["policy"] = waiver.Policy,
            ["rule"] = waiver.Rule,
            ["version"] = ModelName.Of(waiver.Model, waiver.Version),
            ["versionSha256"] = waiver.VersionSha256,
            ["reasonSha256"] = waiver.Reason.Sha256,
            ["expiresAt"] = CanonicalJson.Time(waiver.ExpiresAt),
            ["grantedBy"] = new JsonArray([.. waiver.Grants.Select(g => (JsonNode)g.Attestation.Person.ToString())]),
        };
}
