using System.Globalization;
using Governance.Analytics.Io;
using Governance.Analytics.Parquet.Native;

namespace Governance.Analytics.Parquet.Worker;

/// <summary>How the columns of a Parquet file are read.</summary>
internal static class SourceColumns
{
    /// <summary>What a column is read as, and the expression that reads it.</summary>
    public static ColumnarColumn Of(string name, DuckDbType type) =>
        type switch
        {
            DuckDbType.Boolean => Plain(name, ColumnarKind.Boolean, type),
            DuckDbType.TinyInt => Plain(name, ColumnarKind.Int8, type),
            DuckDbType.SmallInt => Plain(name, ColumnarKind.Int16, type),
            DuckDbType.Integer => Plain(name, ColumnarKind.Int32, type),
            DuckDbType.BigInt => Plain(name, ColumnarKind.Int64, type),
            DuckDbType.UTinyInt => Plain(name, ColumnarKind.UInt8, type),
            DuckDbType.USmallInt => Plain(name, ColumnarKind.UInt16, type),
            DuckDbType.UInteger => Plain(name, ColumnarKind.UInt32, type),
            DuckDbType.UBigInt => Plain(name, ColumnarKind.UInt64, type),
            DuckDbType.Float => Plain(name, ColumnarKind.Float32, type),
            DuckDbType.Double => Plain(name, ColumnarKind.Float64, type),
            DuckDbType.Varchar or DuckDbType.Enum => Plain(name, ColumnarKind.Text, type),
            DuckDbType.Date => Plain(name, ColumnarKind.Date, type),
            DuckDbType.TimestampSeconds => Plain(name, ColumnarKind.Seconds, type),
            DuckDbType.TimestampMilliseconds => Plain(name, ColumnarKind.Milliseconds, type),
            DuckDbType.Timestamp or DuckDbType.TimestampWithZone => Plain(name, ColumnarKind.Microseconds, type),
            DuckDbType.TimestampNanoseconds => Plain(name, ColumnarKind.Nanoseconds, type),
            DuckDbType.Decimal => Cast(name, type, "decimals are read as the nearest floating-point numbers."),
            DuckDbType.HugeInt or DuckDbType.UHugeInt => Cast(
                name,
                type,
                "128-bit whole numbers are read as the nearest floating-point numbers."
            ),
            DuckDbType.Uuid => Cast(name, type, null),
            DuckDbType.Time or DuckDbType.TimeWithZone or DuckDbType.TimeNanoseconds or DuckDbType.Interval => Cast(
                name,
                type,
                "times of day and durations are read as text."
            ),
            DuckDbType.List or DuckDbType.Struct or DuckDbType.Map or DuckDbType.Union or DuckDbType.Array or DuckDbType.Variant =>
                new ColumnarColumn(name, ColumnarKind.Nested, Word(type)),
            _ => new ColumnarColumn(name, ColumnarKind.Unreadable, Word(type)),
        };

    /// <summary>Reads a column as a text where it is not read as it is.</summary>
    public static string Expression(string name, DuckDbType type)
    {
        var quoted = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return Of(name, type).Kind is ColumnarKind.Text && type is not DuckDbType.Varchar ? $"CAST({quoted} AS VARCHAR)" : quoted;
    }

    private static ColumnarColumn Plain(string name, ColumnarKind kind, DuckDbType type) => new(name, kind, Word(type));

    private static ColumnarColumn Cast(string name, DuckDbType type, string? note) => new(name, ColumnarKind.Text, Word(type), note);

    private static string Word(DuckDbType type) =>
        type switch
        {
            DuckDbType.Blob => "BYTE_ARRAY (bytes without a character set)",
            DuckDbType.Geometry => "GEOMETRY (shapes on a map)",
            DuckDbType.Variant => "VARIANT (values of any form)",
            _ when Enum.IsDefined(type) => type.ToString().ToUpperInvariant(),
            // A later version of the library may have more.
            _ => string.Create(CultureInfo.InvariantCulture, $"unknown here (number {(int)type} of DuckDB)"),
        };
}
