namespace Governance.Policies;

/// <summary>What a policy does with what it finds.</summary>
public enum PolicyMode
{
    /// <summary>
    /// A rule of severity medium or above that does not pass shuts the gate, and so does every rule that cannot be evaluated.
    /// </summary>
    Enforce,

    /// <summary>Nothing is blocked; the gate's outcome becomes <c>warn</c>.</summary>
    Warn,

    /// <summary>Nothing is blocked and the gate's outcome is not touched; the results are recorded.</summary>
    DryRun,
}
