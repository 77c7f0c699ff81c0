using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>
/// Values of services as they stand in an upload: numbers in the shortest form that reads back equal, instants in ISO 8601 UTC, truth as
/// <c>true</c> and <c>false</c>. False when a value is not what its column says.
/// </summary>
internal static class CellText
{
    /// <summary>Longest text of a value that is not passed on as it is.</summary>
    public const int Longest = 64;

    private const int MostDigits = 18;
    private const long MostSeconds = 300_000_000_000;
    private static readonly long s_firstSecond = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long s_lastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>Writes a value.</summary>
    /// <param name="kind">How it is written now.</param>
    /// <param name="raw">The value; not NULL.</param>
    /// <param name="to">Where it goes; <see cref="Longest"/> bytes, or those of a value that is passed on.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWrite(CellKind kind, ReadOnlySpan<byte> raw, Span<byte> to, out int written) =>
        kind switch
        {
            CellKind.Text => Copy(raw, to, out written),
            CellKind.Exact => IsNumber(raw) & Copy(raw, to, out written),
            CellKind.Floating => Floating(raw, to, out written),
            CellKind.Boolean => Truth(raw, to, out written),
            CellKind.Instant => Instant(raw, to, out written),
            CellKind.Date => Day(raw, to, out written),
            CellKind.EpochDays => Days(raw, to, out written),
            CellKind.EpochSeconds => Seconds(raw, to, out written),
            CellKind.EpochMicroseconds => Microseconds(raw, to, out written),
            CellKind.SecondsOfDay => TimeOfDay(raw, to, out written),
        };

    private static bool Copy(ReadOnlySpan<byte> raw, Span<byte> to, out int written)
    {
        written = raw.Length;
        return raw.TryCopyTo(to);
    }

    // The bytes are passed on: they only have to be a number as the reader of uploads knows numbers.
    private static bool IsNumber(ReadOnlySpan<byte> raw) =>
        double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && !raw.ContainsAny(" \t\r\n"u8);

    private static bool Floating(ReadOnlySpan<byte> raw, Span<byte> to, out int written)
    {
        written = 0;
        if (!TryNumber(raw, out var value))
        {
            return false;
        }

        return value.TryFormat(to, out written, "R", CultureInfo.InvariantCulture);
    }

    private static bool TryNumber(ReadOnlySpan<byte> raw, out double value)
    {
        if (double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        var unsigned = raw.Length > 0 && raw[0] is (byte)'-' or (byte)'+' ? raw[1..] : raw;
        value = raw.Length > 0 && raw[0] == (byte)'-' ? double.NegativeInfinity : double.PositiveInfinity;
        return Ascii.EqualsIgnoreCase(unsigned, "inf"u8) || Ascii.EqualsIgnoreCase(unsigned, "infinity"u8);
    }

    private static bool Truth(ReadOnlySpan<byte> raw, Span<byte> to, out int written)
    {
        var isTrue = Ascii.EqualsIgnoreCase(raw, "true"u8) || raw.SequenceEqual("1"u8);
        var isFalse = Ascii.EqualsIgnoreCase(raw, "false"u8) || raw.SequenceEqual("0"u8);
        return Copy(isTrue ? "true"u8 : "false"u8, to, out written) && (isTrue || isFalse);
    }

    private static bool Instant(ReadOnlySpan<byte> raw, Span<byte> to, out int written)
    {
        written = 0;
        return TryInstant(raw, out var instant) && Write(instant, to, out written);
    }

    private static bool Day(ReadOnlySpan<byte> raw, Span<byte> to, out int written)
    {
        written = 0;
        return TryInstant(raw, out var instant)
            && instant.UtcDateTime.TryFormat(to, out written, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static bool TryInstant(ReadOnlySpan<byte> raw, out DateTimeOffset instant)
    {
        Span<char> text = stackalloc char[Longest];
        instant = default;
        return raw.Length is > 0 and <= Longest
            && char.IsAsciiDigit((char)raw[0])
            && Encoding.UTF8.TryGetChars(raw, text, out var length)
            && DateTimeOffset.TryParse(
                text[..length],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out instant
            );
    }

    private static bool Days(ReadOnlySpan<byte> raw, Span<byte> to, out int written)
    {
        written = 0;
        return Utf8Parser.TryParse(raw, out long days, out var used)
            && used == raw.Length
            && Math.Abs(days) < 4_000_000
            && DateTimeOffset.UnixEpoch.Ticks / TimeSpan.TicksPerDay + days is >= 0 and <= 3_652_058
            && DateTime.UnixEpoch.AddDays(days).TryFormat(to, out written, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static bool Seconds(ReadOnlySpan<byte> raw, Span<byte> to, out int written)
    {
        written = 0;
        var space = raw.IndexOf((byte)' ');
        return TryTicks(space < 0 ? raw : raw[..space], out var ticks)
            && Math.Floor((double)ticks / TimeSpan.TicksPerSecond) is var second
            && second >= s_firstSecond
            && second < s_lastSecond
            && Write(DateTimeOffset.UnixEpoch.AddTicks(ticks), to, out written);
    }

    private static bool Microseconds(ReadOnlySpan<byte> raw, Span<byte> to, out int written)
    {
        written = 0;
        return Utf8Parser.TryParse(raw, out long microseconds, out var used)
            && used == raw.Length
            && microseconds / 1_000_000 >= s_firstSecond
            && microseconds / 1_000_000 < s_lastSecond
            && Write(DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), to, out written);
    }

    private static bool TimeOfDay(ReadOnlySpan<byte> raw, Span<byte> to, out int written)
    {
        written = 0;
        return TryTicks(raw, out var ticks)
            && ticks is >= 0 and < TimeSpan.TicksPerDay
            && new TimeOnly(ticks).TryFormat(to, out written, "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
    }

    // By digits, not by a double: 1 700 000 000.123456789 has more of them than a double holds. What is finer than a tick is cut off.
    private static bool TryTicks(ReadOnlySpan<byte> raw, out long ticks)
    {
        ticks = 0;
        var isNegative = raw.Length > 0 && raw[0] == (byte)'-';
        var unsigned = isNegative ? raw[1..] : raw;
        var point = unsigned.IndexOf((byte)'.');
        var whole = point < 0 ? unsigned : unsigned[..point];
        var fraction = point < 0 ? [] : unsigned[(point + 1)..];
        if (whole.Length is 0 or > MostDigits || whole.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        if (fraction.Length > MostDigits || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        foreach (var digit in whole)
        {
            ticks = (ticks * 10) + (digit - '0');
        }

        if (ticks > MostSeconds)
        {
            return false;
        }

        ticks *= TimeSpan.TicksPerSecond;
        var unit = TimeSpan.TicksPerSecond / 10;
        for (var i = 0; i < fraction.Length && unit > 0; i++, unit /= 10)
        {
            ticks += (fraction[i] - '0') * unit;
        }

        ticks = isNegative ? -ticks : ticks;
        return true;
    }

    private static bool Write(DateTimeOffset instant, Span<byte> to, out int written) =>
        instant.UtcDateTime.TryFormat(to, out written, "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);
}
