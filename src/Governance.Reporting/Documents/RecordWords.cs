using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Domain.Documents;
using Governance.Localisation;
using Governance.Reporting.Layout;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Documents;

/// <summary>
/// What records say, in the language of the document: words of the portal are said in it, with its numbers and days; what people and tools
/// wrote stays as it is.
/// </summary>
public static partial class RecordWords
{
    /// <summary>The words of a field.</summary>
    public static string Text(RecordValue value) =>
        value.Sentences.Count == 0 || (Languages.Current == Languages.Source && !value.Sentences.Any(IsSaidOtherwise))
            ? value.Text ?? Print.NotAvailable
            : string.Join(value.Between, value.Sentences.Select(Sentence));

    /// <summary>
    /// Values that say the same of several things, as one: "Drift of income, tenure". Null where they do not, or where a word of the portal
    /// is in them that is no name.
    /// </summary>
    public static string? Together(IReadOnlyList<RecordValue?> values)
    {
        if (!values.All(v => v is { Sentences.Count: 1 }))
        {
            return null;
        }

        var sentences = values.Select(v => v!.Sentences[0]).ToList();
        var isOne =
            sentences.TrueForAll(s => s is { ArgumentCount: 1, Format: not "{0}" } && IsName(s.GetArgument(0)))
            && sentences.Select(s => s.Format).Distinct(StringComparer.Ordinal).Count() == 1;
        return isOne ? T[sentences[0].Format, string.Join(", ", sentences.Select(s => Place(s.GetArgument(0))))] : null;
    }

    /// <summary>What a record is.</summary>
    public static string Title(FoundRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Sentence(record.Title);
    }

    /// <summary>A sentence of the portal; what others wrote stands in its places as they wrote it.</summary>
    public static string Sentence(FormattableString sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        return string.Format(CultureInfo.InvariantCulture, T[sentence.Format], [.. sentence.GetArguments().Select(Place)]);
    }

    /// <summary>What people call a record: its id, and in place of a key of programs its title.</summary>
    /// <param name="record">The record.</param>
    /// <param name="beside">Those it stands beside: one of the same title is told from it by what it is about.</param>
    public static string Name(FoundRecord record, IEnumerable<FoundRecord> beside)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(beside);
        if (!record.IsKeyed)
        {
            return record.Id;
        }

        return beside.Any(o => o.TitleText == record.TitleText && o.Id != record.Id)
            ? $"{Title(record)}, {record.Id[(record.Id.IndexOf(':', StringComparison.Ordinal) + 1)..]}"
            : Title(record);
    }

    // A text of the catalogue or a provision, or else a time or a number: nothing is looked for within it.
    private static string Words(string text) =>
        Languages.Current == Languages.Source ? text
        : T.Current!.Find(text) is { } said ? said
        : Shapes.Numbers(Days(T["{0}", text]));

    // What the evaluator of policies wrote has names of programs in it: a document says it in words in every language.
    private static bool IsSaidOtherwise(FormattableString sentence) =>
        sentence.GetArguments().Any(a => a is PortalWords { Said: not null } || (a is FormattableString inner && IsSaidOtherwise(inner)));

    private static bool IsName(object? value) => value is string or PortalWords { Said: not null };

    private static object? Place(object? value) =>
        value switch
        {
            PortalWords { Said: { } say } => say(),
            PortalWords words => Words(words.Text),
            PortalColumns columns => ColumnWords.Attributes(columns.Stored),
            FormattableString sentence => Sentence(sentence),
            string text when OnlyTime().IsMatch(text) => Days(text),
            _ => value,
        };

    // As records write days: 3 Nov 2026.
    private static string Days(string text) =>
        Day()
            .Replace(
                text,
                day =>
                    DateOnly.TryParseExact(day.Value, "d MMM yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                        ? Shapes.In(date, "d MMM yyyy")
                        : day.Value
            );

    [GeneratedRegex(
        @"(?<![\w.])[0-9]{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4}(?!\w)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Day();

    [GeneratedRegex(
        "^[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4}(?:, [0-9:]{5,8} UTC)?$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex OnlyTime();
}
