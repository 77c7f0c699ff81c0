using System.Globalization;

namespace Governance.Policies;

/// <summary>Measured numbers as text: the shortest form that reads back to the same double.</summary>
internal static class Number
{
    /// <summary>As ECMA-262 and RFC 8785 write numbers: decimal from 1e-6 up to 1e21, else with an exponent; -0 is 0.</summary>
    public static string Write(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        // "R" gives the shortest digits; only its layout differs from what we want.
        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var parts = shortest.Split('E');
        var whole = parts[0].Split('.')[0];
        var digits = parts[0].Replace(".", string.Empty, StringComparison.Ordinal);
        var point =
            whole.Length + (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0);
        point -= digits.Length - digits.TrimStart('0').Length;
        digits = digits.Trim('0');
        return (value < 0 ? "-" : string.Empty) + Laid(digits, point);
    }

    /// <param name="digits">The significant digits.</param>
    /// <param name="point">How many of them stand before the decimal point; negative for zeros after it.</param>
    private static string Laid(string digits, int point) =>
        point switch
        {
            > 0 and <= 21 when point >= digits.Length => digits.PadRight(point, '0'),
            > 0 and <= 21 => $"{digits[..point]}.{digits[point..]}",
            > -6 and <= 0 => $"0.{new string('0', -point)}{digits}",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{digits[0]}{(digits.Length > 1 ? "." : string.Empty)}{digits[1..]}e{(point > 0 ? "+" : "-")}{Math.Abs(point - 1)}"
            ),
        };

    public static string Write(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string? Finite(double? value) => value is { } number && double.IsFinite(number) ? Write(number) : null;

    /// <summary>Reads a decimal number; refuses NaN, infinities, hexadecimal, digit separators and surrounding space.</summary>
    public static bool TryRead(string text, out double value)
    {
        value = 0;
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return text.Length is > 0 and <= 64
            && text.Any(char.IsAsciiDigit)
            && double.TryParse(text, style, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }
}
