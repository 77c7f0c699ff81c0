namespace Governance.Analytics.Quality;

/// <summary>What a check says.</summary>
public enum CheckVerdict
{
    /// <summary>Nothing to say.</summary>
    Ok,

    /// <summary>Worth a look.</summary>
    Warn,

    /// <summary>Not acceptable without a decision.</summary>
    Fail,

    /// <summary>Could not be checked; never counts as passed.</summary>
    NotRun,
}
