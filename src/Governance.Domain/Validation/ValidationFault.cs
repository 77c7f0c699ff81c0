namespace Governance.Domain.Validation;

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
