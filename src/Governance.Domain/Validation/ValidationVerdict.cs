namespace Governance.Domain.Validation;

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
