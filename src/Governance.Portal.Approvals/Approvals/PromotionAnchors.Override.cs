using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.AuditLog;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <content>Whether an emergency override is what its row says.</content>
public sealed partial class PromotionAnchors
{
    private async Task<Refusal?> RefusesOverrideAsync(
        Promotion promotion,
        EmergencyOverride emergency,
        PromotionTrail trail,
        List<LoggedFact> facts,
        CancellationToken ct
    )
    {
        var id = emergency.Id.ToString();
        var granted = facts.FindLast(f => f.Action != "override.used");
        if (
            promotion.State is not PromotionState.Open
            || granted is not { Action: "override.granted" }
            || granted.Text("promotion") != promotion.Id.ToString()
            || granted.Text("version") != ModelName.Of(promotion.Model, promotion.Version)
            || granted.Text("stage") != WireName.Of(promotion.To)
            || granted.Text("artifactSha256") != emergency.ArtifactSha256
            || granted.Text("expiresAt") != CanonicalJson.Time(emergency.ExpiresAt)
            || emergency.Stage != promotion.To
            || !FollowsItsDeployments(promotion, emergency, trail, facts, granted)
        )
        {
            return RecordRefusals.Altered(id, promotion.Id.ToString());
        }

        foreach (var word in emergency.Confirmations)
        {
            var opened = await OpenAsync(word.Attestation.Envelope, ct);
            if (opened.Refusal is { } unreadable)
            {
                return unreadable;
            }

            if (
                opened.Value is not { } payload
                || SealedConfirmation.Read(payload) is not { } said
                || !said.Says(emergency, word)
                || said.BundleDigest != granted.Text("bundleDigest")
                || facts.Find(f => f.Action == $"override.{said.Step}") is not { } entry
                || entry.Actor != $"user:{word.Attestation.Person}"
                || entry.Text("statementSha256") != Sha256Hex.Of(payload)
                || entry.Text("envelopeSha256") != Sha256Hex.Of(word.Attestation.Envelope)
            )
            {
                return RecordRefusals.Altered(id, promotion.Id.ToString());
            }
        }

        var people = emergency.Confirmations.Select(c => c.Attestation.Person).Distinct().ToList();
        return
            emergency.Confirmations.Count == 2
            && people.Count == 2
            && emergency
                .Confirmations.Select(c => c.Attestation.Function)
                .ToHashSet(StringComparer.Ordinal)
                .SetEquals([Roles.RiskOfficer, Roles.SecurityReviewer])
            && !people.Exists(p => promotion.Requesters.Contains(p))
            ? null
            : RecordRefusals.Altered(id, promotion.Id.ToString());
    }
}
