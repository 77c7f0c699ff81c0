namespace Governance.Policies;

/// <summary>Values of statements, as rules make them of what they read; null where there is nothing to say.</summary>
internal static class Values
{
    private const int Listed = 10;

    public static StatementValue? Name(string? text) => text is null ? null : new StatementValue.Name(text);

    public static StatementValue? Id(string? text) => text is null ? null : new StatementValue.Id(text);

    public static StatementValue? Foreign(string? text) => text is null ? null : new StatementValue.Foreign(text);

    public static StatementValue Measure(string id) => new StatementValue.Measure(id);

    public static StatementValue? Term(string vocabulary, string? word) => word is null ? null : new StatementValue.Term(vocabulary, word);

    public static StatementValue? Number(double? value) =>
        value is { } number && double.IsFinite(number) ? new StatementValue.Number(number) : null;

    public static StatementValue? Interval(double? low, double? high) =>
        low is null && high is null ? null : new StatementValue.Interval(Finite(low), Finite(high));

    public static StatementValue? Count(long? value) => value is { } count ? new StatementValue.Count(count) : null;

    public static StatementValue? Share(double? value) => value is { } share ? new StatementValue.Share(share) : null;

    public static StatementValue? Amount(decimal? value, string? currency) =>
        value is { } amount ? new StatementValue.Amount(amount, currency) : null;

    public static StatementValue? Days(int? value) => value is { } days ? new StatementValue.Days(days) : null;

    public static StatementValue? Hours(int? value) => value is { } hours ? new StatementValue.Hours(hours) : null;

    public static StatementValue? Time(DateTimeOffset? value) => value is { } time ? new StatementValue.Time(time) : null;

    public static StatementValue? Day(DateOnly? value) => value is { } day ? new StatementValue.Day(day) : null;

    public static StatementValue? Day(DateTimeOffset? value) => Day(value is { } at ? Instant.Day(at) : (DateOnly?)null);

    public static StatementValue Phrase(Statement statement) => new StatementValue.Phrase(statement);

    public static StatementValue Phrase(string code, params ReadOnlySpan<(string Name, StatementValue? Value)> values) =>
        Phrase(Statement.Of(code, values));

    /// <summary>The first of them, and how many there are; null for none.</summary>
    public static StatementValue? List<T>(IEnumerable<T> items, Func<T, StatementValue?> value, int most = Listed)
    {
        var all = items.Select(value).OfType<StatementValue>().ToList();
        return all.Count == 0 ? null
            : all.Count <= most ? new StatementValue.List(all)
            : new StatementValue.List([.. all.Take(most)], all.Count);
    }

    public static StatementValue? Names(IEnumerable<string> names, int most = Listed) => List(names, Name, most);

    /// <summary>Names in their order, each once.</summary>
    public static StatementValue? Sorted(IEnumerable<string> names) =>
        Names(names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    public static StatementValue? Ids(IEnumerable<string> ids, int most = Listed) => List(ids, Id, most);

    public static StatementValue? People(IEnumerable<string> ids) => List(ids, id => new StatementValue.Person(id));

    public static StatementValue? Terms(string vocabulary, IEnumerable<string> words, int most = 100) =>
        List(words, word => Term(vocabulary, word), most);

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
