using Governance.Analytics.Io;

namespace Governance.Analytics.Drift;

/// <summary>A column of a reference that is not compared: dates, identifiers, columns without a value.</summary>
public sealed class SkippedProfile : ColumnProfile
{
    internal SkippedProfile(string name, ColumnType type, ColumnRole role, ColumnSummary summary, string reason)
        : base(name, type, role, summary) => SkipReason = reason;

    /// <inheritdoc/>
    public override string SkipReason { get; }
}
