using System.Text.RegularExpressions;

namespace Governance.Domain.Privacy;

/// <summary>
/// Identity numbers of people that have check digits. Those with letters or separators of their own are recognised anywhere; those that are
/// digits alone only behind, or in a column of, their name, because any number could be one.
/// </summary>
public static partial class NationalIds
{
    private const string SpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
    private const string FinnishLetters = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    private const int WordsBefore = 30;

    /// <summary>Finds them.</summary>
    /// <param name="text">One field.</param>
    /// <param name="column">Name of its column.</param>
    /// <returns>First character and length of each.</returns>
    public static IEnumerable<(int Start, int Length)> Find(string text, string column)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(column);
        return Found();

        IEnumerable<(int Start, int Length)> Found()
        {
            foreach (Match match in Own().Matches(text))
            {
                if (HasCheckDigit(match.Value))
                {
                    yield return (match.Index, match.Length);
                }
            }

            foreach (Match match in Bare().Matches(text))
            {
                var before = text.AsSpan(Math.Max(0, match.Index - WordsBefore), Math.Min(match.Index, WordsBefore));
                if ((Named().IsMatch(before) || Named().IsMatch(column)) && IsBareId(match.Value))
                {
                    yield return (match.Index, match.Length);
                }
            }
        }
    }

    private static bool HasCheckDigit(string text)
    {
        var compact = Compact(text);
        if (compact.Length == 16)
        {
            return IsItalian(compact);
        }

        if (char.IsAsciiLetter(compact[^1]) && compact.Length == 9)
        {
            return IsSpanish(compact);
        }

        return text switch
        {
            _ when FinnishForm().IsMatch(text) => IsFinnish(text) || (text[6] != 'A' && char.IsAsciiDigit(text[10]) && IsSwedish(text)),
            _ when text.Length == 14 && text[3] == '.' && text[11] == '-' => IsBrazilian(compact),
            _ when text.Length == 15 && text[2] == '.' && text[8] == '-' => IsBelgian(compact),
            _ => compact.Length == 15 && IsFrench(compact),
        };
    }

    private static bool IsBareId(string digits) =>
        digits.Length switch
        {
            9 => IsDutch(digits),
            11 => IsPolish(digits) || IsNorwegian(digits) || IsGerman(digits) || IsBelgian(digits) || IsBrazilian(digits),
            15 => IsFrench(digits),
            _ => false,
        };

    /// <summary>Spain, DNI and NIE: number mod 23 gives the letter; X, Y, Z stand for 0, 1, 2.</summary>
    internal static bool IsSpanish(string id)
    {
        var digits = id[0] switch
        {
            'X' => "0" + id[1..8],
            'Y' => "1" + id[1..8],
            'Z' => "2" + id[1..8],
            _ => id[..8],
        };
        return digits.All(char.IsAsciiDigit) && SpanishLetters[(int)(Number(digits) % 23)] == id[8];
    }

    /// <summary>Finland, HETU: ddmmyy and three digits, mod 31 gives the character.</summary>
    internal static bool IsFinnish(string id) =>
        IsDay(id[..2], id.Substring(2, 2)) && FinnishLetters[(int)(Number(string.Concat(id.AsSpan(0, 6), id.AsSpan(7, 3))) % 31)] == id[10];

    /// <summary>Sweden, personnummer yymmdd-nnnC: Luhn over the ten digits; co-ordination numbers add 60 to the day.</summary>
    internal static bool IsSwedish(string id)
    {
        var digits = string.Concat(id.AsSpan(0, 6), id.AsSpan(7));
        var day = (int)Number(digits.Substring(4, 2));
        return Number(digits.Substring(2, 2)) is >= 1 and <= 12
            && (day is >= 1 and <= 31 || day is >= 61 and <= 91)
            && Weighted(digits, [2, 1, 2, 1, 2, 1, 2, 1, 2, 1], static p => p > 9 ? p - 9 : p) % 10 == 0;
    }

    /// <summary>Brazil, CPF: two digits, each 11 − (weighted sum mod 11), 10 and 11 becoming 0; all digits alike are none.</summary>
    internal static bool IsBrazilian(string id) => id.Distinct().Skip(1).Any() && IsBrazilianDigit(id, 9) && IsBrazilianDigit(id, 10);

    /// <summary>Belgium, national number: 97 − (first nine digits mod 97), with a 2 in front for who was born from 2000.</summary>
    internal static bool IsBelgian(string id) =>
        Number(id.Substring(2, 2)) <= 12
        && Number(id.Substring(4, 2)) <= 31
        && (97 - (Number(id[..9]) % 97) == Number(id[9..]) || 97 - (Number("2" + id[..9]) % 97) == Number(id[9..]));

    /// <summary>France, NIR: 97 − (first 13 digits mod 97); Corsica's 2A and 2B are not looked for.</summary>
    internal static bool IsFrench(string id) => id[0] is '1' or '2' && 97 - (Number(id[..13]) % 97) == Number(id[13..]);

    /// <summary>Poland, PESEL: a date whose month carries the century, weights 1 3 7 9.</summary>
    internal static bool IsPolish(string id) =>
        IsDay(id.Substring(4, 2), $"{(int)Number(id.Substring(2, 2)) % 20:00}")
        && Weighted(id, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0;

    /// <summary>Norway, fødselsnummer: a date and two digits mod 11.</summary>
    internal static bool IsNorwegian(string id) =>
        IsDay(id[..2], id.Substring(2, 2))
        && Weighted(id, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0
        && Weighted(id, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0;

    /// <summary>
    /// Germany, tax identification number: ISO 7064 MOD 11,10; exactly one of the first ten digits occurs two or three times.
    /// </summary>
    internal static bool IsGerman(string id)
    {
        if (
            id[0] == '0'
            || id.Take(10).GroupBy(c => c).Count(g => g.Count() is 2 or 3) != 1
            || id.Take(10).GroupBy(c => c).Any(g => g.Count() > 3)
        )
        {
            return false;
        }

        var product = 10;
        foreach (var c in id.AsSpan(0, 10))
        {
            var sum = (c - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10 == id[10] - '0';
    }

    /// <summary>Netherlands, BSN: the test of eleven.</summary>
    internal static bool IsDutch(string id) => Number(id) > 0 && (Weighted(id, [9, 8, 7, 6, 5, 4, 3, 2]) - (id[8] - '0')) % 11 == 0;

    /// <summary>Italy, codice fiscale: values of odd and even places, mod 26 gives the letter.</summary>
    internal static bool IsItalian(string id)
    {
        ReadOnlySpan<int> odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var value = char.IsAsciiDigit(id[i]) ? id[i] - '0' : id[i] - 'A';
            sum += i % 2 == 0 ? odd[value] : value;
        }

        return id[15] - 'A' == sum % 26;
    }

    private static bool IsBrazilianDigit(string id, int at)
    {
        var sum = 0;
        for (var i = 0; i < at; i++)
        {
            sum += (id[i] - '0') * (at + 1 - i);
        }

        return (sum * 10 % 11 % 10) == id[at] - '0';
    }

    private static bool IsDay(string day, string month) => Number(day) is >= 1 and <= 31 && Number(month) is >= 1 and <= 12;

    private static long Number(string digits) =>
        long.Parse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);

    private static int Weighted(string digits, ReadOnlySpan<int> weights, Func<int, int>? fold = null)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            var product = (digits[i] - '0') * weights[i];
            sum += fold is null ? product : fold(product);
        }

        return sum;
    }

    private static string Compact(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit));

    // Spain; Italy; Finland and Sweden; Brazil; Belgium; France in groups.
    [GeneratedRegex(
        @"(?<![0-9A-Za-z.-])(?:[0-9]{8}-?[A-Z]|[XYZ]-?[0-9]{7}-?[A-Z]|[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]"
            + @"|[0-9]{6}[-+A][0-9]{3}[0-9A-Y]|[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}|[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}\.[0-9]{2}"
            + @"|[12] [0-9]{2} [0-9]{2} [0-9]{2} [0-9]{3} [0-9]{3} [0-9]{2})(?![0-9A-Za-z]|[.-][0-9])",
        RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Own();

    [GeneratedRegex(@"(?<![0-9A-Za-z.-])(?:[0-9]{9}|[0-9]{11}|[0-9]{15})(?![0-9A-Za-z]|[.-][0-9])", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Bare();

    [GeneratedRegex(
        @"(?i:pesel|bsn|burgerservice|f[øo]dselsn|fnr|personnummer|steuer-?_?id|steueridentifikation|idnr|rijksregister|nrn|cpf|\bnir\b"
            + @"|securite.?sociale|sécurité.?sociale|national.?id|identity.?n)",
        RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Named();

    [GeneratedRegex(@"^[0-9]{6}[-+A][0-9]{3}[0-9A-Y]\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex FinnishForm();
}
