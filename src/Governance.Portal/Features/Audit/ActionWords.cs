using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;

namespace Governance.Portal.Features.Audit;

/// <summary>The one place that puts the log's actions (<c>promotion.signed</c>) into words. A test holds that every action the portal appends is in it.</summary>
public static class ActionWords
{
    private static readonly Dictionary<string, string> s_words = new(StringComparer.Ordinal)
    {
        ["model.registered"] = "Model registered",
        ["model.changed"] = "Model changed",
        ["version.registered"] = "Version registered",
        ["version.retired"] = "Version retired",
        ["artifact.stored"] = "Artifact stored",
        ["artifact.restored"] = "Artifact restored",
        ["artifact.altered"] = "Stored artifact found altered",
        ["artifact.missing"] = "Stored artifact found missing",
        ["signature.stored"] = "Artifact signature verified",
        ["evidence.added"] = "Evidence added",
        ["deployment.made"] = "Deployment recorded",
        ["deployment.rolled-back"] = "Rolled back",
        ["promotion.requested"] = "Promotion requested",
        ["promotion.signed"] = "Sign-off recorded",
        ["promotion.revoked"] = "Signature revoked",
        ["promotion.commented"] = "Comment posted",
        ["promotion.withdrawn"] = "Promotion withdrawn",
        ["promotion.approved"] = "Promotion approved",
        ["promotion.rejected"] = "Promotion rejected",
        ["promotion.expired"] = "Promotion expired",
        ["promotion.voided"] = "Signatures void",
        ["promotion.rebound"] = "Bound to changed facts",
        ["promotion.deployed"] = "Promotion deployed",
        ["gate.evaluated"] = "Gates evaluated",
        ["gate.asked"] = "Deployment gate asked",
        ["override.requested"] = "Emergency override requested",
        ["override.granted"] = "Emergency override granted",
        ["override.used"] = "Deployed under emergency override",
        ["override.expired"] = "Emergency override expired",
        ["override.ended"] = "Emergency override ended",
        ["override.reviewed"] = "Emergency override reviewed",
        ["delegation.granted"] = "Delegation granted",
        ["delegation.revoked"] = "Delegation revoked",
        ["delegation.ended"] = "Delegation ended",
        ["system.registered"] = "AI system registered",
        ["system.changed"] = "AI system changed",
        ["assessment.started"] = "Assessment begun",
        ["assessment.answered"] = "Assessment answered",
        ["assessment.submitted"] = "Classification submitted",
        ["assessment.signed"] = "Classification signed",
        ["assessment.returned"] = "Classification returned",
        ["assessment.withdrawn"] = "Assessment withdrawn",
        ["assessment.reopened"] = "Classification to be reviewed",
        ["obligation.assigned"] = "Obligation assigned",
        ["obligation.evidence-linked"] = "Evidence linked to an obligation",
        ["obligation.kind-waived"] = "Kind of evidence waived",
        ["document.section-written"] = "Point of a document written",
        ["obligation.met"] = "Obligation marked as met",
        ["obligation.excluded"] = "Obligation marked as not applicable",
        ["obligation.reopened"] = "Obligation open again",
        ["policy.activated"] = "Policy activated",
        ["proposal.made"] = "Policy change proposed",
        ["proposal.back-tested"] = "Policy change back-tested",
        ["proposal.approved"] = "Policy change approved",
        ["proposal.rejected"] = "Policy change rejected",
        ["proposal.withdrawn"] = "Policy change withdrawn",
        ["verdicts.stored"] = "Decision log of an OPA stored",
        ["verdicts.erased"] = "Decisions of OPAs erased",
        ["hook.asked"] = "Code host asked",
        ["hook.answered"] = "Code host answered",
        ["hook.failed"] = "Code host could not be answered",
        ["review.opened"] = "New commits noted",
        ["review.extended"] = "Further commits noted",
        ["review.closed"] = "Review of commits closed",
        ["permit.issued"] = "Deployment permit issued",
        ["permit.revoked"] = "Deployment permit revoked",
        ["waiver.requested"] = "Waiver asked for",
        ["waiver.granted"] = "Waiver granted",
        ["waiver.refused"] = "Waiver refused",
        ["waiver.revoked"] = "Waiver ended early",
        ["waiver.withdrawn"] = "Waiver withdrawn",
        ["waiver.expired"] = "Waiver expired",
        ["window.stored"] = "Monitoring window stored",
        ["labels.stored"] = "Labels stored",
        ["window.evaluated"] = "Monitors looked at a window",
        ["monitor.created"] = "Monitor added",
        ["monitor.changed"] = "Monitor changed",
        ["figures.stored"] = "Business figures stored",
        ["alert.raised"] = "Alert raised",
        ["alert.repeated"] = "Alert raised again",
        ["alert.acknowledged"] = "Alert acknowledged",
        ["alert.silenced"] = "Alert silenced",
        ["alert.resolved"] = "Alert resolved",
        ["retrain.sent"] = "Retraining asked for",
        ["retrain.missed"] = "Retraining could not be asked for",
        ["risk.raised"] = "Risk raised",
        ["risk.changed"] = "Risk changed",
        ["risk.rescored"] = "Risk re-scored by its signal",
        ["risk.mitigated"] = "Mitigation recorded",
        ["risk.planned"] = "Step planned",
        ["risk.remediated"] = "Step done",
        ["risk.signal-bound"] = "Signal of a risk changed",
        ["risk.reviewed"] = "Risk reviewed",
        ["risk.accepted"] = "Risk accepted",
        ["risk.acceptance-revoked"] = "Acceptance taken back",
        ["risk.acceptance-expired"] = "Acceptance expired",
        ["risk.imported"] = "Risks imported",
        ["risk.closed"] = "Risk closed",
        ["risk.reopened"] = "Risk opened again",
        ["incident.opened"] = "Incident declared",
        ["incident.changed"] = "Incident changed",
        ["incident.noted"] = "Note on an incident",
        ["incident.contained"] = "Incident contained",
        ["incident.containment-confirmed"] = "Containment confirmed",
        ["incident.released"] = "Version let go",
        ["incident.evidence-frozen"] = "Evidence frozen",
        ["incident.assessed"] = "Harm assessed",
        ["incident.classified"] = "Class of an incident proposed",
        ["incident.class-confirmed"] = "Class of an incident confirmed",
        ["incident.step-done"] = "Step of a playbook done",
        ["incident.step-skipped"] = "Step of a playbook left out",
        ["incident.message-begun"] = "Message begun",
        ["incident.message-written"] = "Message rewritten",
        ["incident.message-held"] = "Message held",
        ["incident.message-sent"] = "Message sent",
        ["incident.recovered"] = "Service brought back",
        ["incident.post-mortem-written"] = "Post-mortem written",
        ["incident.followed-up"] = "Incident followed up",
        ["incident.closed"] = "Incident closed",
        ["incident.dismissed"] = "Incident dismissed",
        ["card.written"] = "Card written",
        ["card.imported"] = "Card imported as claims",
        ["card.submitted"] = "Card submitted for review",
        ["card.approved"] = "Card approved",
        ["card.returned"] = "Card returned",
        ["lineage.stored"] = "Lineage events stored",
        ["decisions.stored"] = "Decisions stored",
        ["decisions.erased"] = "Content of decisions erased",
        ["decision.overridden"] = "Decision overridden",
        ["decision.unmasked"] = "Inputs unmasked",
        ["decision-policy.changed"] = "Decision policy changed",
        ["report.requested"] = "Report requested",
        ["report.started"] = "Report started",
        ["report.made"] = "Report made",
        ["report.failed"] = "Report failed",
        ["report.interrupted"] = "Report interrupted",
        ["session.opened"] = "Signed in",
        ["session.refused"] = "Sign-in refused",
        ["session.closed"] = "Signed out",
        ["session.reauthenticated"] = "Identity confirmed",
        ["passkey.registered"] = "Passkey added",
        ["passkey.renamed"] = "Passkey renamed",
        ["passkey.removed"] = "Passkey removed",
        ["role.switched"] = "Role in force switched",
        ["role.granted"] = "Role granted",
        ["role.revoked"] = "Role taken away",
        ["user.created"] = "User created",
        ["user.enabled"] = "User enabled",
        ["user.disabled"] = "User disabled",
        ["user.locked"] = "User locked out",
        ["user.unlocked"] = "User unlocked",
        ["user.link-sent"] = "One-time link made",
        ["user.password-set"] = "Password set",
        ["key.created"] = "API key created",
        ["key.revoked"] = "API key revoked",
        ["key.used"] = "API key used",
        ["channel.created"] = "Channel set up",
        ["channel.changed"] = "Channel changed",
        ["channel.removed"] = "Channel removed",
        ["channel.tested"] = "Channel tried",
        ["channel.given-up"] = "Message to a channel given up",
        ["setup.completed"] = "Set-up completed",
        ["log-key.rotated"] = "Key of the log changed",
        ["log.continued"] = "Log continued under a new name",
        ["checkpoint.anchored"] = "Checkpoint kept outside",
        ["database.backed-up"] = "Database backed up",
        ["database.restored"] = "Database restored",
        ["database.migrated"] = "Database migrated",
        ["database.checked"] = "Database checked",
    };

