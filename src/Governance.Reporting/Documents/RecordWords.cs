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

    /// <summary>What a record is: its title, unless a person gave it.</summary>
    public static string Title(FoundRecord record)
    {
        if (record.IsNamedByPeople)
        {
            return record.Title;
        }

        // "Validation report, evaluate.py 1.2": a tool has no other name.
        var said = Words(record.Title);
        return said == record.Title && record.Title.IndexOf(", ", StringComparison.Ordinal) is > 0 and var comma
            ? T.Say(record.Title[..comma]) + record.Title[comma..]
            : said;
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

        return beside.Any(o => o.Title == record.Title && o.Id != record.Id)
            ? $"{Title(record)}, {record.Id[(record.Id.IndexOf(':', StringComparison.Ordinal) + 1)..]}"
            : Title(record);
    }

    /// <summary>Words of the portal; of several, each by itself.</summary>
    public static string Words(string text)
    {
        if (Languages.Current == Languages.Source)
        {
            return text;
        }

        var said = T.Say(text);
        return Shapes.Numbers(Days(said == text ? string.Join("; ", text.Split("; ").Select(part => T.Say(part))) : said));
    }

    // What the evaluator of policies wrote has names of programs in it: a document says it in words in every language.
    private static bool IsSaidOtherwise(FormattableString sentence) =>
        sentence.GetArguments().Any(a => a is PortalWords { Said: not null } || (a is FormattableString inner && IsSaidOtherwise(inner)));

    private static string Sentence(FormattableString sentence) =>
        string.Format(CultureInfo.InvariantCulture, T[sentence.Format], [.. sentence.GetArguments().Select(Place)]);

    private static bool IsName(object? value) => value is string or PortalWords { Said: not null };

    private static object? Place(object? value) =>
        value switch
        {
            PortalWords { Said: { } say } => say(),
            PortalWords words => Words(words.Text),
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
