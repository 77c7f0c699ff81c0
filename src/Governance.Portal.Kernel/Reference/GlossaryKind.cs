namespace Governance.Portal.Kernel.Reference;

/// <summary>The parts of the glossary.</summary>
public enum GlossaryKind
{
    /// <summary>A word of the portal.</summary>
    Term,

    /// <summary>A word of the law.</summary>
    Law,

    /// <summary>A measure with a formula.</summary>
    Metric,
}
