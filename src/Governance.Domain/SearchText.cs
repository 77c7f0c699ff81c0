using System.Text;

namespace Governance.Domain;

/// <summary>
/// Text as people look for it: "arzte", "Ärzte" and "ÄRZTE" are one, in every script that has capitals or marks. The same function is
/// known to
/// the database, so that a list, a picker and the palette find the same names on SQLite and PostgreSQL.
/// </summary>
public static class SearchText
{
    /// <summary>What comes before a character that is not to be read as a pattern.</summary>
    public const string Escape = "\\";

    // One letter written as two. The portal runs without the tables of cultures, which would take letters apart.
    private static readonly Dictionary<char, string> s_pairs = new()
    {
        ['ß'] = "ss",
        ['æ'] = "ae",
        ['ǣ'] = "ae",
        ['ǽ'] = "ae",
        ['œ'] = "oe",
        ['þ'] = "th",
        ['ĳ'] = "ij",
        ['ŀ'] = "l·",
        ['ﬀ'] = "ff",
        ['ﬁ'] = "fi",
        ['ﬂ'] = "fl",
        ['ﬃ'] = "ffi",
        ['ﬄ'] = "ffl",
        ['ﬅ'] = "st",
        ['ﬆ'] = "st",
    };

    // Letters with marks of the other scripts that have some, by the letter without; NameText has the Latin ones.
    private static readonly Dictionary<char, char> s_bare = new Dictionary<char, string>
    {
        ['i'] = "ıİ",
        ['n'] = "ŋŉ",
        ['o'] = "ǿɵ",
        ['s'] = "ſȿ",
        ['α'] = "άἀἁἂἃἄἅἆἇὰᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ\u1F71",
        ['ε'] = "έἐἑἒἓἔἕὲ\u1F73",
        ['η'] = "ήἠἡἢἣἤἥἦἧὴᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ\u1F75",
        ['ι'] = "ΐίϊἰἱἲἳἴἵἶἷὶιῐῑῒῖῗ\u1F77\u1FBE\u1FD3",
        ['ο'] = "όὀὁὂὃὄὅὸ\u1F79",
        ['ρ'] = "ῤῥ",
        ['σ'] = "ς",
        ['υ'] = "ΰϋύὐὑὒὓὔὕὖὗὺῠῡῢῦῧ\u1F7B\u1FE3",
        ['ω'] = "ώὠὡὢὣὤὥὦὧὼᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ\u1F7D",
        ['а'] = "ӑӓ",
        ['г'] = "ѓ",
        ['е'] = "ѐёӗ",
        ['ж'] = "ӂӝ",
        ['з'] = "ӟ",
        ['и'] = "йѝӣӥ",
        ['к'] = "ќ",
        ['о'] = "ӧ",
        ['у'] = "ўӯӱӳ",
        ['ч'] = "ӵ",
        ['ы'] = "ӹ",
        ['э'] = "ӭ",
        ['і'] = "ї",
    }
        .SelectMany(m => m.Value.Select(c => (c, m.Key)))
        .ToDictionary(p => p.c, p => p.Key);

    /// <summary>A text in small letters without their marks, one letter for two joined ones taken apart.</summary>
    /// <param name="text">Any text; in a query also a column.</param>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var folded = new StringBuilder(text.Length + 4);
        foreach (var written in text)
        {
            var c = char.ToLowerInvariant(written is >= '\uFF01' and <= '\uFF5E' ? (char)(written - 0xFEE0) : written);
            if (s_pairs.TryGetValue(c, out var pair))
            {
                folded.Append(pair);
            }
            else if (c is < '\u0300' or > '\u036F')
            {
                folded.Append(s_bare.TryGetValue(c, out var bare) ? bare : NameText.Bare(c));
            }
        }

        return folded.ToString();
    }

    /// <summary>What a person typed as a pattern for <see cref="Matches"/>: it stands anywhere in the text.</summary>
    /// <param name="typed">As typed.</param>
    public static string Pattern(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return "%"
            + Fold(typed)
                .Replace(Escape, Escape + Escape, StringComparison.Ordinal)
                .Replace("%", Escape + "%", StringComparison.Ordinal)
                .Replace("_", Escape + "_", StringComparison.Ordinal)
            + "%";
    }

    /// <summary>True when a text of a record is what is looked for. For queries alone: the database decides.</summary>
    /// <param name="text">A column.</param>
    /// <param name="pattern">What <see cref="Pattern"/> makes of what was typed.</param>
    /// <exception cref="InvalidOperationException">It was called outside of a query.</exception>
    public static bool Matches(string? text, string pattern) =>
        throw new InvalidOperationException($"Only for queries: {text}, {pattern}.");

    /// <summary>True when a text has a part, for what is looked for in memory.</summary>
    /// <param name="text">The text.</param>
    /// <param name="part">What is looked for, as typed.</param>
    public static bool Contains(string text, string part) => Fold(text).Contains(Fold(part), StringComparison.Ordinal);
}
