using System.Globalization;
using Governance.Domain.Decisions;

namespace Governance.Domain.Privacy;

/// <summary>Payment card numbers.</summary>
public static class PaymentCard
{
    /// <summary>Whether a text is one: an issuer's first digits, the length that issuer uses, and the right check digit (Luhn).</summary>
    /// <param name="text">Digits, in groups or not.</param>
    /// <returns><see langword="true"/> when all of it fits.</returns>
    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return HasForm(text) && SensitiveText.IsCard(text);
    }

    /// <summary>Whether issuer and length fit, whatever the check digit says.</summary>
    /// <param name="text">Digits, in groups or not.</param>
    /// <returns><see langword="true"/> when they do.</returns>
    public static bool HasForm(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<char> digits = stackalloc char[19];
        var count = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                continue;
            }

            if (count == digits.Length)
            {
                return false;
            }

            digits[count++] = c;
        }

        if (count < 14)
        {
            return false;
        }

        // ISO/IEC 7812 issuer ranges in use.
        var first = int.Parse(digits[..6], NumberStyles.None, CultureInfo.InvariantCulture);
        var (two, three, four) = (first / 10_000, first / 1_000, first / 100);
        return count switch
        {
            14 => two is 36 or 38 or 39 || three is >= 300 and <= 305,
            15 => two is 34 or 37,
            16 => two is (>= 40 and <= 49) or (>= 51 and <= 55) or 62 or 65
                || four is (>= 2221 and <= 2720) or 6011 or (>= 3528 and <= 3589)
                || three is >= 644 and <= 649,
            19 => two is (>= 40 and <= 49) or 62 or 65,
            _ => false,
        };
    }
}
