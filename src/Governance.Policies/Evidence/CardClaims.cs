using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>Reads the texts of a model card in Markdown with Hugging Face front matter: its author's claims.</summary>
public static class CardClaims
{
    /// <summary>Reads sections by heading (lower case, words joined by hyphens), and the licence of the front matter.</summary>
    /// <param name="utf8">The card.</param>
    /// <param name="sections">Its sections; of equal headings the first.</param>
    /// <param name="problem">Why it cannot be read, without a full stop.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        out IReadOnlyDictionary<string, string> sections,
        [NotNullWhen(false)] out string? problem
    )
    {
        try
        {
            (sections, problem) = (CardText.Sections(utf8), null);
            return true;
        }
        catch (PayloadShapeException wrong)
        {
            (sections, problem) = (new Dictionary<string, string>(StringComparer.Ordinal), wrong.Message.TrimEnd('.'));
            return false;
        }
    }

    /// <summary>The front matter as JSON.</summary>
    /// <param name="utf8">The card.</param>
    /// <returns>Null when there is none, and when it cannot be read.</returns>
    public static JsonObject? FrontMatter(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return CardText.FrontMatter(utf8) is { } front ? YamlJson.Of(front) as JsonObject : null;
        }
        catch (PayloadShapeException)
        {
            return null;
        }
    }
}
