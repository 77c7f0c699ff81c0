namespace Governance.Domain.Intake;

/// <summary>Where a proposed use case stands.</summary>
public enum UseCaseState
{
    /// <summary>Being written.</summary>
    Draft,

    /// <summary>Submitted; no reviewer has given an opinion yet.</summary>
    Submitted,

    /// <summary>At least one reviewer has given an opinion.</summary>
    InTriage,

    /// <summary>A reviewer requested more information, and the proposer has to answer.</summary>
    InformationAsked,

    /// <summary>Accepted: an AI system was registered for it.</summary>
    Accepted,

    /// <summary>Declined, with a reason.</summary>
    Declined,

    /// <summary>Taken back by those who proposed it.</summary>
    Withdrawn,
}

/// <summary>In which function a person judges a proposal.</summary>
public enum TriageFunction
{
    /// <summary>Risk.</summary>
    Risk,

    /// <summary>Security.</summary>
    Security,

    /// <summary>Legal.</summary>
    Legal,
}

/// <summary>What a reviewer thinks of a proposal.</summary>
public enum TriageVerdict
{
    /// <summary>For it.</summary>
    Support,

    /// <summary>For it, under conditions that the words name.</summary>
    SupportWithConditions,

    /// <summary>Against it.</summary>
    Object,
}

/// <summary>How a system is obtained.</summary>
public enum Sourcing
{
    /// <summary>Built in-house.</summary>
    Build,

    /// <summary>Bought or subscribed to.</summary>
    Buy,

    /// <summary>Built on a model or product of someone else.</summary>
    Adapt,
}

/// <summary>Where a system would run.</summary>
public enum Hosting
{
    /// <summary>In the organisation's own data centre.</summary>
    OnPremises,

    /// <summary>In the organisation's own part of a cloud.</summary>
    OwnCloud,

    /// <summary>At the supplier, within the Union.</summary>
    SupplierInUnion,

    /// <summary>At the supplier, outside the Union or not known to be within.</summary>
    SupplierOutsideUnion,
}

/// <summary>What part a system takes in decisions.</summary>
public enum DecisionRole
{
    /// <summary>It informs or prepares; a person decides on their own.</summary>
    Assist,

    /// <summary>It decides or proposes, and a person reviews before it takes effect.</summary>
    DecideWithReview,

    /// <summary>It decides, and no one reviews before it takes effect.</summary>
    DecideAlone,
}

/// <summary>Categories of data that a system would use.</summary>
public enum DataCategory
{
    /// <summary>Data that is about no person.</summary>
    NoPersonal,

    /// <summary>Personal data that is none of the other categories (Art. 4(1) GDPR).</summary>
    Personal,

    /// <summary>Special categories (Art. 9 GDPR), such as health or belief.</summary>
    SpecialCategory,

    /// <summary>Criminal convictions and offences (Art. 10 GDPR).</summary>
    CriminalOffence,

    /// <summary>Biometric data.</summary>
    Biometric,

    /// <summary>Financial circumstances of people.</summary>
    Financial,

    /// <summary>Data of staff and applicants.</summary>
    Employee,

    /// <summary>Trade secrets and other confidential business data.</summary>
    Confidential,
}
