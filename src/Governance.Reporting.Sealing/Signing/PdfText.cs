using System.Globalization;
using System.Text;

namespace Governance.Reporting.Signing;

/// <summary>PDF text strings and dates; a hexadecimal UTF-16 string needs no escaping, whatever the text holds.</summary>
internal static class PdfText
{
    public static string String(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    public static string Date(DateTimeOffset time) => $"(D:{time.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}Z)";

    public static string Decode(ReadOnlySpan<byte> value)
    {
        if (value.StartsWith("<"u8))
        {
            var bytes = Convert.FromHexString(Encoding.ASCII.GetString(value[1..^1]));
            return bytes is [0xFE, 0xFF, ..]
                ? Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2)
                : Encoding.Latin1.GetString(bytes);
        }

        return value.StartsWith("("u8) ? Encoding.Latin1.GetString(value[1..^1]) : Encoding.Latin1.GetString(value);
    }
}