    /// <summary>Every action that has words, for the filter.</summary>
    public static IReadOnlyDictionary<string, string> All => s_words;

    /// <summary>The action in words. One that is not known here, in a log of another version, is read out.</summary>
    public static string Of(string action) => s_words.TryGetValue(action, out var words) ? words : Spoken(action);

    /// <summary>The action in words, with what of the entry matters most.</summary>
    public static string Of(string action, JsonObject data)
    {
        var words = Of(action);
        return action switch
        {
            "promotion.signed" => Decision(data) ?? words,
            "promotion.revoked" when Slot(data) is { } slot => $"{words} as {slot}",
            "gate.evaluated" when Text(data, "gateOutcome") is { } outcome => $"{words}: {outcome.Replace('-', ' ')}",
            "gate.asked" when data["allow"] is JsonValue allow => $"{words}: {(allow.TryGetValue<bool>(out var open) && open ? "open" : "shut")}",
            "role.granted" or "role.revoked" when Text(data, "role") is { } role => $"{words}: {Roles.Title(role)}",
            "role.switched" when Text(data, "after") is { } role => $"{words} to {Roles.Title(role)}",
            "evidence.added" or "report.requested" or "report.made" or "report.failed" when Text(data, "kind") is { } kind => $"{words}: {kind.Replace('-', ' ')}",
            "deployment.made" when Text(data, "stage") is { } stage => $"{words}: {stage}",
            "deployment.rolled-back" when Text(data, "to") is { } version => $"{words} to {version}",
            _ => words,
        };
    }

    private static string? Decision(JsonObject data) =>
        Slot(data) is { } slot && WireName.TryParse<SignOffDecision>(Text(data, "decision"), out var decision)
            ? decision switch
            {
                SignOffDecision.Approve => $"Signed as {slot}",
                SignOffDecision.ApproveWithCondition => $"Signed as {slot}, with a condition",
                SignOffDecision.RequestChanges => $"Changes requested as {slot}",
                SignOffDecision.Reject => $"Rejected as {slot}",
            }
            : null;

    private static string? Slot(JsonObject data) => WireName.TryParse<SignOffRole>(Text(data, "role"), out var role) ? SignOffMeaning.Slot(role) : null;

    private static string? Text(JsonObject data, string member) => data[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string Spoken(string action)
    {
        var words = action.Replace('.', ' ').Replace('-', ' ');
        return words.Length == 0 ? action : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
