using System.Text;
using System.Text.RegularExpressions;
using Governance.Domain.Privacy;

namespace Governance.Domain.Agents.Runs;

/// <summary>
/// Finds content that reads like instructions for a model, in texts that should hold data: results of tools and retrieved documents. It
/// finds forms, not intentions: a text about such attacks has their form, and an order in other words goes unseen.
/// </summary>
public static partial class InstructionText
{
    /// <summary>Characters that are looked at; what comes later is not.</summary>
    public const int MaxLength = 200_000;

    private const int EncodedAtLeast = 40;
    private const int HiddenRun = 4;
    private const int HiddenInWords = 3;
    private const int SoftHyphen = 0x00AD;

    /// <summary>Everything found, each kind once, in the order of <see cref="InstructionSign"/>.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<InstructionSign> Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var looked = text.Length > MaxLength ? text[..MaxLength] : text;
        var signs = TimedSearch.Of(Visible(looked), Plain);
        if (IsHiding(looked))
        {
            signs.Add(InstructionSign.HiddenCharacters);
        }

        if (Tagged(looked) is { Length: > 0 })
        {
            signs.Add(InstructionSign.HiddenCharacters);
        }

        if (TimedSearch.Of(looked, static t => Decoded(t).Any(d => Plain(d).Count > 0)))
        {
            signs.Add(InstructionSign.EncodedBlock);
        }

