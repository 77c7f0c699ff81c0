namespace Governance.Domain.Notifications;

/// <summary>What an action makes needless to read: anyone who was asked for what is done now need not be asked any more.</summary>
/// <param name="Kinds">Kinds of notifications about the same thing.</param>
/// <param name="OnlyTheirs">True when only those of the person who acted are settled.</param>
public sealed record Settlement(IReadOnlyList<NotificationKind> Kinds, bool OnlyTheirs)
{
    /// <summary>Name of the member of an entry that says what its subject takes the place of.</summary>
    private const string Renews = "renews";

    private static readonly Settlement s_signed = new(
        [NotificationKind.SignOffAsked, NotificationKind.SignatureVoid, NotificationKind.PromotionDue],
        OnlyTheirs: true
    );
    private static readonly Settlement s_decided = s_signed with { OnlyTheirs = false };
    private static readonly Settlement s_waiver = new([NotificationKind.WaiverAsked], OnlyTheirs: false);
    private static readonly Settlement s_classification = new([NotificationKind.ClassificationAsked], OnlyTheirs: false);
    private static readonly Settlement s_alert = new([NotificationKind.AlertRaised], OnlyTheirs: false);
    private static readonly Settlement s_incident = new(
        [NotificationKind.IncidentClassAsked, NotificationKind.IncidentClock],
        OnlyTheirs: false
    );
    private static readonly Settlement s_risk = new([NotificationKind.RiskDue], OnlyTheirs: false);
    private static readonly Settlement s_confirmation = new([NotificationKind.ConfirmationAsked], OnlyTheirs: false);
    private static readonly Settlement s_useCase = new([NotificationKind.UseCaseAsked], OnlyTheirs: false);
    private static readonly Settlement s_duty = new([NotificationKind.ObligationDue], OnlyTheirs: false);
    private static readonly Settlement s_finding = new(
        [NotificationKind.ObligationDue, NotificationKind.ConfirmationAsked],
        OnlyTheirs: false
    );
    private static readonly Settlement s_renewed = s_duty with { Member = Renews };

    /// <summary>Name of the member of the entry that says what is settled; null for the entry's own subject.</summary>
    public string? Member { get; private init; }

    /// <summary>What an action of the log settles; null when nothing.</summary>
    public static Settlement? Of(string action) =>
        action switch
        {
            "promotion.signed" => s_signed,
            // An answer where one was named.
            "promotion.commented" or "risk.commented" or "incident.commented" => new([NotificationKind.Mentioned], OnlyTheirs: true),
            "promotion.approved" or "promotion.rejected" or "promotion.withdrawn" or "promotion.expired" => s_decided,
            "promotion.deployed" => new([NotificationKind.ApprovalEnding], OnlyTheirs: false),
            "waiver.refused" or "waiver.withdrawn" or "waiver.expired" or "waiver.revoked" => s_waiver,
            "waiver.granted" => s_waiver with { OnlyTheirs = true },
            "override.reviewed" => new([NotificationKind.EmergencyOverride], OnlyTheirs: false),
            "proposal.approved" => new([NotificationKind.ProposalAsked], OnlyTheirs: true),
            "proposal.rejected" or "proposal.withdrawn" => new([NotificationKind.ProposalAsked], OnlyTheirs: false),
            "alert.acknowledged" or "alert.silenced" or "alert.resolved" or "agent.resumed" => s_alert,
            "incident.class-confirmed" => new([NotificationKind.IncidentClassAsked], OnlyTheirs: false),
            "incident.closed" or "incident.dismissed" => s_incident,
            "risk.reviewed" or "risk.remediated" or "risk.closed" => s_risk,
            "risk.accepted" => new([NotificationKind.AcceptanceEnding], OnlyTheirs: false),
            "assessment.signed" or "assessment.returned" or "assessment.withdrawn" => s_classification,
            "use-case.triaged" => s_useCase with { OnlyTheirs = true },
            "use-case.accepted" or "use-case.declined" or "use-case.withdrawn" => s_useCase,
            "obligation.met" or "obligation.excluded" => s_duty,
            "model.reviewed" or "model.tier-assessed" or "model.tier-confirmed" => s_renewed,
            "finding.closed" or "finding.moved" or "finding.extended" => s_finding,
            "validation.reported" or "validation.cancelled" or "overlay.ended" => s_duty,
            "overseer.trained" or "overseer.ended" => s_duty,
            "explanation.sent" or "explanation.declined" or "explanation.withdrawn" => s_duty,
            "decision-review.answered" or "decision-review.reassigned" => s_duty,
            "finding.extension-declined"
            or "role.confirmed"
            or "link.confirmed"
            or "model.class-confirmed"
            or "model.class-declined"
            or "delegation.accepted"
            or "delegation.declined"
            or "delegation.revoked"
            or "playbook.approved"
            or "playbook.rejected"
            or "playbook.withdrawn"
            or "window.withdrawn"
            or "labels.withdrawn"
            or "labels.withdrawal-rejected"
            or "figure.withdrawn"
            or "figure.withdrawal-rejected"
            or "window.withdrawal-rejected"
            or "window.reference-confirmed"
            or "window.reference-rejected" => s_confirmation,
            "key.revoked" => new([NotificationKind.KeyEnding], OnlyTheirs: false),
            _ => null,
        };
}
