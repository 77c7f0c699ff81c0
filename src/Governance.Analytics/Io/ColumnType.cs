namespace Governance.Analytics.Io;

/// <summary>What the values of a column are. Decided on the reference file only; later files are parsed with the same type.</summary>
public enum ColumnType
{
    /// <summary>At least one number, everything else missing. 0/1 flags and 1..5 marks are numbers too.</summary>
    Numeric,

    /// <summary>Text compared byte by byte: no trimming, no case folding, no Unicode normalisation.</summary>
    Categorical,

    /// <summary>Every value that is not missing is an ISO 8601 date or date-time.</summary>
    DateTime,

    /// <summary>Every value is missing, so nothing is known about the type.</summary>
    Unknown,
}
