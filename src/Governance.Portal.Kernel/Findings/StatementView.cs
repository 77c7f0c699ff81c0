using System.Globalization;
using Governance.Policies;

namespace Governance.Portal.Kernel.Findings;

/// <summary>One thing that a rule found, as data: a code and what fills its sentence.</summary>
/// <param name="Code">A stable name, such as <c>metric.missed</c>.</param>
/// <param name="Values">The values by name.</param>
public sealed record StatementView(string Code, IReadOnlyDictionary<string, StatementValueView> Values)
{
    /// <summary>Statements for the API; null for a result of an engine that made none.</summary>
    public static IReadOnlyList<StatementView>? Of(IReadOnlyList<Statement>? statements) =>
        statements is null ? null : [.. statements.Select(Of)];

    /// <summary>A statement for the API.</summary>
    public static StatementView Of(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return new(statement.Code, statement.Values.ToDictionary(v => v.Key, v => StatementValueView.Of(v.Value), StringComparer.Ordinal));
    }
}

/// <summary>A value of a statement.</summary>
/// <param name="Kind">
/// <c>name</c>, <c>person</c>, <c>id</c>, <c>foreign</c>, <c>measure</c>, <c>term</c>, <c>number</c>, <c>interval</c>, <c>count</c>,
/// <c>share</c>, <c>amount</c>, <c>days</c>, <c>hours</c>, <c>time</c>, <c>day</c>, <c>list</c> or <c>phrase</c>.
/// </param>
/// <param name="Value">The value as text: a name word for word, a number with a point. Null for a list, a phrase and an interval.</param>
public sealed record StatementValueView(string Kind, string? Value)
{
    /// <summary>The vocabulary of a term.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>The currency of an amount, where it is one of money.</summary>
    public string? Currency { get; init; }

    /// <summary>The lower end of an interval, where it is known.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end of an interval, where it is known.</summary>
    public double? High { get; init; }

    /// <summary>What a list has.</summary>
    public IReadOnlyList<StatementValueView>? Items { get; init; }

    /// <summary>How many there are in all, where a list has not all of them.</summary>
    public int? Total { get; init; }

    /// <summary>The statement that a phrase is.</summary>
    public StatementView? Statement { get; init; }

    internal static StatementValueView Of(StatementValue value) =>
        value switch
        {
            StatementValue.Name name => new("name", name.Text),
            StatementValue.Person person => new("person", person.Text),
            StatementValue.Id id => new("id", id.Text),
            StatementValue.Foreign foreign => new("foreign", foreign.Text),
            StatementValue.Measure measure => new("measure", measure.Text),
            StatementValue.Term term => new("term", term.Word) { Vocabulary = term.Vocabulary },
            StatementValue.Number number => new("number", Text(number.Value)),
            StatementValue.Interval interval => new("interval", null) { Low = interval.Low, High = interval.High },
            StatementValue.Count count => new("count", count.Value.ToString(CultureInfo.InvariantCulture)),
            StatementValue.Share share => new("share", Text(share.Value)),
            StatementValue.Amount amount => new("amount", amount.Value.ToString(CultureInfo.InvariantCulture))
            {
                Currency = amount.Currency,
            },
            StatementValue.Days days => new("days", days.Value.ToString(CultureInfo.InvariantCulture)),
            StatementValue.Hours hours => new("hours", hours.Value.ToString(CultureInfo.InvariantCulture)),
            StatementValue.Time time => new(
                "time",
                time.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            ),
            StatementValue.Day day => new("day", day.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            StatementValue.List list => new("list", null) { Items = [.. list.Items.Select(Of)], Total = list.Of },
            StatementValue.Phrase phrase => new("phrase", null) { Statement = StatementView.Of(phrase.Statement) },
            _ => throw new InvalidOperationException($"{value.GetType().Name} is not a kind of value."),
        };

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
