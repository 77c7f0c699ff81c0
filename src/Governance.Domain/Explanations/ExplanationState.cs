namespace Governance.Domain.Explanations;

/// <summary>Where a request for an explanation stands.</summary>
public enum ExplanationState
{
    /// <summary>Recorded; nothing is written yet.</summary>
    Received,

    /// <summary>An explanation is written and waits for a second person.</summary>
    Drafted,

    /// <summary>A second person read and approved it: the letter can be made and sent.</summary>
    Reviewed,

    /// <summary>The person was answered.</summary>
    Sent,

    /// <summary>The person was told why no explanation is owed.</summary>
    Declined,

    /// <summary>The person took the request back.</summary>
    Withdrawn,
}

/// <summary>Why no explanation is owed. The first three are the limits that Art. 86 of Regulation (EU) 2024/1689 sets itself.</summary>
public enum DeclineGround
{
    /// <summary>Art. 86(1): no high-risk system of Annex III decided, or without legal or similarly significant effect.</summary>
    OutsideScope,

    /// <summary>Art. 86(2): Union or national law excepts or restricts the obligation.</summary>
    ExceptionInLaw,

    /// <summary>Art. 86(3): other Union law gives this right already, and the person is answered under it.</summary>
    OtherRight,

    /// <summary>Anyone who asks is not shown to be the person affected.</summary>
    NotThePerson,
}

/// <summary>How an answer went to the person.</summary>
public enum AnswerChannel
{
    /// <summary>As a letter.</summary>
    Post,

    /// <summary>By e-mail.</summary>
    Email,

    /// <summary>In the organisation's own customer or staff portal.</summary>
    Online,

    /// <summary>Handed over.</summary>
    InPerson,
}
