using System.Globalization;
using System.Text;

namespace Governance.Domain;

/// <summary>
/// What a name may be made of. A name stands beside signatures, in menus and in file lists, so it has to read as what it is: no control
/// characters, no signs that turn the reading direction, nothing that cannot be seen.
/// </summary>
public static class NameText
{
    // Letters with their marks, by the letter without: the portal runs without the tables of cultures, which would take them apart.
    private static readonly Dictionary<char, string> s_marked = new()
    {
        ['a'] = "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặæ",
        ['b'] = "ḃḅḇ",
        ['c'] = "çćĉċčḉ",
        ['d'] = "ďḋḍḏḑḓđð",
        ['e'] = "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ",
        ['f'] = "ḟ",
        ['g'] = "ĝğġģǧǵḡ",
        ['h'] = "ĥȟḣḥḧḩḫẖħ",
        ['i'] = "ìíîïĩīĭįǐȉȋḭḯỉị",
        ['j'] = "ĵǰ",
        ['k'] = "ķǩḱḳḵ",
        ['l'] = "ĺļľḷḹḻḽł",
        ['m'] = "ḿṁṃ",
        ['n'] = "ñńņňǹṅṇṉṋ",
        ['o'] = "òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợøœ",
        ['p'] = "ṕṗ",
        ['r'] = "ŕŗřȑȓṙṛṝṟ",
        ['s'] = "śŝşšſșṡṣṥṧṩẛ",
        ['t'] = "ţťțṫṭṯṱẗŧ",
        ['u'] = "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự",
        ['v'] = "ṽṿ",
        ['w'] = "ŵẁẃẅẇẉẘ",
        ['x'] = "ẋẍ",
        ['y'] = "ýÿŷȳẏẙỳỵỷỹ",
        ['z'] = "źżžẑẓẕ",
    };

    private static readonly Dictionary<char, char> s_bare = s_marked
        .SelectMany(m => m.Value.Select(c => (c, m.Key)))
        .ToDictionary(p => p.c, p => p.Key);

    /// <summary>The sentence for those whose name is refused.</summary>
    public static Sentence Refused { get; } =
        $"This contains an invisible character, or one that changes the reading direction. Remove it.";

    /// <summary>True when a name holds something that cannot be seen, or half of a character.</summary>
    public static bool Misleads(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var before = default(Rune);
        for (var i = 0; i < text.Length; )
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var used) != System.Buffers.OperationStatus.Done)
            {
                return true;
            }

            i += used;
            if (IsHidden(rune) && !IsJoiner(rune, before, text.AsSpan(i)) && !IsPresentation(rune, before))
            {
                return true;
            }

            before = rune;
        }

        return false;
    }

    /// <summary>
    /// True when a text turns the reading direction round for what stands beside it: in free text, where other signs are no harm.
    /// </summary>
    public static bool TurnsDirection(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().IndexOfAnyInRange('\u202A', '\u202E') >= 0 || text.AsSpan().IndexOfAnyInRange('\u2066', '\u2069') >= 0;
    }

    /// <summary>The text without what <see cref="Misleads"/> finds: for names that others sent and that cannot be refused.</summary>
    public static string Without(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Concat(text.EnumerateRunes().Where(r => !IsHidden(r) && r != Rune.ReplacementChar).Select(r => r.ToString())).Trim();
    }

    /// <summary>
    /// A name as the eye compares it: two names with the same are taken for each other. Compatibility forms, case, marks above letters,
    /// spaces and punctuation do not count, and letters of other scripts count as those they look like.
    /// </summary>
    public static string LooksLike(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var seen = new StringBuilder(name.Length);
        foreach (var written in Without(name).EnumerateRunes())
        {
            var rune = Rune.ToLowerInvariant(Narrow(written));
            if (Rune.IsLetterOrDigit(rune))
            {
                seen.Append(rune.IsBmp ? Alike(Bare((char)rune.Value)).ToString() : rune.ToString());
            }
        }

        return seen.Replace("rn", "m").Replace("vv", "w").ToString();
    }

    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.Surrogate
        // Letters and marks that have no shape: joiner of graphemes, fillers of Hangul, vowels of Khmer, selectors, the empty pattern of
        // Braille.
        || rune.Value
            is 0x034F
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or (>= 0x180B and <= 0x180F)
                or 0x2800
                or 0x3164
                or 0xFFA0
                or (>= 0xFE00 and <= 0xFE0F)
                or (>= 0xE0100 and <= 0xE01EF);

    // Persian and the scripts of India write words with them: between two letters of such a script, never in ours.
    private static bool IsJoiner(Rune rune, Rune before, ReadOnlySpan<char> rest) =>
        rune.Value is 0x200C or 0x200D
        && IsJoined(before)
        && Rune.DecodeFromUtf16(rest, out var after, out _) == System.Buffers.OperationStatus.Done
        && IsJoined(after);

    private static bool IsJoined(Rune rune) =>
        rune.Value is (>= 0x0600 and <= 0x08FF) or (>= 0x0900 and <= 0x0DFF)
        && (Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    // A symbol drawn in colour or as text.
    private static bool IsPresentation(Rune rune, Rune before) =>
        rune.Value is 0xFE0E or 0xFE0F && Rune.GetUnicodeCategory(before) is UnicodeCategory.OtherSymbol;

    // Compatibility forms people can type or paste into a form: full width, and the letters and digits of formulas.
    private static Rune Narrow(Rune rune) =>
        rune.Value switch
        {
            >= 0xFF01 and <= 0xFF5E => new Rune(rune.Value - 0xFEE0),
            >= 0x1D400 and <= 0x1D6A3 => new Rune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(rune.Value - 0x1D400) % 52]),
            >= 0x1D7CE and <= 0x1D7FF => new Rune('0' + ((rune.Value - 0x1D7CE) % 10)),
            _ => rune,
        };

    /// <summary>A small letter without its marks.</summary>
    internal static char Bare(char c) => s_bare.GetValueOrDefault(c, c);

    private static char Alike(char c) =>
        c switch
        {
            'а' or 'α' => 'a',
            'в' or 'β' or 'ß' => 'b',
            'с' or 'ϲ' => 'c',
            'ԁ' => 'd',
            'е' or 'ε' => 'e',
            'һ' or 'н' or 'η' => 'h',
            'і' or 'ι' or 'ı' or 'i' or '1' or 'ӏ' => 'l',
            'ј' => 'j',
            'к' or 'κ' => 'k',
            'м' or 'μ' => 'm',
            'ν' => 'n',
            'о' or 'ο' or '0' => 'o',
            'р' or 'ρ' => 'p',
            'ԛ' => 'q',
            'ѕ' => 's',
            'т' or 'τ' => 't',
            'υ' => 'y',
            'у' => 'y',
            'ԝ' or 'ω' => 'w',
            'х' or 'χ' => 'x',
            'ζ' => 'z',
            _ => c,
        };
}
