using System.Text.Json.Nodes;
using Governance.Localisation;

namespace Governance.Portal.Kernel.Reference;

/// <summary>A text of the glossary in every language of the portal.</summary>
public sealed class GlossaryText
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    private GlossaryText() { }

    /// <summary>The text in the language in force.</summary>
    public string Said => In(Languages.Current);

    /// <summary>The text in a language.</summary>
    public string In(string language) => _texts[language];

    /// <summary>Reads a text: one for all languages, such as a formula, or one for each.</summary>
    /// <exception cref="FormatException">A language is missing.</exception>
    internal static GlossaryText? Read(JsonNode? node, string place)
    {
        if (node is null)
        {
            return null;
        }

        var text = new GlossaryText();
        foreach (var (tag, _) in Languages.All)
        {
            var said = node is JsonObject texts ? (string?)texts[tag] : (string?)node;
            text._texts[tag] = string.IsNullOrWhiteSpace(said)
                ? throw new FormatException($"glossary.yaml: {place} has no text in the language {tag}.")
                : said;
        }

        return text;
    }
}
