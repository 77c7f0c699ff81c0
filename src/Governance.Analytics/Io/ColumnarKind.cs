namespace Governance.Analytics.Io;

/// <summary>How the values of a column lie in memory. Numbers are little-endian, as wide as their name says.</summary>
public enum ColumnarKind
{
    /// <summary>Holds one value a row, in a form that is not read: bytes, half floats, durations.</summary>
    Unreadable,

    /// <summary>One byte, 0 or 1. Read as the texts <c>false</c> and <c>true</c>.</summary>
    Boolean,

    /// <summary>Whole number.</summary>
    Int8,

    /// <summary>Whole number.</summary>
    Int16,

    /// <summary>Whole number.</summary>
    Int32,

    /// <summary>Whole number.</summary>
    Int64,

    /// <summary>Whole number, not negative.</summary>
    UInt8,

    /// <summary>Whole number, not negative.</summary>
    UInt16,

    /// <summary>Whole number, not negative.</summary>
    UInt32,

    /// <summary>Whole number, not negative.</summary>
    UInt64,

    /// <summary>IEEE 754 number. Read as the shortest decimal number that stands for it, which is what a text file has.</summary>
    Float32,

    /// <summary>IEEE 754 number.</summary>
    Float64,

    /// <summary>UTF-8, read like the field of a text file: a column of texts that are all numbers is numeric.</summary>
    Text,

    /// <summary>Days since 1970-01-01, 4 bytes.</summary>
    Date,

    /// <summary>Seconds since 1970 in UTC, 8 bytes.</summary>
    Seconds,

    /// <summary>Thousandths of a second since 1970 in UTC, 8 bytes.</summary>
    Milliseconds,

    /// <summary>Millionths of a second since 1970 in UTC, 8 bytes.</summary>
    Microseconds,

    /// <summary>Billionths of a second since 1970 in UTC, 8 bytes; below 100 they are cut off.</summary>
    Nanoseconds,

    /// <summary>Does not hold one value a row: lists, structures, maps.</summary>
    Nested,
}
