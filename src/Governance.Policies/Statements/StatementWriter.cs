using System.Globalization;
using System.Text;

namespace Governance.Policies;

/// <summary>
/// Makes sentences of statements, in English. Another language, or another way to show values, is a writer that overrides what differs:
/// the templates of the language, its words, its numbers. Names, ids and foreign sentences pass through as they are.
/// </summary>
public class StatementWriter
{
    /// <summary>The English of results, of the command line and of the API.</summary>
    public static StatementWriter English { get; } = new();

    /// <summary>The sentence of a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <exception cref="ArgumentException">Its code is not known, or a value that the sentence needs is not there:
    /// <see cref="CanWrite"/>.</exception>
    public string Write(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var template = TemplateOf(statement.Code) ?? throw new ArgumentException($"“{statement.Code}” is not a code.", nameof(statement));
        var text = new StringBuilder();
        foreach (var part in StatementTemplate.Of(template).Parts)
        {
            if (part.Optional && part.Pieces.Any(piece => piece.Name is { } name && !statement.Values.ContainsKey(name)))
            {
                continue;
            }

            foreach (var piece in part.Pieces)
            {
                text.Append(piece.Name is null ? piece.Literal : Write(piece, statement));
            }
        }

        return text.ToString();
    }

    /// <summary>Sentences one after the other.</summary>
    /// <param name="statements">The statements.</param>
    public string Write(IEnumerable<Statement> statements) => string.Join(' ', statements.Select(Write));

    /// <summary>Whether a statement can be written: a result of a later engine may have codes that this version does not know.</summary>
    /// <param name="statement">The statement.</param>
    public bool CanWrite(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return TemplateOf(statement.Code) is { } template
            && StatementTemplate.Of(template).Required.All(statement.Values.ContainsKey)
            && statement.Values.Values.All(IsKnown);
    }

    /// <summary>The template of a code in this language; null for a code that is not known.</summary>
    /// <param name="code">The code.</param>
    protected virtual string? TemplateOf(string code) => StatementTexts.Find(code)?.Template;

    /// <summary>A single value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="statement">The statement it stands in: a number has the unit of its measure.</param>
    protected virtual string Write(StatementValue value, Statement statement) =>
        value switch
        {
            StatementValue.Name name => name.Text,
            StatementValue.Person person => person.Text,
            StatementValue.Id id => id.Text,
            StatementValue.Foreign foreign => $"“{foreign.Text}”",
            StatementValue.Measure measure => measure.Text,
            StatementValue.Term term => StatementTerms.English(term),
            StatementValue.Number number => Policies.Number.Write(number.Value),
            StatementValue.Interval interval => $"[{Policies.Number.Finite(interval.Low) ?? "unknown"}, "
                + $"{Policies.Number.Finite(interval.High) ?? "unknown"}]",
            StatementValue.Count count => count.Value.ToString("#,0", CultureInfo.InvariantCulture),
            StatementValue.Share share => Policies.Number.Write(share.Value),
            StatementValue.Amount amount => amount.Value.ToString("0.##########", CultureInfo.InvariantCulture)
                + (amount.Currency is null ? string.Empty : $" {amount.Currency}"),
            StatementValue.Days days => days.Value.ToString("#,0", CultureInfo.InvariantCulture),
            StatementValue.Hours hours => hours.Value.ToString("#,0", CultureInfo.InvariantCulture),
            StatementValue.Time time => Instant.Write(time.Value),
            StatementValue.Day day => day.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            StatementValue.List list => Join([.. list.Items.Select(item => Write(item, statement))], list.More, alternatives: false),
            StatementValue.Phrase phrase => Write(phrase.Statement),
            _ => throw new InvalidOperationException($"{value.GetType().Name} is not a kind of value."),
        };

    /// <summary>A list.</summary>
    /// <param name="items">Its items, written.</param>
    /// <param name="more">How many more there are.</param>
    /// <param name="alternatives">True when one of them is enough.</param>
    protected virtual string Join(IReadOnlyList<string> items, int more, bool alternatives)
    {
        ArgumentNullException.ThrowIfNull(items);
        return more > 0 ? $"{string.Join(", ", items)} and {more.ToString("#,0", CultureInfo.InvariantCulture)} more"
            : alternatives ? string.Join(" or ", items)
            : string.Join(", ", items);
    }

    /// <summary>Which form of a word agrees with a number: 0 for one, 1 for any other.</summary>
    /// <param name="number">The number.</param>
    protected virtual int FormOf(long number) => number == 1 ? 0 : 1;

    private string Write(StatementTemplate.Piece piece, Statement statement)
    {
        var value =
            statement.Values.GetValueOrDefault(piece.Name!)
            ?? throw new ArgumentException($"{statement.Code} has no value “{piece.Name}”.", nameof(statement));
        return piece.Form switch
        {
            StatementTemplate.Form.Counted => $"{Write(value, statement)} {piece.Words[FormOf(NumberOf(value))]}",
            StatementTemplate.Form.Agreeing => piece.Words[FormOf(NumberOf(value))],
            StatementTemplate.Form.Alternatives when value is StatementValue.List list => Join(
                [.. list.Items.Select(item => Write(item, statement))],
                list.More,
                alternatives: true
            ),
            _ => Write(value, statement),
        };
    }

    private bool IsKnown(StatementValue value) =>
        value switch
        {
            StatementValue.Phrase phrase => CanWrite(phrase.Statement),
            StatementValue.List list => list.Items.All(IsKnown),
            _ => true,
        };

    private static long NumberOf(StatementValue value) =>
        value switch
        {
            StatementValue.Count count => count.Value,
            StatementValue.Days days => days.Value,
            StatementValue.Hours hours => hours.Value,
            StatementValue.List list => list.Items.Count + list.More,
            _ => 2,
        };
}
