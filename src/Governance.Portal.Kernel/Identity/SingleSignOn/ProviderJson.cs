using System.Text.Json;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>
/// Reads what the provider signed or published in the one way it can be read, so that no two readers understand it differently.
/// </summary>
internal static class ProviderJson
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>JSON without doubled members, in which every text is one: UTF-8, and no half of a surrogate pair.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonElement Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, s_strict);
            RequireText(document.RootElement);
            return document.RootElement.Clone();
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A member that must be text is not.", e);
        }
    }

    /// <summary>A text of an object; null when there is none by this name.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    private static void RequireText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    RequireText(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    RequireText(item);
                }

                break;
            default:
                break;
        }
    }
}
