using System.Buffers;
using System.Text.Unicode;

namespace Governance.Analytics.Io;

/// <summary>
/// Numbers as spreadsheets, ledgers and databases of many countries write them: with a currency or a percent sign, with spaces or
/// apostrophes between thousands, with a minus behind them, in brackets for less than zero, in digits of other scripts. Only what can be
/// read in one way is: which of <c>,</c> and <c>.</c> is the decimal mark is asked of the file (<see cref="CsvDialect"/>).
/// </summary>
internal static class DressedNumber
{
    /// <summary>The unit of numbers with a percent sign.</summary>
    public const string Percent = "%";

    /// <summary>Room for the plain form of any number that is read.</summary>
    public const int MaxPlain = MaxBytes + 4;

    private const int MaxBytes = 64;

    private static readonly SearchValues<byte> s_plain = SearchValues.Create("0123456789+-.eE"u8);

    // Signs of currencies are told by their category in Unicode; these are letters. "kr" is written in several countries, and stays what it
    // is: one column has one of them.
    private static readonly string[] s_currencies =
    [
        .. (
            "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR JPY KES KRW MXN MYR NGN NOK NZD PEN PHP PLN "
            + "RON RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR"
        ).Split(' '),
        "Fr.",
        "SFr.",
        "Fr",
        "SFr",
        "Rs.",
        "Rs",
        "kr.",
        "kr",
        "zł",
        "Kč",
        "Ft",
    ];

    // What a sign may stand for, by ISO 4217.
    private static readonly Dictionary<string, string> s_codes = new(StringComparer.Ordinal)
    {
        ["$"] = "USD ARS AUD CAD CLP COP HKD MXN NZD SGD TWD",
        ["US$"] = "USD",
        ["R$"] = "BRL",
        ["€"] = "EUR",
        ["£"] = "GBP EGP",
        ["¥"] = "JPY CNY",
        ["₹"] = "INR",
        ["₺"] = "TRY",
        ["₩"] = "KRW",
        ["₪"] = "ILS",
        ["₫"] = "VND",
        ["₦"] = "NGN",
        ["₱"] = "PHP",
        ["₴"] = "UAH",
        ["฿"] = "THB",
        ["Fr"] = "CHF",
        ["SFr"] = "CHF",
        ["Rs"] = "INR",
        ["kr"] = "DKK NOK SEK",
        ["zł"] = "PLN",
        ["Kč"] = "CZK",
        ["Ft"] = "HUF",
    };

    /// <summary>The plain form of a number: sign, digits, its marks as they stand, and an exponent.</summary>
    /// <param name="token">What was written.</param>
    /// <param name="plain">Takes it; <see cref="MaxPlain"/> bytes.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="unit">The currency, or <see cref="Percent"/>; null without one.</param>
    /// <returns>False for what is no such number.</returns>
    public static bool TryUndress(ReadOnlySpan<byte> token, Span<byte> plain, out int length, out string? unit)
    {
        (length, unit) = (0, null);
        Span<char> chars = stackalloc char[MaxBytes];
        if (token.Length is 0 or > MaxBytes || Utf8.ToUtf16(token, chars, out _, out var count) is not OperationStatus.Done)
        {
            return false;
        }

        var text = Unquoted(((ReadOnlySpan<char>)chars[..count]).Trim());
        if (text.IsEmpty || !TryTakeBefore(ref text, out var sign, out var isBracketed, ref unit))
        {
            return false;
        }

        var scale = TakeBehind(ref text, ref sign, isBracketed, ref unit);
        if (scale is null || (isBracketed && sign != '\0'))
        {
            return false;
        }

        var at = 0;
        if (isBracketed || sign == '-')
        {
            plain[at++] = (byte)'-';
        }

        if (!TryDigits(text, plain, ref at, allowsGroups: sign != '+', scale.Value > 0))
        {
            return false;
        }

        if (scale > 0)
        {
            plain[at++] = (byte)'e';
            plain[at++] = (byte)'-';
            plain[at++] = (byte)('0' + scale.Value);
        }

        length = at;
        return true;
    }

    /// <summary>The unit of a token that is a number; null for one without, such as a plain number.</summary>
    /// <param name="token">The token.</param>
    public static string? UnitOf(ReadOnlySpan<byte> token)
    {
        token = NumberToken.Trim(token);
        if (token.IsEmpty || !token.ContainsAnyExcept(s_plain))
        {
            return null;
        }

        Span<byte> plain = stackalloc byte[MaxPlain];
        return TryUndress(token, plain, out _, out var unit) ? unit : null;
    }

    /// <summary>Whether two units can be the same one: <c>€</c> is <c>EUR</c>, and <c>$</c> may be <c>CAD</c>.</summary>
    /// <param name="one">One unit.</param>
    /// <param name="other">Another.</param>
    public static bool CanBeTheSame(string one, string other) =>
        s_codes.GetValueOrDefault(one, one).Split(' ').Intersect(s_codes.GetValueOrDefault(other, other).Split(' ')).Any();

    /// <summary>Whether a token that is a number is written in another way than programs write numbers.</summary>
    /// <param name="token">The token.</param>
    public static bool IsDressed(ReadOnlySpan<byte> token)
    {
        token = NumberToken.Trim(token);
        return !token.IsEmpty
            && (token[^1] == (byte)'-' || token.ContainsAnyExcept(s_plain))
            && NumberToken.ParsePlain(token, out _) is TokenKind.Other;
    }

