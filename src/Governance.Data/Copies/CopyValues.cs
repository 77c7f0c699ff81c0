using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Transparency;

namespace Governance.Data.Copies;

/// <summary>One value in the form that both databases have in common, so that it can be compared and digested.</summary>
internal static class CopyValues
{
    /// <summary>The value in the common form.</summary>
    /// <exception cref="FormatException">The database holds something there that the program cannot have written.</exception>
    public static object? Common(CopyColumn column, object value)
    {
        if (column.IsPassing)
        {
            return column.IsNullable ? null : 0L;
        }

        if (value is DBNull)
        {
            return null;
        }

        return (column.Kind, value) switch
        {
            (CopyKind.Integer, long or int or short) => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            (CopyKind.Truth, bool) => value,
            (CopyKind.Truth, long and (0 or 1)) => (long)value == 1,
            (CopyKind.Number, double) => value,
            (CopyKind.Number, long or float) => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            (CopyKind.Text or CopyKind.Json, string) => value,
            (CopyKind.Bytes, byte[]) => value,
            (CopyKind.Day, DateOnly) => value,
            (CopyKind.Day, DateTime day) => DateOnly.FromDateTime(day),
            (CopyKind.Day, string day) when DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, 0, out var read) =>
                read,
            _ => throw new FormatException($"the column {column.Name} holds a value of another type ({value.GetType().Name})"),
        };
    }

    /// <summary>True for the same value. A document is the same however its members are spaced and ordered.</summary>
    public static bool Same(CopyColumn column, object? one, object? other) =>
        (one, other) switch
        {
            (null, null) => true,
            (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
            (string a, string b) when column.Kind is CopyKind.Json && a != b => Canonical(a) == Canonical(b),
            (double a, double b) => a.Equals(b),
            _ => Equals(one, other),
        };

    /// <summary>Adds a value to a digest, with its type and length.</summary>
    public static void Digest(IncrementalHash hash, CopyColumn column, object? value)
    {
        var bytes = value switch
        {
            null => [],
            byte[] raw => raw,
            string text => Encoding.UTF8.GetBytes(column.Kind is CopyKind.Json ? Canonical(text) : text),
            _ => Encoding.UTF8.GetBytes(Text(value)),
        };
        Span<byte> head = stackalloc byte[5];
        head[0] = value is null ? (byte)0 : (byte)(column.Kind + 1);
        BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
        hash.AppendData(head);
        hash.AppendData(bytes);
    }

    /// <summary>A value as people read it.</summary>
    public static string Text(object? value) =>
        value switch
        {
            null => "nothing",
            byte[] raw => Convert.ToHexStringLower(raw),
            bool truth => truth ? "1" : "0",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    /// <summary>Compares keys in the order in which both databases give them: numbers by size, texts by their bytes.</summary>
    public static int Compare(CopyTable table, object?[] one, object?[] other)
    {
        foreach (var place in table.Key)
        {
            var order = (one[place], other[place]) switch
            {
                (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
                (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
                var (a, b) => Comparer<object?>.Default.Compare(a, b),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static string Canonical(string json)
    {
        try
        {
            return Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json)));
        }
        catch (JsonException)
        {
            return json; // not a document at all: compared as it is
        }
    }
}
