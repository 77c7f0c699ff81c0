using System.Collections.Frozen;
using Governance.Domain.Decisions;

namespace Governance.Domain.Privacy;

/// <summary>International bank account numbers.</summary>
public static class Iban
{
    // Lengths by country: SWIFT, IBAN Registry (ISO 13616-2).
    private static readonly FrozenDictionary<string, int> s_lengths = Lengths(
        "15NO 16BE 18DK 18FI 18FK 18FO 18GL 18NL 18SD 19MK 19SI 20AT 20BA 20EE 20KZ 20LT 20LU 20MN 20XK 21CH 21HR 21LI 21LV "
            + "22BG 22BH 22CR 22DE 22GB 22GE 22IE 22ME 22RS 22VA "
            + "23AE 23GI 23IL 23IQ 23OM 23SO 23TL 24AD 24CZ 24ES 24MD 24PK 24RO 24SA 24SE 24SK 24TN 24VG 25LY 25PT 25ST 26IS 26TR 27BI "
            + "27DJ 27FR 27GR 27IT 27MC 27MR 27SM "
            + "28AL 28AZ 28BY 28CY 28DO 28GT 28HN 28HU 28LB 28NI 28PL 28SV 29BR 29EG 29PS 29QA 29UA 30JO 30KW 30MU 30YE 31MT 31SC 32LC 33RU"
    );

    /// <summary>Whether a text is one: a country with the length that country uses, and the right check digits (mod 97).</summary>
    /// <param name="text">Capital letters and digits, in groups or not.</param>
    /// <returns><see langword="true"/> when all of it fits.</returns>
    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var compact = text.Replace(" ", string.Empty, StringComparison.Ordinal);
        return compact.Length >= 2
            && s_lengths.TryGetValue(compact[..2], out var length)
            && compact.Length == length
            && SensitiveText.IsIban(compact);
    }

    private static FrozenDictionary<string, int> Lengths(string list) =>
        list.Split(' ')
            .ToFrozenDictionary(
                entry => entry[2..],
                entry => int.Parse(entry.AsSpan(0, 2), provider: System.Globalization.CultureInfo.InvariantCulture),
                StringComparer.Ordinal
            );
}
