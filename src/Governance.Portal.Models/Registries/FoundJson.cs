using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Governance.Portal.Models.Registries;

/// <summary>Members of a server's answer; what is missing, of another type or no plain text is null.</summary>
public static class FoundJson
{
    /// <summary>A text, or a number as text, cut to a length.</summary>
    public static string? Text(this JsonElement element, string member, int most)
    {
        if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(member, out var value))
        {
            return null;
        }

        try
        {
            var text = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            };
            return text is null ? null : Plain(text, most);
        }
        catch (InvalidOperationException)
        {
            return null; // half of a character
        }
    }

    /// <summary>The items of a list; none when it is missing.</summary>
    public static IReadOnlyList<JsonElement> List(this JsonElement element, string member) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(member, out var list) && list.ValueKind is JsonValueKind.Array
            ? [.. list.EnumerateArray()]
            : [];

    /// <summary>Key and value of each tag or parameter, the last of a key counts.</summary>
    public static IReadOnlyDictionary<string, string> Pairs(
        this JsonElement element,
        string member,
        int longestKey,
        int longestValue,
        int most
    )
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in element.List(member).Take(most))
        {
            if (item.Text("key", longestKey) is { Length: > 0 } key && !string.IsNullOrWhiteSpace(key))
            {
                pairs[key] = item.Text("value", longestValue) ?? "";
            }
        }

        return pairs;
    }

    /// <summary>A token for the next page; null at the end.</summary>
    public static string? NextPage(this JsonElement element) =>
        element.Text("next_page_token", 4_000) is { Length: > 0 } token ? token : null;

    /// <summary>The number of a version.</summary>
    public static int? Version(this JsonElement element) =>
        int.TryParse(element.Text("version", 20), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;

    // Without control characters, and never half of a character.
    private static string Plain(string text, int most)
    {
        var plain = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (plain.Length + rune.Utf16SequenceLength > most)
            {
                break;
            }

            if (!Rune.IsControl(rune) || rune.Value is '\n' or '\t')
            {
                plain.Append(rune);
            }
        }

        return plain.ToString();
    }
}
