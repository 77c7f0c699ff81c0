namespace Governance.Portal.Kernel.Components.Values;

/// <summary>What became of a line.</summary>
public enum DiffKind
{
    Same,
    Added,
    Removed,

    /// <summary>Stands for unchanged lines that are not shown.</summary>
    Gap,
}

/// <summary>One line of a comparison, with its numbers on either side (from one) where it exists there.</summary>
public sealed record DiffLine(DiffKind Kind, string Text, int? OldNumber, int? NewNumber);
