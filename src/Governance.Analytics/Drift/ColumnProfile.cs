using Governance.Analytics.Io;

namespace Governance.Analytics.Drift;

/// <summary>What is kept of one column of a reference.</summary>
public abstract class ColumnProfile
{
    private protected ColumnProfile(string name, ColumnType type, ColumnRole role, ColumnSummary summary)
    {
        Name = name;
        Type = type;
        Role = role;
        Summary = summary;
    }

    /// <summary>Name of the column.</summary>
    public string Name { get; }

    /// <summary>Type, as decided on the reference.</summary>
    public ColumnType Type { get; }

    /// <summary>Feature, protected attribute, score or prediction.</summary>
    public ColumnRole Role { get; }

    /// <summary>The reference in a few numbers.</summary>
    public ColumnSummary Summary { get; }

    /// <summary>Why the column is not compared; <see langword="null"/> when it is.</summary>
    public virtual string? SkipReason => null;
}
