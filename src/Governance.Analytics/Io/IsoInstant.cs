namespace Governance.Analytics.Io;

/// <summary>Reads ISO 8601 dates and date-times in the extended form from UTF-8 bytes.</summary>
internal static class IsoInstant
{
    private const int DateLength = 10;

    /// <summary>
    /// <c>yyyy-MM-dd</c>, optionally <c>T</c> or a space, <c>hh:mm[:ss[.fraction]]</c> and <c>Z</c> or an offset. Without an offset: UTC.
    /// What other tools send in messages is read by the same rule (<c>ForeignTime</c> of the domain).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> token, out long utcTicks)
    {
        utcTicks = DateTimeColumn.NoTicks;
        token = NumberToken.Trim(token);
        if (
            token.Length < DateLength
            || token[4] != '-'
            || token[7] != '-'
            || !Digits(token[..4], out var year)
            || !Digits(token.Slice(5, 2), out var month)
            || !Digits(token.Slice(8, 2), out var day)
            || year < 1
            || month is < 1 or > 12
            || day < 1
            || day > DateTime.DaysInMonth(year, month)
        )
        {
            return false;
        }
        var ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks;
        if (token.Length > DateLength)
        {
            if (token[DateLength] is not ((byte)'T' or (byte)'t' or (byte)' '))
            {
                return false;
            }
            if (!TryTime(token[(DateLength + 1)..], out var time))
            {
                return false;
            }
            ticks += time;
        }
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }
        utcTicks = ticks;
        return true;
    }

    private static bool TryTime(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (
            text.Length < 5
            || text[2] != ':'
            || !Digits(text[..2], out var hour)
            || !Digits(text.Slice(3, 2), out var minute)
            || minute > 59
        )
        {
            return false;
        }
        text = text[5..];
        var second = 0;
        long fraction = 0;
        if (text.Length >= 3 && text[0] == ':')
        {
            if (!Digits(text.Slice(1, 2), out second) || second > 60)
            {
                return false;
            }
            text = text[3..];
            if (!text.IsEmpty && text[0] is (byte)'.' or (byte)',' && !TryFraction(ref text, out fraction))
            {
                return false;
            }
        }
        if (hour > 24 || (hour == 24 && (minute | second) != 0))
        {
            return false;
        }
        if (!TryCutName(ref text) || !TryOffset(text, out var offsetMinutes))
        {
            return false;
        }
        ticks =
            (hour * TimeSpan.TicksPerHour)
            + ((minute - offsetMinutes) * TimeSpan.TicksPerMinute)
            + (second * TimeSpan.TicksPerSecond)
            + fraction;
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        var unit = TimeSpan.TicksPerSecond / 10;
        var i = 1;
        for (; i < text.Length && char.IsAsciiDigit((char)text[i]); i++, unit /= 10)
        {
            ticks += (text[i] - '0') * unit;
        }
        text = text[i..];
        return i > 1;
    }

    // Java writes the name of the zone in brackets behind the offset, which counts; a name without one is not read.
    private static bool TryCutName(ref ReadOnlySpan<byte> text)
    {
        var name = text.IndexOf((byte)'[');
        if (name < 0)
        {
            return true;
        }
        if (name == 0 || text[^1] != ']' || text.Length < name + 3)
        {
            return false;
        }
        text = text[..name];
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty || (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z'))
        {
            return true;
        }
        if (text.Length < 3 || text[0] is not ((byte)'+' or (byte)'-') || !Digits(text.Slice(1, 2), out var hours) || hours > 23)
        {
            return false;
        }
        var sign = text[0] == '-' ? -1 : 1;
        var rest = text[3..];
        if (!rest.IsEmpty && rest[0] == ':')
        {
            rest = rest[1..];
        }
        var extra = 0;
        if (!rest.IsEmpty && (rest.Length != 2 || !Digits(rest, out extra) || extra > 59))
        {
            return false;
        }
        minutes = sign * ((hours * 60) + extra);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var b in text)
        {
            if (!char.IsAsciiDigit((char)b))
            {
                return false;
            }
            value = (value * 10) + (b - '0');
        }
        return true;
    }
}
