namespace Governance.Domain.Agents.Calls;

/// <summary>What a call of a tool was answered with.</summary>
public enum CallVerdict
{
    /// <summary>It may be made.</summary>
    Allow,

    /// <summary>A person decides first.</summary>
    Ask,

    /// <summary>It may not be made.</summary>
    Deny,
}
