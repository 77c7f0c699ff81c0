namespace Governance.Domain.Incidents;

/// <summary>Where an incident stands.</summary>
public enum IncidentState
{
    /// <summary>Declared; what it is about goes on as before.</summary>
    Open,

    /// <summary>What it is about is offline or restricted, and its gate is shut.</summary>
    Contained,

    /// <summary>Service is back, by a roll-back or a correction.</summary>
    Recovered,

    /// <summary>Over, with a post-mortem.</summary>
    Closed,

    /// <summary>It was none, or was declared twice. Only before anything was contained.</summary>
    Dismissed,
}

/// <summary>How bad it is, in the eyes of the organisation. Whether it is serious in the sense of the law is another question.</summary>
public enum IncidentSeverity
{
    /// <summary>No one noticed but us.</summary>
    Low,

    /// <summary>Some results were wrong and can be put right.</summary>
    Medium,

    /// <summary>People were treated wrongly, or a service stopped.</summary>
    High,

    /// <summary>Harm that cannot be undone, or many people.</summary>
    Severe,
}

/// <summary>How what it is about was contained.</summary>
public enum ContainmentMode
{
    /// <summary>It answers no one.</summary>
    TakeOffline,

    /// <summary>It answers within limits: to some, or only with a person in between.</summary>
    Restrict,
}

/// <summary>How service came back.</summary>
public enum RecoveryKind
{
    /// <summary>An earlier approved version serves again.</summary>
    RollBack,

    /// <summary>What was wrong around the model was put right; the same version serves again.</summary>
    Resume,

    /// <summary>It stays out of use.</summary>
    Withdraw,
}

/// <summary>Where a message about an incident stands.</summary>
public enum MessageState
{
    /// <summary>Being written.</summary>
    Draft,

    /// <summary>Written, and waiting for something.</summary>
    Held,

    /// <summary>Out, and never changed again.</summary>
    Sent,
}

/// <summary>What is known of the link between the system and the harm.</summary>
public enum CausalLink
{
    /// <summary>Shown.</summary>
    Established,

    /// <summary>Reasonably likely.</summary>
    Likely,

    /// <summary>Thought of; not yet looked into.</summary>
    Suspected,

    /// <summary>Shown not to be there.</summary>
    Excluded,
}

/// <summary>Where a legal clock stands.</summary>
public enum ClockState
{
    /// <summary>It counts.</summary>
    Running,

    /// <summary>The authority was told in time.</summary>
    Met,

    /// <summary>The time was over before the authority was told.</summary>
    Missed,

    /// <summary>Someone decided that this provision does not apply.</summary>
    NotTriggered,
}

/// <summary>What a step of a playbook is about. The portal knows what to do for each.</summary>
public enum StepKind
{
    /// <summary>Seen and declared.</summary>
    Open,

    /// <summary>Offline or restricted.</summary>
    Contain,

    /// <summary>Evidence is frozen by its digests.</summary>
    Freeze,

    /// <summary>Who was harmed, where and how.</summary>
    Assess,

    /// <summary>Whether it is serious in the sense of the law.</summary>
    Classify,

    /// <summary>The authority is told.</summary>
    Notify,

    /// <summary>Others are told.</summary>
    Tell,

    /// <summary>Something people do outside the portal.</summary>
    Task,

    /// <summary>Service comes back.</summary>
    Recover,

    /// <summary>What was learned.</summary>
    PostMortem,

    /// <summary>The portal calls another system.</summary>
    CallOut,
}

/// <summary>Where a step stands.</summary>
public enum StepState
{
    /// <summary>Not yet.</summary>
    Pending,

    /// <summary>The next to do.</summary>
    Current,

    /// <summary>Done.</summary>
    Done,

    /// <summary>Left out, for a reason.</summary>
    Skipped,
}
