using System.Globalization;
using System.Text.RegularExpressions;

namespace Governance.Policies;

/// <summary>
/// What a rule of type <c>metric_threshold</c> measured, as values: those of its statements. Results of engines up to
/// <c>governance-policies/3</c> have text alone, from which they are read.
/// </summary>
/// <param name="Metric">Name of the measure: <c>auc</c>.</param>
/// <param name="IsOfAllRows">False when the rule asks for one attribute or one slice.</param>
/// <param name="Values">What was measured, of at most five: what fails, else what passes.</param>
/// <param name="Window">Where monitoring measured it; null for what was filed or declared.</param>
public sealed partial record MeasuredResult(string Metric, bool IsOfAllRows, IReadOnlyList<MeasuredValue> Values, MeasuredWindow? Window)
{
    /// <summary>Reads a result.</summary>
    /// <returns>Null for a rule of another type, and where nothing was measured.</returns>
    public static MeasuredResult? Of(RuleResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Found is null ? OfText(result)
            : result.Type == "metric_threshold" ? OfStatements(result.Asked ?? [], result.Seen ?? [])
            : null;
    }

    private static MeasuredResult? OfStatements(IReadOnlyList<Statement> asked, IReadOnlyList<Statement> seen)
    {
        var bound = asked.FirstOrDefault(one => one.Code is "metric.asked" or "metric.asked-conservative");
        var values = seen.Where(one => one.Code is "metric.seen" or "metric.seen-undefined").ToList();
        var window = seen.FirstOrDefault(one => one.Code == "window.seen");
        return values.Count > 0 && bound?.Value<StatementValue.Measure>("measure") is { } measure
            ? new(
                measure.Text,
                bound.Value<StatementValue.Name>("attribute") is null && bound.Value<StatementValue.Name>("slice") is null,
                [
                    .. values.Select(value => new MeasuredValue(
                        value.Value<StatementValue.Name>("attribute")?.Text,
                        value.Value<StatementValue.Number>("value") is { } number ? Number.Write(number.Value) : null,
                        value.Value<StatementValue.Count>("n")?.Value,
                        value.Value<StatementValue.Term>("source") is not null
                    )),
                ],
                WindowOf(window)
            )
            : null;
    }

    private static MeasuredWindow? WindowOf(Statement? window) =>
        window?.Value<StatementValue.Id>("window") is { } id
        && window.Value<StatementValue.Time>("until") is { } end
        && window.Value<StatementValue.Count>("n") is { } rows
            ? new(id.Text, end.Value, rows.Value)
            : null;

    private static MeasuredResult? OfText(RuleResult result)
    {
        if (
            result is not { Type: "metric_threshold", Expected: { } expected, Actual: { } actual }
            || Bound().Match(expected) is not { Success: true } bound
        )
        {
            return null;
        }

        var window = InWindow().Match(actual);
        var values = (window.Success ? actual[..window.Index] : actual).Split("; ").Select(value => Measured().Match(value)).ToList();
        return values.Exists(v => !v.Success)
            ? null
            : new(
                bound.Groups["metric"].Value,
                !bound.Groups["part"].Success,
                [.. values.Select(ValueOf)],
                window.Success ? WindowOf(window) : null
            );
    }

    private static MeasuredValue ValueOf(Match match) =>
        new(
            match.Groups["attribute"] is { Success: true } attribute ? attribute.Value : null,
            match.Groups["value"] is { Success: true } value ? value.Value : null,
            match.Groups["n"] is { Success: true } n ? long.Parse(n.Value, CultureInfo.InvariantCulture) : null,
            match.Groups["declared"].Success
        );

    private static MeasuredWindow? WindowOf(Match match) =>
        Instant.TryRead(match.Groups["end"].Value, out var end)
            ? new(match.Groups["id"].Value, end, long.Parse(match.Groups["rows"].Value, CultureInfo.InvariantCulture))
            : null;

    // As MetricRule.Bound.Text writes it.
    [GeneratedRegex(
        @"^(?<metric>\S+)(?<part> (?:of|in) .+?)? (?:<=|>=|<|>) -?[0-9]",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Bound();

    // As MetricRule.Described writes it.
    [GeneratedRegex(
        @"^(?:(?<attribute>.+): )?(?:(?<value>-?[0-9][^\s,]*)|undefined)(?: \[[^\]]*\])?(?:, n = (?<n>[0-9]+))?(?<declared>, declared)?$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Measured();

    // As FigureSource.Named writes it.
    [GeneratedRegex(
        @" \((?<id>\S+) until (?<end>[^,\s]+), (?<rows>[0-9]+) rows, against \S+\)$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex InWindow();
}

/// <summary>A value that a rule measured.</summary>
/// <param name="Attribute">The attribute whose groups it compares; null where the rule names it, and where there is none.</param>
/// <param name="Value">The value, in the shortest form that reads back to the same number; null when it is undefined.</param>
/// <param name="Rows">Rows it rests on; null when no one said.</param>
/// <param name="IsDeclared">True for what was only declared with the version.</param>
public sealed record MeasuredValue(string? Attribute, string? Value, long? Rows, bool IsDeclared);

/// <summary>The window that a value was measured in.</summary>
/// <param name="Id">Id of the window: <c>WIN-0004</c>.</param>
/// <param name="End">Its end.</param>
/// <param name="Rows">Rows in it.</param>
public sealed record MeasuredWindow(string Id, DateTimeOffset End, long Rows);
