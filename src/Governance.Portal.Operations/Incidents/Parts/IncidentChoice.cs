namespace Governance.Portal.Operations.Incidents.Parts;

/// <summary>What a person can do about an incident.</summary>
public enum IncidentDo
{
    Edit,
    Contain,
    CutAccess,
    Call,
    Serving,
    Freeze,
    Assess,
    Classify,
    ConfirmClass,
    DraftReport,
    Message,
    Send,
    Hold,
    Done,
    Skip,
    Recover,
    Release,
    PostMortem,
    FollowUp,
    Close,
    Dismiss,
    Note,
}

/// <summary>What was chosen, and about what.</summary>
/// <param name="What">What is to be done.</param>
/// <param name="Step">The step it is about.</param>
/// <param name="Message">Number of the message; 0 for a new one.</param>
/// <param name="Version">The version it is about.</param>
public sealed record IncidentChoice(IncidentDo What, StepView? Step = null, int Message = 0, AffectedView? Version = null);
