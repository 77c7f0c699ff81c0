namespace Governance.Domain.Validation;

/// <summary>What a scoring server speaks.</summary>
public enum ScoringProtocol
{
    /// <summary>The scoring server of MLflow 2.</summary>
    Mlflow,

    /// <summary>The Open Inference Protocol, version 2: KServe, Triton, MLServer.</summary>
    KserveV2,
}

/// <summary>What is checked in a run.</summary>
public enum ValidationCheck
{
    /// <summary>How well the labels are met.</summary>
    Performance,

    /// <summary>How the protected groups compare.</summary>
    Fairness,

    /// <summary>Whether the same inputs get the same scores.</summary>
    Consistency,

    /// <summary>How small changes of inputs turn predictions.</summary>
    Robustness,
}

/// <summary>Whether a schedule runs.</summary>
public enum ScheduleState
{
    /// <summary>It runs when it is due.</summary>
    Active,

    /// <summary>A person stopped it for now.</summary>
    Paused,
}

/// <summary>How far a run is.</summary>
public enum ValidationRunState
{
    /// <summary>To be begun.</summary>
    Queued,

    /// <summary>Under way, or waiting for the next try.</summary>
    Running,

    /// <summary>Measured, and filed as evidence.</summary>
    Done,

    /// <summary>Given up; nothing was filed.</summary>
    Failed,

    /// <summary>Stopped by a person; nothing was filed.</summary>
    Cancelled,
}

/// <summary>The worst verdict of what a run judged. Whether figures are good enough is for a policy to say.</summary>
public enum ValidationVerdict
{
    /// <summary>Nothing was judged.</summary>
    NotRun,

    /// <summary>Everything that is judged is well.</summary>
    Ok,

    /// <summary>Too few rows to judge by.</summary>
    InsufficientData,

    /// <summary>Something is to be looked at.</summary>
    Warn,

    /// <summary>Something is not well.</summary>
    Fail,
}

/// <summary>Why a run came to nothing.</summary>
public enum ValidationFault
{
    /// <summary>The endpoint gave no usable answer.</summary>
    Endpoint,

    /// <summary>The settings do not fit the model or its data.</summary>
    Settings,

    /// <summary>The file of the held-out set is not on record.</summary>
    Data,

    /// <summary>The endpoint says that it serves another artifact.</summary>
    Artifact,

    /// <summary>No version is there to be validated.</summary>
    Version,

    /// <summary>Another version was deployed during the run.</summary>
    Moved,

    /// <summary>It took longer than a run may.</summary>
    Time,

    /// <summary>It failed on our side.</summary>
    Portal,
}
