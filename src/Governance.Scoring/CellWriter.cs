using System.Globalization;
using System.Text.Json;
using Governance.Analytics.Io;

namespace Governance.Scoring;

/// <summary>Writes single values of a table as JSON.</summary>
internal static class CellWriter
{
    public static bool IsBoolean(Column column) =>
        column is CategoryColumn { Categories: { Count: > 0 and <= 2 } names } && names.All(n => n is "true" or "false");

    public static void Write(Utf8JsonWriter writer, Column column, int row, bool whole = false)
    {
        switch (column)
        {
            case NumericColumn numeric when numeric.WholeAt(row) is { } exact:
                writer.WriteRawValue(exact.ToString(CultureInfo.InvariantCulture));
                break;
            case NumericColumn numeric when double.IsFinite(numeric.Values[row]):
                WriteNumber(writer, numeric.Values[row], whole);
                break;
            case CategoryColumn category when category.Codes[row] >= 0:
                if (IsBoolean(category))
                {
                    writer.WriteBooleanValue(category.Categories[category.Codes[row]] == "true");
                }
                else
                {
                    writer.WriteStringValue(category.Categories[category.Codes[row]]);
                }

                break;
            case DateTimeColumn time when time.UtcTicks[row] != DateTimeColumn.NoTicks:
                writer.WriteStringValue(
                    new DateTime(time.UtcTicks[row], DateTimeKind.Utc).ToString(
                        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
                        CultureInfo.InvariantCulture
                    )
                );
                break;
            case KeyColumn key when !key[row].IsEmpty:
                writer.WriteStringValue(key[row]);
                break;
            default:
                writer.WriteNullValue(); // JSON has neither a missing value nor an infinity
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, double value, bool whole)
    {
        if (whole && Math.Abs(value) < 1e15)
        {
            writer.WriteNumberValue((long)Math.Round(value));
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }
}
