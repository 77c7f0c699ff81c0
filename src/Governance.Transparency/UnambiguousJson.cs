using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Governance.Transparency;

/// <summary>
/// JSON that every reader understands in the same way. What one program decides about a message and another one acts on must not depend
/// on how each of them compares the names of members, rounds numbers or ends a text.
/// </summary>
/// <remarks>
/// Readers differ in more than the standard leaves open: <c>encoding/json</c> of Go and the web defaults of .NET match names in any case
/// and take the last of several, some compare names after normalisation, JavaScript holds every number in a double, readers in C end a
/// text at its first NUL, and objects of JavaScript take <c>__proto__</c> for their prototype.
/// </remarks>
public static partial class UnambiguousJson
{
    private const int Shown = 60;
    private const double MaxInteger = 9_007_199_254_740_992; // 2^53: from here on a double no longer tells neighbours apart

    /// <summary>Why two readers could understand a value differently, in a sentence; null when they cannot.</summary>
    /// <param name="value">A value that was read strictly: valid UTF-8, no member given twice.</param>
    public static string? Problem(JsonElement value)
    {
        var (ids, references) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        return Problem(value, ids, references)
            ?? (
                ids.Overlaps(references)
                    ? "It refers to a part of itself with $id and $ref, which some programs replace and others do not."
                    : null
            );
    }

    /// <summary>
    /// Why a reader could take a member of an object for one of a protocol, or two for the same, in a sentence; null when none could. Looks
    /// at this object alone.
    /// </summary>
    /// <param name="value">The object; anything else has no members.</param>
    /// <param name="known">Names that the protocol has here.</param>
    /// <param name="isClosed">True when it may have no others.</param>
    public static string? MemberProblem(JsonElement value, IReadOnlyCollection<string> known, bool isClosed)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        foreach (var member in value.EnumerateObject())
        {
            if (TextOf(member) is not { } name)
            {
                return "The name of a member is not valid Unicode.";
            }

            if (known.Contains(name, StringComparer.Ordinal))
            {
                continue;
            }

            if (known.FirstOrDefault(k => Same(k, name)) is { } meant)
            {
                return $"Some programs read its member {Show(name)} as {meant}.";
            }

            if (isClosed)
            {
                return $"Its member {Show(name)} is not known here.";
            }
        }