    // ="12.5" and '12.5 are how spreadsheets are kept from reading a text as a number.
    private static ReadOnlySpan<char> Unquoted(ReadOnlySpan<char> text) =>
        text switch
        {
            ['=', '"', _, .., '"'] => text[2..^1].Trim(),
            ['\'', _, .., '\''] => text[1..^1].Trim(),
            ['\'', _, ..] => text[1..].Trim(),
            _ => text,
        };

    private static bool TryTakeBefore(ref ReadOnlySpan<char> text, out char sign, out bool isBracketed, ref string? unit)
    {
        (sign, isBracketed) = ('\0', false);
        while (!text.IsEmpty)
        {
            if (sign == '\0' && SignOf(text[0]) is not '\0' and var found)
            {
                sign = found;
                text = text[1..].TrimStart();
            }
            else if (!isBracketed && text is ['(', _, .., ')'])
            {
                isBracketed = true;
                text = text[1..^1].Trim();
            }
            else if (unit is null && CurrencyAtStart(text) is > 0 and var length)
            {
                unit = text[..length].TrimEnd('.').ToString();
                text = text[length..].TrimStart();
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    // Tenths that its signs make of a number: 2 for %, 3 for ‰; null when it is none.
    private static int? TakeBehind(ref ReadOnlySpan<char> text, ref char sign, bool isBracketed, ref string? unit)
    {
        var scale = 0;
        while (!text.IsEmpty)
        {
            var last = text[^1];
            if (unit is null && last is '%' or '٪' or '％' or '‰')
            {
                scale = last == '‰' ? 3 : 2;
                unit = Percent;
                text = text[..^1].TrimEnd();
            }
            else if (sign == '\0' && !isBracketed && SignOf(last) == '-')
            {
                // 5.- is a price of five.
                if (text.Length > 1 && text[^2] is '.' or ',')
                {
                    return null;
                }

                sign = '-';
                text = text[..^1].TrimEnd();
            }
            else if (unit is null && CurrencyAtEnd(text) is > 0 and var length)
            {
                unit = text[^length..].TrimEnd('.').ToString();
                text = text[..^length].TrimEnd();
            }
            else
            {
                return scale;
            }
        }

        return null;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, Span<byte> plain, ref int at, bool allowsGroups, bool isScaled)
    {
        var (group, run, marks, digits) = ('\0', 0, 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (System.Globalization.CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var digit)
            {
                plain[at++] = (byte)('0' + digit);
                run++;
                digits++;
            }
            else if (IsGroup(c) && allowsGroups && marks == 0 && (group == '\0' ? run is >= 1 and <= 3 : group == c && run == 3))
            {
                group = c;
                run = 0;
            }
            else if (MarkOf(c) is not '\0' and var mark && (group == '\0' || (marks == 0 && run == 3)))
            {
                plain[at++] = (byte)mark;
                marks++;
                run = 0;
            }
            // Fortran writes D where others write E.
            else if (c is 'e' or 'E' or 'd' or 'D' && digits > 0 && !isScaled && i + 1 < text.Length)
            {
                return (group == '\0' || marks > 0 || run == 3) && TryExponent(text[(i + 1)..], plain, ref at);
            }
            else
            {
                return false;
            }
        }

        return digits > 0 && (group == '\0' || marks > 0 || run == 3);
    }

    private static bool TryExponent(ReadOnlySpan<char> text, Span<byte> plain, ref int at)
    {
        plain[at++] = (byte)'e';
        if (SignOf(text[0]) is not '\0' and var sign)
        {
            plain[at++] = (byte)sign;
            text = text[1..];
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            plain[at++] = (byte)c;
        }

        return !text.IsEmpty;
    }

    private static char SignOf(char c) =>
        c switch
        {
            '-' or '−' or '－' or '﹣' => '-',
            '+' or '＋' => '+',
            _ => '\0',
        };

    private static char MarkOf(char c) =>
        c switch
        {
            '.' or '٫' or '．' => '.',
            ',' or '，' => ',',
            _ => '\0',
        };

    private static bool IsGroup(char c) =>
        c is '\'' or '’' or '٬' || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.SpaceSeparator;

    private static bool IsSign(char c) => char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.CurrencySymbol;

    // $, US$, R$, CHF. Letters may not go on behind those of a currency.
    private static int CurrencyAtStart(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < Math.Min(text.Length, 4); i++)
        {
            if (IsSign(text[i]))
            {
                return i + 1;
            }

            if (!char.IsAsciiLetterUpper(text[i]))
            {
                break;
            }
        }

        foreach (var currency in s_currencies)
        {
            if (
                text.StartsWith(currency, StringComparison.Ordinal)
                && text.Length > currency.Length
                && !char.IsLetter(text[currency.Length])
            )
            {
                return currency.Length;
            }
        }

        return 0;
    }

    private static int CurrencyAtEnd(ReadOnlySpan<char> text)
    {
        if (IsSign(text[^1]))
        {
            return 1;
        }

        foreach (var currency in s_currencies)
        {
            if (
                text.EndsWith(currency, StringComparison.Ordinal)
                && text.Length > currency.Length
                && !char.IsLetter(text[^(currency.Length + 1)])
            )
            {
                return currency.Length;
            }
        }

        return 0;
    }
}
