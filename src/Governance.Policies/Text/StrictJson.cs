using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Governance.Transparency;

namespace Governance.Policies;

/// <summary>Opens JSON from outside: valid UTF-8, no comments, no repeated members, bounded depth.</summary>
internal static class StrictJson
{
    public static bool TryParse(
        ReadOnlyMemory<byte> utf8,
        int maxDepth,
        [NotNullWhen(true)] out JsonDocument? document,
        [NotNullWhen(false)] out string? problem
    )
    {
        document = null;
        problem = null;
        // RFC 8259, 8.1: a mark of byte order may be passed over, and some tools write one.
        if (utf8.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        }

        if (!Utf8.IsValid(utf8.Span))
        {
            problem = JsonFault.Instead(utf8.Span) is { } form ? $"This is {form}, not JSON." : "The text is not valid UTF-8.";
            return false;
        }

        try
        {
            document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth, AllowDuplicateProperties = false });
            return true;
        }
        catch (JsonException bad)
        {
            problem = JsonFault.Sentence(bad, utf8.Span);
            return false;
        }
        catch (InvalidOperationException)
        {
            // A member's name holds half of a surrogate pair.
            problem = "The name of a member is not valid Unicode.";
            return false;
        }
    }

    /// <summary>A JSON text can hold half of a surrogate pair, which is no text.</summary>
    public static bool TryText(JsonElement element, out string text)
    {
        try
        {
            text = element.GetString() ?? string.Empty;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = string.Empty;
            return false;
        }
    }

    public static bool TryName(JsonProperty member, out string name)
    {
        try
        {
            name = member.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = string.Empty;
            return false;
        }
    }
}
