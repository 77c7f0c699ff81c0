namespace Governance.Analytics.Io;

/// <summary>Reads dates and date-times from UTF-8 bytes: those of ISO 8601, and what can be read in one way only.</summary>
internal static class IsoInstant
{
    private const int DateLength = 10;
    private const int BasicLength = 8;

    /// <summary>
    /// <c>yyyy-MM-dd</c>, optionally <c>T</c> or a space, <c>hh:mm[:ss[.fraction]]</c> and <c>Z</c>, an offset, <c>UTC</c> or <c>GMT</c>.
    /// Without an offset: UTC. The same with the date as <c>yyyy/MM/dd</c> or <c>dd.MM.yyyy</c>, and <c>yyyyMMddThhmm[ss]</c>; days and
    /// months between slashes can be read in two ways and are not.
    /// What other tools send in messages is read by the same rule (<c>ForeignTime</c> of the domain).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> token, out long utcTicks)
    {
        utcTicks = DateTimeColumn.NoTicks;
        token = NumberToken.Trim(token);
        if (!TryDate(token, out var ticks, out var length))
        {
            return false;
        }
        if (token.Length > length)
        {
            if (token[length] is not ((byte)'T' or (byte)'t' or (byte)' ' or (byte)','))
            {
                return false;
            }
            // 30.11.2026, 09:42: a browser's.
            var rest = token[(length + 1)..];
            if (token[length] == (byte)',' && (token[2] != (byte)'.' || rest.IsEmpty || rest[0] != (byte)' '))
            {
                return false;
            }
            if (!TryTime(token[length] == (byte)',' ? rest[1..] : rest, length == BasicLength, out var time))
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

    private static bool TryDate(ReadOnlySpan<byte> token, out long ticks, out int length)
    {
        (ticks, length) = (0, DateLength);
        var (year, month, day) = (0, 0, 0);
        var isRead =
            token.Length > BasicLength && token[BasicLength] is (byte)'T' or (byte)'t'
                ? Digits(token[..4], out year) && Digits(token.Slice(4, 2), out month) && Digits(token.Slice(6, 2), out day)
            : token.Length < DateLength ? false
            : token[4] is (byte)'-' or (byte)'/'
                ? token[7] == token[4]
                    && Digits(token[..4], out year)
                    && Digits(token.Slice(5, 2), out month)
                    && Digits(token.Slice(8, 2), out day)
            : token[2] == (byte)'.'
                && token[5] == (byte)'.'
                && Digits(token[..2], out day)
                && Digits(token.Slice(3, 2), out month)
                && Digits(token.Slice(6, 4), out year);
        if (!isRead || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }
        length = token.Length > BasicLength && token[BasicLength] is (byte)'T' or (byte)'t' ? BasicLength : DateLength;
        ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks;
        return true;
    }

    private static bool TryTime(ReadOnlySpan<byte> text, bool isBasic, out long ticks)
    {
        ticks = 0;
        var colon = isBasic ? 0 : 1;
        if (
            text.Length < 4 + colon
            || (!isBasic && text[2] != ':')
            || !Digits(text[..2], out var hour)
            || !Digits(text.Slice(2 + colon, 2), out var minute)
            || minute > 59
        )
        {
            return false;
        }
        text = text[(4 + colon)..];
        var second = 0;
        long fraction = 0;
        if (text.Length >= 2 + colon && (isBasic ? char.IsAsciiDigit((char)text[0]) : text[0] == ':'))
        {
            if (!Digits(text.Slice(colon, 2), out second) || second > 60)
            {
                return false;
            }
            text = text[(2 + colon)..];
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
        text = text.TrimStart((byte)' ');
        if (
            text.IsEmpty
            || (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z')
            || System.Text.Ascii.EqualsIgnoreCase(text, "UTC"u8)
            || System.Text.Ascii.EqualsIgnoreCase(text, "GMT"u8)
        )
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
