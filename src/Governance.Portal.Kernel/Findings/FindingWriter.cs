using Governance.Domain.Cards;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Labels;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Findings;

/// <summary>
/// Makes sentences of what a rule found, in the language in force: templates by the catalogue, measures and numbers as people read them.
/// Names, ids and what other systems said pass through as they are.
/// </summary>
/// <param name="nameOf">The name of a person by the id of their account; null where it is not known.</param>
public class FindingWriter(Func<string, string?>? nameOf = null) : StatementWriter
{
    /// <inheritdoc/>
    protected override string? TemplateOf(string code) =>
        base.TemplateOf(code) is { } english ? FindingTemplates.Find(Languages.Current, code) ?? english : null;

    /// <inheritdoc/>
    protected override string Write(StatementValue value, Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return value switch
        {
            StatementValue.Person person => nameOf?.Invoke(person.Text) is { } name ? $"{name} ({person.Text})" : person.Text,
            StatementValue.Foreign foreign => T["“{0}”", foreign.Text],
            StatementValue.Measure measure => MeasureUnits.NameOf(measure.Text),
            StatementValue.Term term => Word(term),
            StatementValue.Number number => MeasureUnits.Write(MeasureOf(statement), number.Value, NumbersOf(statement)),
            StatementValue.Interval interval => $"[{End(interval.Low, statement)}, {End(interval.High, statement)}]",
            StatementValue.Count count => Formats.Count(count.Value),
            StatementValue.Share share => Formats.Percent(share.Value, 1),
            StatementValue.Amount amount => amount.Value.ToString("#,0.##########", Shapes.Culture)
                + (amount.Currency is null ? "" : $" {amount.Currency}"),
            StatementValue.Days days => Formats.Count(days.Value),
            StatementValue.Hours hours => Formats.Count(hours.Value),
            StatementValue.Time time => $"{Shapes.In(time.Value.ToUniversalTime(), "d MMM yyyy HH:mm")} UTC",
            StatementValue.Day day => Shapes.In(day.Value, "d MMM yyyy"),
            _ => base.Write(value, statement),
        };
    }

    /// <inheritdoc/>
    protected override string Join(IReadOnlyList<string> items, int more, bool alternatives)
    {
        ArgumentNullException.ThrowIfNull(items);
        return more > 0 ? T["{0} and {1} more", string.Join(", ", items), Formats.Count(more)]
            : alternatives ? string.Join($" {T["or"]} ", items)
            : string.Join(", ", items);
    }

    /// <summary>A word of one of our vocabularies; one that only a report knows stands as the report has it.</summary>
    public static string Word(StatementValue.Term term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return term.Vocabulary switch
        {
            StatementTerms.Comparison when term.Word == "<=" => "≤",
            StatementTerms.Comparison when term.Word == ">=" => "≥",
            StatementTerms.CardSection when CardTemplate.Model.FirstOrDefault(f => f.Key == term.Word) is { } field => T[field.Title],
            _ => FindingTemplates.Find(Languages.Current, FindingTemplates.KeyOf(term)) ?? StatementTerms.English(term),
        };
    }

    private string End(double? end, Statement statement) =>
        end is { } known ? Write(new StatementValue.Number(known), statement) : T["unknown"];

    private static string? MeasureOf(Statement statement) =>
        statement.Values.Values.OfType<StatementValue.Measure>().FirstOrDefault()?.Text;

    private static List<double> NumbersOf(Statement statement) =>
        [.. statement.Values.Values.OfType<StatementValue.Number>().Select(n => n.Value)];
}
