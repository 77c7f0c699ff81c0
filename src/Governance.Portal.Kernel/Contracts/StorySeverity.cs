namespace Governance.Portal.Kernel.Contracts;

/// <summary>How much a sentence of the overview weighs.</summary>
public enum StorySeverity
{
    /// <summary>Good to know.</summary>
    Notice,

    /// <summary>Something is not as it should be.</summary>
    Warning,

    /// <summary>It is grave, or a time that the law sets runs.</summary>
    Critical,
}
