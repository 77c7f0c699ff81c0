using Governance.Domain.Identity;

namespace Governance.Domain.Notifications;

/// <summary>What holds for a kind of notification, no matter who gets it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Title">The kind in words, as the preferences name it.</param>
/// <param name="Permission">What a person must be allowed to read to be told; null for what concerns the person alone.</param>
/// <param name="Mail">When it is mailed as long as the person has said nothing.</param>
public sealed record KindRule(NotificationKind Kind, string Title, Permission? Permission, MailMode Mail)
{
    private static readonly Dictionary<NotificationKind, KindRule> s_rules = new KindRule[]
    {
        new(NotificationKind.SignOffAsked, "My sign-off is requested", Permission.ReadApprovals, MailMode.Now)
        {
            About = "A sign-off is requested",
        },
        new(NotificationKind.SignatureVoid, "My signature was voided", Permission.ReadApprovals, MailMode.Now)
        {
            About = "A signature was voided",
        },
        new(NotificationKind.ChangesRequested, "Changes are requested", Permission.ReadApprovals, MailMode.Now),
        new(NotificationKind.PromotionDecided, "My request was decided", Permission.ReadApprovals, MailMode.Now)
        {
            About = "A request was decided",
        },
        new(NotificationKind.GateBlocked, "A gate blocks my request", Permission.ReadApprovals, MailMode.Now)
        {
            About = "A gate blocks a request",
        },
        new(NotificationKind.Mentioned, "I am mentioned", Permission.ReadApprovals, MailMode.Now) { About = "Mention" },
        new(NotificationKind.PromotionDue, "A sign-off is due", Permission.ReadApprovals, MailMode.Now),
        new(NotificationKind.ApprovalEnding, "An approval expires unused", Permission.ReadApprovals, MailMode.Now),
        new(NotificationKind.WaiverAsked, "A waiver is requested", Permission.ReadApprovals, MailMode.Now),
        new(NotificationKind.WaiverDecided, "My waiver request was decided", Permission.ReadApprovals, MailMode.Now)
        {
            About = "A waiver request was decided",
        },
        new(NotificationKind.WaiverEnding, "A waiver ends", Permission.ReadApprovals, MailMode.Digest),
        new(NotificationKind.EmergencyOverride, "Emergency overrides", Permission.ReadApprovals, MailMode.Now) { MayBeSilenced = false },
        new(NotificationKind.ProposalAsked, "A policy change is waiting for approval", Permission.ReadPolicies, MailMode.Digest),
        new(NotificationKind.AlertRaised, "An alert is raised", Permission.ReadMonitoring, MailMode.Now),
        new(NotificationKind.IncidentOpened, "An incident is declared", Permission.ReadIncidents, MailMode.Now),
        new(NotificationKind.IncidentEscalated, "An incident becomes worse", Permission.ReadIncidents, MailMode.Now),
        new(NotificationKind.IncidentClassAsked, "Incident class to confirm", Permission.ReadIncidents, MailMode.Now),
        new(NotificationKind.IncidentClock, "A legal clock runs out", Permission.ReadIncidents, MailMode.Now) { MayBeSilenced = false },
        new(NotificationKind.RiskRescored, "A risk is re-scored", Permission.ReadRisks, MailMode.Digest),
        new(NotificationKind.RiskAboveAppetite, "A risk is above appetite", Permission.ReadRisks, MailMode.Now),
        new(NotificationKind.RiskDue, "A review or step of a risk is due", Permission.ReadRisks, MailMode.Digest),
        new(NotificationKind.AcceptanceEnding, "The acceptance of a risk ends", Permission.ReadRisks, MailMode.Digest),
        new(NotificationKind.RetirementDue, "A task of a retirement is due", Permission.ReadRegistry, MailMode.Digest),
        new(NotificationKind.ClassificationAsked, "Classification to sign", Permission.ReadCompliance, MailMode.Now),
        new(NotificationKind.UseCaseAsked, "A use case is waiting for me", Permission.ReadUseCases, MailMode.Now)
        {
            About = "A use case is waiting",
        },
        new(NotificationKind.UseCaseDecided, "My use case was decided", Permission.ReadUseCases, MailMode.Now)
        {
            About = "A use case was decided",
        },
        new(NotificationKind.ObligationDue, "An obligation is assigned or due", Permission.ReadCompliance, MailMode.Digest),
        new(NotificationKind.ReportFinished, "My report is ready", Permission.ReadReports, MailMode.Never) { About = "A report is ready" },
        new(NotificationKind.ConfirmationAsked, "My confirmation is needed", null, MailMode.Now) { About = "A confirmation is needed" },
        new(NotificationKind.KeyEnding, "An API key expires", null, MailMode.Now),
        new(NotificationKind.Account, "My account is changed", null, MailMode.Now) { MayBeSilenced = false, About = "Account" },
        new(NotificationKind.Security, "Security of the installation", Permission.Administer, MailMode.Now) { MayBeSilenced = false },
        new(NotificationKind.LogDamaged, "The audit log is damaged", Permission.ReadAudit, MailMode.Now) { MayBeSilenced = false },
    }.ToDictionary(r => r.Kind);

    /// <summary>
    /// The kind in words for anyone: where no one speaks of themselves, such as for a channel or under what the inbox says already.
    /// </summary>
    public string About { get; init; } = Title;

    /// <summary>False for what a person cannot switch off nor put off: it is mailed at once, at any hour.</summary>
    public bool MayBeSilenced { get; init; } = true;

    /// <summary>Every kind, in the order of the preferences.</summary>
    public static IReadOnlyList<KindRule> All { get; } = [.. Enum.GetValues<NotificationKind>().Select(Of)];

    /// <summary>The rule of a kind.</summary>
    public static KindRule Of(NotificationKind kind) => s_rules[kind];

    /// <summary>True when one of these roles may read what the kind is about.</summary>
    public bool IsReadBy(IEnumerable<string> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        return Permission is null || roles.Any(r => Permission.GrantedTo.Contains(r, StringComparer.Ordinal));
    }
}