        return Names(value);
    }

    /// <summary>Finds a member as a reader would that takes no notice of case; there is at most one in what has no problem.</summary>
    public static bool TryFind(JsonElement value, string name, out JsonElement found)
    {
        found = default;
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return false;
        }

        if (value.TryGetProperty(name, out found))
        {
            return true;
        }

        var folded = Fold(name);
        foreach (var member in value.EnumerateObject())
        {
            if (TextOf(member) is { } given && Fold(given) == folded)
            {
                found = member.Value;
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Writes a value anew in the one form that leaves nothing to a reader: ASCII alone, no escapes but those that are needed, numbers as
    /// they were given or, in scientific notation, as ECMAScript writes them. The order of members stays.
    /// </summary>
    public static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when TextOf(value) is { } text:
                writer.WriteStringValue(text);
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Number(value), skipInputValidation: true);
                break;
            case JsonValueKind.Undefined:
            case JsonValueKind.String:
            case JsonValueKind.True:
            case JsonValueKind.False:
            case JsonValueKind.Null:
            default:
                // Half of a surrogate pair is written as it was, in its escape.
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    /// <summary>The value written anew, see <see cref="Write"/>.</summary>
    public static byte[] ToBytes(JsonElement value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { SkipValidation = true }))
        {
            Write(writer, value);
        }

        return stream.ToArray();
    }

    private static string? Problem(JsonElement value, HashSet<string> ids, HashSet<string> references)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                if (Names(value) is { } names)
                {
                    return names;
                }

                foreach (var member in value.EnumerateObject())
                {
                    if (member.Value.ValueKind is JsonValueKind.String && member.Name is "$id" or "$ref" && TextOf(member.Value) is { } id)
                    {
                        _ = member.Name is "$id" ? ids.Add(id) : references.Add(id);
                    }

                    if (Problem(member.Value, ids, references) is { } within)
                    {
                        return within;
                    }
                }

                return null;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (Problem(item, ids, references) is { } within)
                    {
                        return within;
                    }
                }

                return null;
            case JsonValueKind.String:
                return TextOf(value) is not { } text ? "It holds half of a character (a lone surrogate)."
                    : text.Contains('\0', StringComparison.Ordinal) ? "It holds the character NUL, at which some programs end a text."
                    : null;
            case JsonValueKind.Number:
                return IsExact(value)
                    ? null
                    : $"Not every program can hold the number {Show(value.GetRawText())} exactly: write it as a text.";
            case JsonValueKind.Undefined:
            case JsonValueKind.True:
            case JsonValueKind.False:
            case JsonValueKind.Null:
            default:
                return null;
        }
    }

    private static string? Names(JsonElement value)
    {
        Dictionary<string, string>? folds = null;
        List<string>? composed = null;
        foreach (var member in value.EnumerateObject())
        {
            if (TextOf(member) is not { } name)
            {
                return "The name of a member is not valid Unicode.";
            }

            if (name is "__proto__")
            {
                return "Its member __proto__ changes what an object is in JavaScript.";
            }

            if (name.Any(char.IsControl))
            {
                return $"The name of its member {Show(name)} holds a control character.";
            }

            folds ??= new(StringComparer.Ordinal);
            if (!folds.TryAdd(Fold(name), name))
            {
                return Twice(folds[Fold(name)], name);
            }

            if (!Ascii.IsValid(name))
            {
                (composed ??= []).Add(name);
            }
        }

        for (var i = 0; i < composed?.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (MayBeEqual(composed[i], composed[j]))
                {
                    return Twice(composed[j], composed[i]);
                }
            }
        }

        return null;
    }

    private static string Twice(string one, string other) => $"Some programs read its members {Show(one)} and {Show(other)} as the same.";

    private static bool Same(string one, string other) =>
        Fold(one) == Fold(other) || (!(Ascii.IsValid(one) && Ascii.IsValid(other)) && MayBeEqual(one, other));

    // The product runs without the data of normalisation. A letter with marks behind it may be the same as one that stands for both: taken
    // for equal wherever it could be.
    private static bool MayBeEqual(string one, string other)
    {
        var (left, right) = (Clusters(one), Clusters(other));
        if (left.Count != right.Count || !(left.Exists(c => c.Marks.Length > 0) || right.Exists(c => c.Marks.Length > 0)))
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            var (a, b) = (left[i], right[i]);
            var isEqual =
                a.Marks.Length == 0 && b.Marks.Length == 0 ? a.Base == b.Base
                : a.Marks.Length > 0 && b.Marks.Length > 0 ? (a.Base == b.Base && a.Marks == b.Marks) || !(a.IsAscii && b.IsAscii)
                : !(a.Marks.Length == 0 ? a.IsAscii : b.IsAscii);
            if (!isEqual)
            {
                return false;
            }
        }

        return true;
    }

    private static List<(string Base, string Marks, bool IsAscii)> Clusters(string text)
    {
        var clusters = new List<(string Base, string Marks, bool IsAscii)>();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsUnseen(rune))
            {
                continue;
            }

            if (clusters.Count > 0 && IsMark(rune))
            {
                var (letter, marks, isAscii) = clusters[^1];
                // In any order: normalisation puts marks in its own.
                clusters[^1] = (
                    letter,
                    string.Concat((marks + rune).EnumerateRunes().OrderBy(r => r.Value).Select(r => r.ToString())),
                    isAscii
                );
            }
            else
            {
                clusters.Add((Fold(rune), "", rune.IsAscii));
            }
        }

        return clusters;
    }

    private static bool IsMark(Rune rune) =>
        rune.Value is >= 0x1160 and <= 0x11FF // parts of a syllable of Hangul
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

    private static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format || rune.Value is >= 0xFE00 and <= 0xFE0F;

    // The written number and the double that readers make of it are the same, and no reader of integers runs over.
    private static bool IsExact(JsonElement value)
    {
        var raw = value.GetRawText();
        if (!value.TryGetDouble(out var number) || !double.IsFinite(number) || Math.Abs(number) > MaxInteger)
        {
            return false;
        }

        return raw.Length <= 15 && !raw.Contains('e', StringComparison.OrdinalIgnoreCase)
            || Decimal(raw) == Decimal(number.ToString("R", CultureInfo.InvariantCulture));
    }

    // The digits without zeros at either end, and the power of ten of the last one.
    private static (string Digits, long Power) Decimal(string text)
    {
        var e = text.IndexOfAny(['e', 'E']);
        var mantissa = (e < 0 ? text : text[..e]).TrimStart('-', '+');
        var power =
            e >= 0 && long.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given)
                ? given
                : 0;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            power -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        var digits = mantissa.TrimStart('0');
        var whole = digits.TrimEnd('0');
        return whole.Length == 0 ? ("0", 0) : (whole, power + digits.Length - whole.Length);
    }

    private static string Number(JsonElement value)
    {
        var raw = value.GetRawText();
        return
            (raw[0] == '-' || raw.Contains('e', StringComparison.OrdinalIgnoreCase))
            && value.TryGetDouble(out var number)
            && IsExact(value)
            && (number == 0 || raw.Contains('e', StringComparison.OrdinalIgnoreCase))
            ? CanonicalJson.Number(number)
            : raw;
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // What another program wrote is shown in a sentence: short, and in characters that everyone sees.
    private static string Show(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.Length > Shown ? text[..Shown] : text)
        {
            _ = c is >= ' ' and <= '~' ? shown.Append(c) : shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return text.Length > Shown ? $"{shown}…" : shown.ToString();
    }
}
