namespace Governance.Domain;

/// <summary>Tells texts by which programs say that there is no number, in places where one belongs.</summary>
public static class UndefinedNumber
{
    private static readonly HashSet<string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        "nan",
        "-nan",
        "+nan",
        "inf",
        "+inf",
        "-inf",
        "infinity",
        "+infinity",
        "-infinity",
        "n/a",
        "#n/a",
        "na",
        "<na>",
        "nat",
        "none",
        "null",
        "nil",
        "undefined",
        "unknown",
        "-",
        "–",
        "—",
        "?",
    };

    /// <summary>Whether a text says that there is no number, or nothing at all.</summary>
    /// <param name="text">The text.</param>
    public static bool Is(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.IsNullOrWhiteSpace(text) || s_words.Contains(text.Trim());
    }

    /// <summary>
    /// JSON in which NaN and Infinity stand as texts. Python writes them as they are, which is no JSON, for what could not be computed:
    /// read as texts they are still named as what they are.
    /// </summary>
    /// <param name="bytes">The JSON, in UTF-8; what is in its texts stays.</param>
    public static ReadOnlyMemory<byte> AsTexts(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.IndexOf("NaN"u8) < 0 && span.IndexOf("Infinity"u8) < 0)
        {
            return bytes;
        }

        var made = new List<byte>(span.Length + 64);
        var inText = false;
        for (var i = 0; i < span.Length; i++)
        {
            var word =
                inText ? 0
                : span[i..].StartsWith("-Infinity"u8) ? 9
                : span[i..].StartsWith("Infinity"u8) ? 8
                : span[i..].StartsWith("NaN"u8) ? 3
                : 0;
            if (word > 0)
            {
                made.Add((byte)'"');
                made.AddRange(span.Slice(i, word));
                made.Add((byte)'"');
                i += word - 1;
                continue;
            }

            made.Add(span[i]);
            if (inText && span[i] == (byte)'\\' && i + 1 < span.Length)
            {
                made.Add(span[++i]);
            }
            else if (span[i] == (byte)'"')
            {
                inText = !inText;
            }
        }

        return made.ToArray();
    }
}
