namespace Governance.Domain.Compliance;

/// <summary>Where a duty stands, as in the shared vocabulary. None of them says that the law is met: a person signs that.</summary>
public enum DutyStatus
{
    /// <summary>Does not apply, with a written reason and a named approver.</summary>
    NotApplicable,

    /// <summary>Applies on a later date.</summary>
    Upcoming,

    /// <summary>Listed without a date: Art. 111(2) holds it back.</summary>
    Suspended,

    /// <summary>In application, nothing accepted.</summary>
    Open,

    /// <summary>Some of the evidence is there.</summary>
    InProgress,

    /// <summary>Every kind of evidence is there, current and accepted by a named reviewer.</summary>
    Satisfied,

    /// <summary>In application, past a deadline, not satisfied.</summary>
    Overdue,

    /// <summary>Something it was accepted on has changed.</summary>
    NeedsReview,
}
