using Governance.Domain.Notifications;

namespace Governance.Portal.Administration.Notifications;

/// <summary>Pictures of kinds: those of the things they are about.</summary>
internal static class NotificationIcons
{
    public static string Of(NotificationKind kind) =>
        kind switch
        {
            NotificationKind.SignOffAsked or NotificationKind.SignatureVoid or NotificationKind.PromotionDue => "draw",
            NotificationKind.ChangesRequested or NotificationKind.PromotionDecided or NotificationKind.ApprovalEnding => "approval",
            NotificationKind.GateBlocked => "rule",
            NotificationKind.Mentioned => "alternate_email",
            NotificationKind.WaiverAsked or NotificationKind.WaiverDecided or NotificationKind.WaiverEnding => "do_not_disturb_on",
            NotificationKind.EmergencyOverride
            or NotificationKind.IncidentOpened
            or NotificationKind.IncidentEscalated
            or NotificationKind.IncidentClassAsked => "emergency_home",
            NotificationKind.ProposalAsked => "policy",
            NotificationKind.AlertRaised => "monitoring",
            NotificationKind.IncidentClock => "timer",
            NotificationKind.RiskRescored
            or NotificationKind.RiskAboveAppetite
            or NotificationKind.RiskDue
            or NotificationKind.AcceptanceEnding => "shield",
            NotificationKind.RetirementDue => "inventory_2",
            NotificationKind.ClassificationAsked or NotificationKind.ObligationDue => "gavel",
            NotificationKind.UseCaseAsked or NotificationKind.UseCaseDecided => "inbox",
            NotificationKind.ReportFinished => "description",
            NotificationKind.ConfirmationAsked => "check",
            NotificationKind.KeyEnding => "key",
            NotificationKind.Account => "person",
            NotificationKind.Security => "security",
            NotificationKind.LogDamaged => "receipt_long",
        };

    /// <summary>What presses is coloured, and says so in its words too.</summary>
    public static string? ToneOf(NotificationView item) =>
        item.ReadAt is not null
            ? null
            : item.Urgency switch
            {
                Urgency.Urgent => "fail",
                Urgency.High => "warn",
                _ => null,
            };
}