        return [.. signs.Order()];
    }

    private static SortedSet<InstructionSign> Plain(string text)
    {
        var signs = new SortedSet<InstructionSign>();
        if (Orders().IsMatch(text) || GermanOrders().IsMatch(text) || Roles().IsMatch(text) || Secrecy().IsMatch(text))
        {
            signs.Add(InstructionSign.Override);
        }

        if (Markers().IsMatch(text) || Speaker().IsMatch(text))
        {
            signs.Add(InstructionSign.RoleMarker);
        }

        if (Calls().IsMatch(text))
        {
            signs.Add(InstructionSign.ToolCall);
        }

        return signs;
    }

    // Letters in full width and other forms become plain ones, and what no reader sees does not split a word.
    private static string Visible(string text)
    {
        var seen = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsZeroWidth(rune.Value) && !IsTag(rune.Value))
            {
                seen.Append(Simple(rune).ToString());
            }
        }

        return seen.ToString();
    }

    // By hand: the product runs without data of cultures, and then the framework's normalisation leaves such letters as they are.
    private static Rune Simple(Rune rune) =>
        rune.Value switch
        {
            0x3000 => new Rune(' '),
            >= 0xFF01 and <= 0xFF5E => new Rune(rune.Value - 0xFEE0),
            // Bold, italic, script and other letters of mathematics: alphabets of 52, capitals first.
            >= 0x1D400 and <= 0x1D6A3 => Letter((rune.Value - 0x1D400) % 52),
            >= 0x1D7CE and <= 0x1D7FF => new Rune('0' + ((rune.Value - 0x1D7CE) % 10)),
            _ => rune,
        };

    private static Rune Letter(int place) => new(place < 26 ? 'A' + place : 'a' + place - 26);

    // Joiners have their place in emoji and in Persian: a row of them has none, nor have they within Latin words. Soft hyphens have theirs.
    private static bool IsHiding(string text)
    {
        var (run, within, before) = (0, 0, false);
        for (var i = 0; i < text.Length; i++)
        {
            int c = text[i];
            if (c is 0x202D or 0x202E)
            {
                return true;
            }

            if (c is SoftHyphen)
            {
                continue;
            }

            if (!IsZeroWidth(c))
            {
                within += run > 0 && before && char.IsAsciiLetter(text[i]) ? 1 : 0;
                (run, before) = (0, char.IsAsciiLetter(text[i]));
                continue;
            }

            run++;
            if (run >= HiddenRun)
            {
                return true;
            }
        }

        return within >= HiddenInWords;
    }

    // Tag characters spell ASCII that no one sees. Their one use in texts is within flags of regions, behind a black flag.
    private static string Tagged(string text)
    {
        var hidden = new StringBuilder();
        var inFlag = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsTag(rune.Value))
            {
                inFlag = rune.Value == 0x1F3F4;
            }
            else if (!inFlag)
            {
                hidden.Append((char)(rune.Value - 0xE0000));
            }
        }

        return hidden.ToString();
    }

    private static IEnumerable<string> Decoded(string text)
    {
        foreach (Match match in Base64().Matches(text))
        {
            var block = match.Value.Replace('-', '+').Replace('_', '/').TrimEnd('=');
            block = block[..(block.Length - (block.Length % 4 == 1 ? 1 : 0))];
            var bytes = new byte[block.Length];
            if (
                Convert.TryFromBase64String(block.PadRight((block.Length + 3) / 4 * 4, '='), bytes, out var written)
                && Readable(bytes.AsSpan(0, written)) is { } words
            )
            {
                yield return words;
            }
        }

        foreach (Match match in Hexadecimal().Matches(text))
        {
            if (Readable(Convert.FromHexString(match.Value.AsSpan(0, match.Length & ~1))) is { } words)
            {
                yield return words;
            }
        }
    }

    private static string? Readable(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b is (< 0x20 or 0x7F) and not (0x09 or 0x0A or 0x0D))
            {
                return null;
            }
        }

        return bytes.Length >= EncodedAtLeast / 2 ? Encoding.UTF8.GetString(bytes) : null;
    }

    private static bool IsZeroWidth(int c) => c is 0x200B or 0x200C or 0x200D or 0x2060 or 0xFEFF or SoftHyphen;

    private static bool IsTag(int c) => c is >= 0xE0000 and <= 0xE007F;

    [GeneratedRegex(
        @"\b(?:ignore|disregard|forget|override|bypass|discard)\b[^.\n]{0,40}\b(?:previous|prior|above"
            + @"|earlier|preceding|foregoing|all|any|your|system|existing)\b[^.\n]{0,30}\b(?:instructions?|prompts?"
            + @"|rules|directions|directives|guidelines|guardrails|restrictions)\b"
            + @"|\bnew\s+(?:system\s+)?instructions?\s*:",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Orders();

    [GeneratedRegex(
        @"\b(?:ignorier\w*|vergiss|vergessen\s+sie|missachte\w*|überschreib\w*)\b[^.\n]{0,40}\b(?:vorherig\w*"
            + @"|vorig\w*|bisherig\w*|obig\w*|früher\w*|alle\w*|dein\w*|ihre)\b[^.\n]{0,30}\b(?:anweisung\w*"
            + @"|instruktion\w*|regeln|vorgaben|prompts?)\b|\bneue\s+anweisung(?:en)?\s*:",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex GermanOrders();

    [GeneratedRegex(
        @"\byou\s+are\s+now\s+(?:an?\s+|in\s+)?(?:unrestricted|developer|admin|root|jailbroken|different"
            + @"|new)\b|\b(?:attention|note\s+to|message\s+(?:to|for)|instructions?\s+(?:to|for))\s+(?:the\s+"
            + @"|any\s+|all\s+)?(?:ai|llm|language\s+model|assistant|agent|chatbot)s?\b[^\n]{0,20}[:,!]"
            + @"|\bas\s+an\s+(?:ai|llm)\s+(?:assistant|agent|model)?,?\s*you\s+(?:must|should|will|have\s+to)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Roles();

    [GeneratedRegex(
        @"\b(?:reveal|print|repeat|output|show|leak)\b[^.\n]{0,20}\b(?:your|the)\s+(?:system|initial"
            + @"|hidden)\s+(?:prompt|instructions?|message)\b|\b(?:do\s+not|don't|never)\s+(?:tell|inform|mention"
            + @"|alert|notify|ask)\b[^.\n]{0,30}\b(?:the\s+)?(?:user|human|operator)s?\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Secrecy();

    [GeneratedRegex(
        @"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id)\|>"
            + @"|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|system[-_]prompt|instructions)>"
            + @"|\bBEGIN\s+SYSTEM\s+(?:PROMPT|MESSAGE)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Markers();

    [GeneratedRegex(
        @"^[\s#>*-]{0,8}(?:system|assistant|developer)(?:\s+(?:prompt|message))?\s*:\s*(?:you\b|ignore\b"
            + @"|from\s+now\b|always\b|never\b|do\s+not\b|please\b|call\b|send\b|du\b|ignorier)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Multiline,
        1_000
    )]
    private static partial Regex Speaker();

    [GeneratedRegex(
        @"""(?:tool_calls?|function_call|tool_use)""\s*:\s*[\[{]|<(?:tool_call|tool_use|function_calls?"
            + @"|invoke)\b[^>\n]{0,80}>|^[ \t]{0,20}Action[ \t]*:[ \t]*\S[^\n]{0,80}\n[ \t]{0,20}Action[ \t]+Input[ \t]*:",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Multiline,
        1_000
    )]
    private static partial Regex Calls();

    [GeneratedRegex("(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{40,20000}={0,2}", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Base64();

    [GeneratedRegex("(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}){30,10000}(?![0-9A-Za-z])", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Hexadecimal();
}
