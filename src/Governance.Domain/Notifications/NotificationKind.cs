namespace Governance.Domain.Notifications;

/// <summary>What someone is told about.</summary>
public enum NotificationKind
{
    /// <summary>A slot waits for their signature.</summary>
    SignOffAsked,

    /// <summary>The request changed after they signed.</summary>
    SignatureVoid,

    /// <summary>A signer wants changes before they sign.</summary>
    ChangesRequested,

    /// <summary>What they requested is approved, rejected, over or open again.</summary>
    PromotionDecided,

    /// <summary>A gate blocks what they requested.</summary>
    GateBlocked,

    /// <summary>Someone named them in a conversation.</summary>
    Mentioned,

    /// <summary>A request is due, or overdue.</summary>
    PromotionDue,

    /// <summary>An approval no one used ends.</summary>
    ApprovalEnding,

    /// <summary>A waiver waits for their word.</summary>
    WaiverAsked,

    /// <summary>A waiver they asked for was granted, refused or ended.</summary>
    WaiverDecided,

    /// <summary>A waiver in force ends.</summary>
    WaiverEnding,

    /// <summary>An emergency override waits for a second word, or was granted and is to be reviewed.</summary>
    EmergencyOverride,

    /// <summary>A change of a policy waits for approval.</summary>
    ProposalAsked,

    /// <summary>A monitor, a gate or a check raised an alert.</summary>
    AlertRaised,

    /// <summary>An incident was declared.</summary>
    IncidentOpened,

    /// <summary>An incident became worse.</summary>
    IncidentEscalated,

    /// <summary>The class of an incident waits for confirmation.</summary>
    IncidentClassAsked,

    /// <summary>A clock of the law runs out.</summary>
    IncidentClock,

    /// <summary>A signal moved the score of a risk.</summary>
    RiskRescored,

    /// <summary>The residual score of a risk rose above the appetite.</summary>
    RiskAboveAppetite,

    /// <summary>A review or a step of a risk is due.</summary>
    RiskDue,

    /// <summary>The acceptance of a risk ends.</summary>
    AcceptanceEnding,

    /// <summary>A task of a retirement is due, or the retention of its records ends.</summary>
    RetirementDue,

    /// <summary>A classification waits for a signature.</summary>
    ClassificationAsked,

    /// <summary>A proposed use case waits for an opinion, for the decision or for an answer.</summary>
    UseCaseAsked,

    /// <summary>A use case they proposed was accepted or declined.</summary>
    UseCaseDecided,

    /// <summary>An obligation was given to them, or is due.</summary>
    ObligationDue,

    /// <summary>A report they asked for is ready, or could not be made.</summary>
    ReportFinished,

    /// <summary>Access, a lower risk class or a delegation counts only once they have said yes.</summary>
    ConfirmationAsked,

    /// <summary>An API key of theirs ends.</summary>
    KeyEnding,

    /// <summary>Something about their own account was changed.</summary>
    Account,

    /// <summary>Something about accounts, keys or stored files that administrators have to know.</summary>
    Security,

    /// <summary>The log is not what was signed.</summary>
    LogDamaged,
}

/// <summary>Which telling of a matter this is.</summary>
public enum NotificationStage
{
    /// <summary>It just happened.</summary>
    New,

    /// <summary>Its time comes.</summary>
    Ahead,

    /// <summary>Its time is over.</summary>
    Late,

    /// <summary>Its time is over and it was handed on to someone else.</summary>
    Escalated,

    /// <summary>It is settled: told to outside channels only, so that they can close what they opened.</summary>
    Over,
}

/// <summary>How much it presses.</summary>
public enum Urgency
{
    /// <summary>Good to know.</summary>
    Low,

    /// <summary>Someone waits.</summary>
    Normal,

    /// <summary>Something is wrong, or late.</summary>
    High,

    /// <summary>A duty or the portal itself is at stake: told at any hour.</summary>
    Urgent,
}

/// <summary>When a kind is told by e-mail.</summary>
public enum MailMode
{
    /// <summary>At once, quiet hours aside.</summary>
    Now,

    /// <summary>Together with others, once a day.</summary>
    Digest,

    /// <summary>Not at all.</summary>
    Never,
}
