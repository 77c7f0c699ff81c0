namespace Governance.Portal.Administration.Help;

/// <summary>A section that answers a question.</summary>
/// <param name="Page">Its page.</param>
/// <param name="Section">The section.</param>
/// <param name="Excerpt">A few words around the first word that was found.</param>
/// <param name="Weight">How well it answers: more is better.</param>
public sealed record HandbookHit(HandbookPage Page, HandbookSection Section, string Excerpt, int Weight)
{
    private const int Around = 90;
    private const int MaxCounted = 5;

    /// <summary>Where it is read.</summary>
    public string Href => $"/docs/{Page.Path}{(Section.Anchor.Length == 0 ? "" : $"#{Section.Anchor}")}";

    /// <summary>The hit of these words, or null when one of them is missing.</summary>
    public static HandbookHit? Of(HandbookPage page, HandbookSection section, IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(words);
        var weight = 0;
        foreach (var word in words)
        {
            var found =
                (section.Heading.Contains(word, StringComparison.OrdinalIgnoreCase) ? 20 : 0)
                + (page.Title.Contains(word, StringComparison.OrdinalIgnoreCase) ? 8 : 0)
                + Count(section.Text, word);
            if (found == 0)
            {
                return null;
            }

            weight += found;
        }

        // Decisions of the makers are worth reading after what helps to use the product.
        var place = page.Path.StartsWith("adr/", StringComparison.Ordinal) ? 4 : 1;
        return new HandbookHit(page, section, Excerpted(section.Text, words[0]), weight * 4 / place);
    }

    private static int Count(string text, string word)
    {
        var count = 0;
        for (
            var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            at >= 0 && count < MaxCounted;
            at = text.IndexOf(word, at + word.Length, StringComparison.OrdinalIgnoreCase)
        )
        {
            count++;
        }

        return count;
    }

    private static string Excerpted(string text, string word)
    {
        var at = Math.Max(text.IndexOf(word, StringComparison.OrdinalIgnoreCase), 0);
        var from = at <= Around ? 0 : text.IndexOf(' ', at - Around) + 1;
        var to = at + Around >= text.Length ? text.Length : Math.Max(text.LastIndexOf(' ', at + Around), at);
        // The dots stay with the word beside them.
        return $"{(from > 0 ? "…\u00A0" : "")}{text[from..to].Trim()}{(to < text.Length ? "\u00A0…" : "")}";
    }
}
