using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Governance.Transparency;

namespace Governance.Data.Audit.Records;

/// <summary>
/// The digest of a row: SHA-256 over a salt and the canonical JSON of its table, its key and its columns as they are stored.
/// </summary>
internal static class RecordDigest
{
    /// <summary>Bytes of a salt.</summary>
    public const int SaltLength = 16;

    private const int MemberLength = 4;

    /// <summary>The values of a row's sealed columns.</summary>
    /// <param name="row">The row.</param>
    /// <param name="from">Where they begin.</param>
    /// <param name="count">How many there are.</param>
    public static string?[] Read(DbDataReader row, int from, int count)
    {
        var values = new string?[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = row.IsDBNull(from + i) ? null : Value(row.GetValue(from + i));
        }

        return values;
    }

    /// <summary>A stored value with its type: what is 1 in one database is 1 in the other, and never the text "1".</summary>
    public static string Value(object value) =>
        value switch
        {
            string text => $"t:{Whole(text)}",
            bool truth => truth ? "i:1" : "i:0",
            byte[] bytes => $"b:{Convert.ToHexStringLower(bytes)}",
            double number => $"r:{Number(number)}",
            float number => $"r:{Number(number)}",
            DateOnly day => $"t:{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
            DateTime day => $"t:{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
            sbyte or byte or short or ushort or int or uint or long or ulong =>
                $"i:{Convert.ToString(value, CultureInfo.InvariantCulture)}",
            _ => $"o:{Convert.ToString(value, CultureInfo.InvariantCulture)}",
        };

    /// <summary>The digest of a row.</summary>
    public static byte[] Of(RecordTable table, string key, ReadOnlySpan<byte> salt, IReadOnlyList<string?> values)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        buffer.Write(salt);
        table.Write(key, values, buffer);
        return SHA256.HashData(buffer.WrittenSpan);
    }

    /// <summary>Four bytes a column, by which the one that was changed is named.</summary>
    public static byte[] Members(RecordTable table, ReadOnlySpan<byte> salt, IReadOnlyList<string?> values)
    {
        var members = new byte[values.Count * MemberLength];
        for (var i = 0; i < values.Count; i++)
        {
            Member(salt, table.Columns[i], values[i]).CopyTo(members.AsSpan(i * MemberLength));
        }

        return members;
    }

    /// <summary>The columns that are not as they were sealed, as far as the seal can tell.</summary>
    public static IReadOnlyList<string> Changed(RecordTable table, byte[] salt, byte[] members, IReadOnlyList<string?> values)
    {
        if (members.Length != values.Count * MemberLength)
        {
            return [];
        }

        var now = Members(table, salt, values);
        return
        [
            .. table.Columns.Where(
                (_, i) => !now.AsSpan(i * MemberLength, MemberLength).SequenceEqual(members.AsSpan(i * MemberLength, MemberLength))
            ),
        ];
    }

    private static byte[] Member(ReadOnlySpan<byte> salt, string column, string? value)
    {
        var text = Encoding.UTF8.GetBytes(value is null ? $"{column}=" : $"{column}={value}");
        var bytes = new byte[salt.Length + text.Length];
        salt.CopyTo(bytes);
        text.CopyTo(bytes, salt.Length);
        return SHA256.HashData(bytes)[..MemberLength];
    }

    private static string Number(double number) => double.IsFinite(number) ? CanonicalJson.Number(number) : "none";

    // Half of a character has no canonical form, and no database of ours gives one; then it is another text than any that was sealed.
    private static string Whole(string text)
    {
        foreach (var rune in text.AsSpan())
        {
            if (char.IsSurrogate(rune))
            {
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            }
        }

        return text;
    }
}
