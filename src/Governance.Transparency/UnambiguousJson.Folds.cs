using System.Text;

namespace Governance.Transparency;

/// <content>What readers take for the same letter.</content>
public static partial class UnambiguousJson
{
    /// <summary>A text without what readers that take no notice of case, width and look-alike forms of letters take no notice of.</summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsUnseen(rune))
            {
                folded.Append(Fold(rune));
            }
        }

        return folded.ToString();
    }

    private static string Fold(Rune rune) =>
        rune.Value switch
        {
            < 0x80 => ((char)(rune.Value is >= 'A' and <= 'Z' ? rune.Value + 32 : rune.Value)).ToString(),
            0x00AA => "a",
            0x00BA => "o",
            0x00B5 => "μ",
            0x00DF or 0x1E9E => "ss",
            0x0130 or 0x0131 => "i",
            0x017F => "s",
            0x0345 or 0x1FBE => "ι",
            0x03C2 => "σ",
            0x03D0 => "β",
            0x03D1 or 0x03F4 => "θ",
            0x03D5 => "φ",
            0x03D6 => "π",
            0x03F0 => "κ",
            0x03F1 => "ρ",
            0x03F5 => "ε",
            0x1E9B => "ṡ",
            0x2126 => "ω",
            0x212A => "k",
            0x212B => "å",
            0xFB00 => "ff",
            0xFB01 => "fi",
            0xFB02 => "fl",
            0xFB03 => "ffi",
            0xFB04 => "ffl",
            0xFB05 or 0xFB06 => "st",
            // Numbers in circles, above and below the line, letters of other widths and of mathematics: alphabets of 52, capitals first.
            >= 0x2070 and <= 0x2079 => ((char)('0' + rune.Value - 0x2070)).ToString(),
            0x00B2 or 0x00B3 => ((char)('2' + rune.Value - 0x00B2)).ToString(),
            0x00B9 => "1",
            >= 0x2080 and <= 0x2089 => ((char)('0' + rune.Value - 0x2080)).ToString(),
            >= 0x2160 and <= 0x217F => Roman((rune.Value - 0x2160) % 16),
            >= 0x24B6 and <= 0x24E9 => ((char)('a' + ((rune.Value - 0x24B6) % 26))).ToString(),
            >= 0xFF01 and <= 0xFF5E => Fold(new Rune(rune.Value - 0xFEE0)),
            >= 0x1D400 and <= 0x1D6A3 => ((char)('a' + ((rune.Value - 0x1D400) % 26))).ToString(),
            >= 0x1D7CE and <= 0x1D7FF => ((char)('0' + ((rune.Value - 0x1D7CE) % 10))).ToString(),
            >= 0x2100 and <= 0x214F => Letterlike(rune.Value),
            _ => Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).ToString(),
        };

    private static string Roman(int place) =>
        place switch
        {
            0 => "i",
            1 => "ii",
            2 => "iii",
            3 => "iv",
            4 => "v",
            5 => "vi",
            6 => "vii",
            7 => "viii",
            8 => "ix",
            9 => "x",
            10 => "xi",
            11 => "xii",
            12 => "l",
            13 => "c",
            14 => "d",
            _ => "m",
        };

    private static string Letterlike(int value) =>
        value switch
        {
            0x2102 or 0x212D => "c",
            0x210A => "g",
            0x210B or 0x210C or 0x210D or 0x210E or 0x210F => "h",
            0x2110 or 0x2111 or 0x2139 or 0x2148 => "i",
            0x2112 or 0x2113 => "l",
            0x2115 => "n",
            0x2119 => "p",
            0x211A => "q",
            0x211B or 0x211C or 0x211D => "r",
            0x2124 or 0x2128 => "z",
            0x212C => "b",
            0x212F or 0x2130 or 0x2147 => "e",
            0x2131 or 0x2132 or 0x214E => "f",
            0x2133 => "m",
            0x2134 => "o",
            0x2145 or 0x2146 => "d",
            0x2149 => "j",
            _ => char.ConvertFromUtf32(value),
        };
}
