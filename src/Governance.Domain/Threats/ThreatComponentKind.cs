namespace Governance.Domain.Threats;

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
