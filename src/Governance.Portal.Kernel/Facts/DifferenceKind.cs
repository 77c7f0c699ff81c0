namespace Governance.Portal.Kernel.Facts;

/// <summary>How a part of a version stands to the same part of another.</summary>
public enum DifferenceKind
{
    /// <summary>In both, alike.</summary>
    Same,

    /// <summary>In both, with other facts.</summary>
    Changed,

    /// <summary>Only in the newer one.</summary>
    Added,

    /// <summary>Only in the older one.</summary>
    Removed,
}
