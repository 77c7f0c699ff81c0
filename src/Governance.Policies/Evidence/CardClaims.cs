using System.Diagnostics.CodeAnalysis;

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
}
