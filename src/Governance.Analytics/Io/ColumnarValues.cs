using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Governance.Analytics.Io;

/// <summary>The values of one column in a batch, as the bytes they were read as.</summary>
/// <param name="Kind">What the bytes are.</param>
/// <param name="Rows">How many values.</param>
/// <param name="Nulls">One byte a row, not 0 for a missing value; empty when none is missing.</param>
/// <param name="Data">The values; of texts their bytes, one after the other.</param>
/// <param name="Lengths">Of texts, how many bytes each has; 0 for a missing one.</param>
public sealed record ColumnarValues(
    ColumnarKind Kind,
    int Rows,
    ReadOnlyMemory<byte> Nulls,
    ReadOnlyMemory<byte> Data,
    ReadOnlyMemory<byte> Lengths
)
{
    internal const long InvalidTicks = long.MaxValue;
    private static readonly double[] s_powersOfTen = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

    internal bool IsNumeric => Kind is >= ColumnarKind.Int8 and <= ColumnarKind.Float64;

    internal bool IsInstant => Kind is >= ColumnarKind.Date and <= ColumnarKind.Nanoseconds;

    internal bool IsNull(int row) => !Nulls.IsEmpty && Nulls.Span[row] != 0;

    internal static bool IsNumber(ColumnarKind kind) => kind is >= ColumnarKind.Int8 and <= ColumnarKind.Float64;

    /// <summary>The numbers, NaN where one is missing.</summary>
    internal void CopyTo(Span<double> numbers)
    {
        var data = Data.Span;
        switch (Kind)
        {
            case ColumnarKind.Int8:
                Widen<sbyte>(data, numbers, v => v);
                break;
            case ColumnarKind.Int16:
                Widen<short>(data, numbers, v => v);
                break;
            case ColumnarKind.Int32:
                Widen<int>(data, numbers, v => v);
                break;
            case ColumnarKind.Int64:
                Widen<long>(data, numbers, v => v);
                break;
            case ColumnarKind.UInt8:
                Widen<byte>(data, numbers, v => v);
                break;
            case ColumnarKind.UInt16:
                Widen<ushort>(data, numbers, v => v);
                break;
            case ColumnarKind.UInt32:
                Widen<uint>(data, numbers, v => v);
                break;
            case ColumnarKind.UInt64:
                Widen<ulong>(data, numbers, v => v);
                break;
            case ColumnarKind.Float32:
                Widen<float>(data, numbers, Shortest);
                break;
            default:
                MemoryMarshal.Cast<byte, double>(data)[..Rows].CopyTo(numbers);
                break;
        }
        for (var row = 0; row < Nulls.Length; row++)
        {
            if (Nulls.Span[row] != 0)
            {
                numbers[row] = double.NaN;
            }
        }
    }

    /// <summary>A number of 2⁵³ or more as it is held: not only the nearest double.</summary>
    internal Int128 WholeAt(int row, double value) =>
        Kind switch
        {
            ColumnarKind.Int64 => MemoryMarshal.Cast<byte, long>(Data.Span)[row],
            ColumnarKind.UInt64 => MemoryMarshal.Cast<byte, ulong>(Data.Span)[row],
            _ => (Int128)value,
        };

    /// <summary>The count of days or fractions of a second that an instant is held as.</summary>
    internal long SinceEpoch(int row) =>
        Kind is ColumnarKind.Date ? MemoryMarshal.Cast<byte, int>(Data.Span)[row] : MemoryMarshal.Cast<byte, long>(Data.Span)[row];

    /// <summary>What is said of an instant outside the calendar.</summary>
    internal string OutsideText(int row) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{SinceEpoch(row)} {Kind switch
            {
                ColumnarKind.Date => "days",
                ColumnarKind.Seconds => "s",
                ColumnarKind.Milliseconds => "ms",
                ColumnarKind.Microseconds => "µs",
                _ => "ns",
            }} since 1970"
        );

    /// <summary>Ticks in UTC; <see cref="DateTimeColumn.NoTicks"/> where it is missing, <see cref="InvalidTicks"/> where it is
    /// no day between the years 1 and 9999.</summary>
    internal long TicksOf(int row)
    {
        if (IsNull(row))
        {
            return DateTimeColumn.NoTicks;
        }
        var since = SinceEpoch(row);
        var ticks = Kind switch
        {
            ColumnarKind.Date => (Int128)since * TimeSpan.TicksPerDay,
            ColumnarKind.Seconds => (Int128)since * TimeSpan.TicksPerSecond,
            ColumnarKind.Milliseconds => (Int128)since * TimeSpan.TicksPerMillisecond,
            ColumnarKind.Microseconds => (Int128)since * TimeSpan.TicksPerMicrosecond,
            _ => (since - (((since % 100) + 100) % 100)) / 100,
        };
        ticks += DateTime.UnixEpoch.Ticks;
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? InvalidTicks : (long)ticks;
    }

    /// <summary>Calls for each row with what a text file would have there; a missing value is empty.</summary>
    internal void ForEachText(TextAction action)
    {
        Span<byte> buffer = stackalloc byte[48];
        var data = Data.Span;
        var at = 0;
        for (var row = 0; row < Rows; row++)
        {
            if (Kind is ColumnarKind.Text)
            {
                var length = MemoryMarshal.Cast<byte, int>(Lengths.Span)[row];
                action(data.Slice(at, length), row);
                at += length;
            }
            else
            {
                action(IsNull(row) ? [] : buffer[..Write(row, buffer)], row);
            }
        }
    }

    /// <summary>The same, with values missing whose text is one that stands for none.</summary>
    internal ColumnarValues Without(IsText isNone)
    {
        var nulls = Nulls.IsEmpty ? new byte[Rows] : Nulls.ToArray();
        using var texts = new MemoryStream();
        var lengths = new int[Rows];
        var any = false;
        ForEachText(
            (text, row) =>
            {
                if (isNone(text))
                {
                    (nulls[row], any) = (1, true);
                }
                else if (Kind is ColumnarKind.Text)
                {
                    texts.Write(text);
                    lengths[row] = text.Length;
                }
            }
        );
        return !any ? this
            : Kind is not ColumnarKind.Text ? this with { Nulls = nulls }
            : this with { Nulls = nulls, Data = texts.ToArray(), Lengths = MemoryMarshal.AsBytes<int>(lengths).ToArray() };
    }

    /// <summary>Some of the rows, in the order given.</summary>
    internal ColumnarValues Take(IReadOnlyList<int> rows)
    {
        var nulls = Nulls.IsEmpty ? [] : rows.Select(r => Nulls.Span[r]).ToArray();
        if (Kind is not ColumnarKind.Text)
        {
            var width = Data.Length / Math.Max(1, Rows);
            var data = new byte[width * rows.Count];
            for (var i = 0; i < rows.Count; i++)
            {
                Data.Span.Slice(rows[i] * width, width).CopyTo(data.AsSpan(i * width));
            }
            return new ColumnarValues(Kind, rows.Count, nulls, data, default);
        }
        var lengths = MemoryMarshal.Cast<byte, int>(Lengths.Span);
        var starts = new int[Rows];
        for (var i = 1; i < Rows; i++)
        {
            starts[i] = starts[i - 1] + lengths[i - 1];
        }
        using var texts = new MemoryStream();
        var kept = new int[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            kept[i] = lengths[rows[i]];
            texts.Write(Data.Span.Slice(starts[rows[i]], kept[i]));
        }
        return new ColumnarValues(Kind, rows.Count, nulls, texts.ToArray(), MemoryMarshal.AsBytes<int>(kept).ToArray());
    }

    /// <summary>What the shortest decimal digits of a 32-bit number mean: 0.1, and not the 0.10000000149 it is held as.</summary>
    internal static double Shortest(float value)
    {
        var exact = (double)value;
        var size = Math.Abs(exact);
        if (size < 1 << 24 && size >= 1e-3)
        {
            // The fewest decimals that lead back to the value. Whole number and power of ten are exact, so one division rounds once.
            for (var decimals = 0; decimals < s_powersOfTen.Length; decimals++)
            {
                var decimalNumber = Math.Round(exact * s_powersOfTen[decimals]) / s_powersOfTen[decimals];
                if ((float)decimalNumber == value)
                {
                    return decimalNumber;
                }
            }
        }
        if (!float.IsFinite(value) || value == 0)
        {
            return exact;
        }
        Span<byte> digits = stackalloc byte[32];
        _ = value.TryFormat(digits, out var length, "R", CultureInfo.InvariantCulture);
        return double.Parse(digits[..length], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private int Write(int row, Span<byte> to)
    {
        var written = 0;
        var data = Data.Span;
        switch (Kind)
        {
            case ColumnarKind.Boolean:
                var word = data[row] == 0 ? "false"u8 : "true"u8;
                word.CopyTo(to);
                return word.Length;
            case ColumnarKind.Int64:
                Utf8Formatter.TryFormat(MemoryMarshal.Cast<byte, long>(data)[row], to, out written);
                return written;
            case ColumnarKind.UInt64:
                Utf8Formatter.TryFormat(MemoryMarshal.Cast<byte, ulong>(data)[row], to, out written);
                return written;
            case ColumnarKind.Date:
                return WriteInstant(row, to, "yyyy-MM-dd");
            case >= ColumnarKind.Seconds:
                return WriteInstant(row, to, "yyyy-MM-dd HH:mm:ss.FFFFFFF");
            default:
                Span<double> one = stackalloc double[1];
                (this with { Rows = 1, Nulls = default, Data = Data.Slice(row * (Data.Length / Rows), Data.Length / Rows) }).CopyTo(one);
                return !double.IsNaN(one[0]) && one[0].TryFormat(to, out written, "R", CultureInfo.InvariantCulture) ? written : 0;
        }
    }

    private int WriteInstant(int row, Span<byte> to, string format)
    {
        var ticks = TicksOf(row);
        if (ticks is InvalidTicks)
        {
            "out of range"u8.CopyTo(to);
            return "out of range"u8.Length;
        }
        new DateTime(ticks, DateTimeKind.Utc).TryFormat(to, out var written, format, CultureInfo.InvariantCulture);
        return written;
    }

    private void Widen<T>(ReadOnlySpan<byte> data, Span<double> numbers, Func<T, double> widen)
        where T : struct
    {
        var values = MemoryMarshal.Cast<byte, T>(data);
        for (var row = 0; row < Rows; row++)
        {
            numbers[row] = widen(values[row]);
        }
    }
}

/// <summary>Whether a text is of a certain kind.</summary>
internal delegate bool IsText(ReadOnlySpan<byte> text);

/// <summary>Takes the text of a row.</summary>
internal delegate void TextAction(ReadOnlySpan<byte> text, int row);
