namespace Governance.Domain.Threats;

/// <summary>Where a version of a threat model stands.</summary>
public enum ThreatModelState
{
    /// <summary>Being drawn.</summary>
    Draft,

    /// <summary>Every threat is decided; it waits for a second person.</summary>
    Submitted,

    /// <summary>Approved by someone who drew and decided nothing of it.</summary>
    Reviewed,

    /// <summary>A newer version was reviewed.</summary>
    Superseded,
}

/// <summary>What a component is.</summary>
public enum ThreatComponentKind
{
    /// <summary>Where people meet the system: a page, an app, a chat.</summary>
    UserInterface,

    /// <summary>Software of the system that is none of the others.</summary>
    Application,

    /// <summary>A model that scores, classifies or forecasts.</summary>
    PredictiveModel,

    /// <summary>A model that reads and writes text, or other content.</summary>
    LanguageModel,

    /// <summary>An index from which passages are retrieved.</summary>
    RetrievalIndex,

    /// <summary>A database, a file store, a log.</summary>
    DataStore,

    /// <summary>What trains or tunes a model.</summary>
    TrainingPipeline,

    /// <summary>A tool that is called, or a service of someone else.</summary>
    Service,

    /// <summary>A person who looks at results before they count.</summary>
    HumanReviewer,
}

/// <summary>How far what lies within a boundary is trusted.</summary>
public enum BoundaryTrust
{
    /// <summary>We operate it.</summary>
    Own,

    /// <summary>Someone we have a contract with operates it.</summary>
    Partner,

    /// <summary>Anyone can reach it or write to it.</summary>
    Public,
}

/// <summary>How sensitive data is, from the least up.</summary>
public enum DataSensitivity
{
    /// <summary>Anyone may know it.</summary>
    Public,

    /// <summary>For people of the organisation.</summary>
    Internal,

    /// <summary>For some of them only.</summary>
    Confidential,

    /// <summary>About people.</summary>
    Personal,

    /// <summary>Special categories of personal data.</summary>
    SpecialCategory,
}

/// <summary>What was decided about a threat.</summary>
public enum ThreatDecisionKind
{
    /// <summary>Something that is in place answers it.</summary>
    Mitigated,

    /// <summary>A risk of the register is about it, and is treated there.</summary>
    InRegister,

    /// <summary>A risk of the register is about it, and is accepted there.</summary>
    Accepted,

    /// <summary>Someone else bears it, by contract or insurance.</summary>
    Transferred,

    /// <summary>It does not apply here.</summary>
    NotApplicable,
}

/// <summary>What a rule looks at.</summary>
public enum ThreatTarget
{
    /// <summary>A component.</summary>
    Component,

    /// <summary>A data flow.</summary>
    Flow,
}
