using Governance.Domain.Cards;
using Governance.Reporting.Documents;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Cards;

/// <summary>
/// What a card says, in the reader's language: lines the portal made of its records. What people wrote, in the card or in a record,
/// stays as it is. The page and the document say the same.
/// </summary>
public static class CardLines
{
    /// <summary>The lines of a field.</summary>
    public static IReadOnlyList<string> Say(FieldValue field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return Say(field.Lines, field.Sentences);
    }

    /// <summary>Lines that the portal made as sentences; others as they are.</summary>
    public static IReadOnlyList<string> Say(IReadOnlyList<string> lines, IReadOnlyList<FormattableString> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        return sentences.Count > 0 ? [.. sentences.Select(RecordWords.Sentence)] : lines;
    }

    /// <summary>The class of what the card is about; null while it has none.</summary>
    internal static string? Class(CardRecord record) => record.ClassWords is { } words ? T.Recorded(words) : null;
}
