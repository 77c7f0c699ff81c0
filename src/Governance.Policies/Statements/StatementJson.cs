using System.Globalization;
using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>
/// Statements as JSON: <c>{"code": …, "values": {name: {"kind": …, "value": …}}}</c>. Measured numbers are texts, as everywhere in our
/// documents.
/// </summary>
internal static class StatementJson
{
    private const int MaxDepth = 4;

    public static readonly IReadOnlyList<string> Kinds =
    [
        "name",
        "person",
        "id",
        "foreign",
        "measure",
        "term",
        "number",
        "interval",
        "count",
        "share",
        "amount",
        "days",
        "hours",
        "time",
        "day",
        "list",
        "phrase",
    ];

    public static JsonArray Write(IEnumerable<Statement> statements) => new([.. statements.Select(one => (JsonNode)Write(one))]);

    public static JsonObject Write(Statement statement)
    {
        var values = new JsonObject();
        foreach (var (name, value) in statement.Values)
        {
            values[name] = Write(value);
        }

        return new() { ["code"] = statement.Code, ["values"] = values };
    }

    public static string KindOf(StatementValue value) =>
        value switch
        {
            StatementValue.Name => "name",
            StatementValue.Person => "person",
            StatementValue.Id => "id",
            StatementValue.Foreign => "foreign",
            StatementValue.Measure => "measure",
            StatementValue.Term => "term",
            StatementValue.Number => "number",
            StatementValue.Interval => "interval",
            StatementValue.Count => "count",
            StatementValue.Share => "share",
            StatementValue.Amount => "amount",
            StatementValue.Days => "days",
            StatementValue.Hours => "hours",
            StatementValue.Time => "time",
            StatementValue.Day => "day",
            StatementValue.List => "list",
            StatementValue.Phrase => "phrase",
            _ => throw new InvalidOperationException($"{value.GetType().Name} is not a kind of value."),
        };

    private static JsonObject Write(StatementValue value)
    {
        var json = new JsonObject { ["kind"] = KindOf(value) };
        switch (value)
        {
            case StatementValue.Term term:
                json["of"] = term.Vocabulary;
                json["value"] = term.Word;
                break;
            case StatementValue.Interval interval:
                json["low"] = Number.Finite(interval.Low);
                json["high"] = Number.Finite(interval.High);
                break;
            case StatementValue.Amount amount:
                json["currency"] = amount.Currency;
                json["value"] = amount.Value.ToString(CultureInfo.InvariantCulture);
                break;
            case StatementValue.List list:
                json["items"] = new JsonArray([.. list.Items.Select(item => (JsonNode)Write(item))]);
                if (list.Of is { } all)
                {
                    json["of"] = (long)all;
                }

                break;
            case StatementValue.Phrase phrase:
                json["value"] = Write(phrase.Statement);
                break;
            default:
                json["value"] = Scalar(value);
                break;
        }

        return json;
    }

    private static JsonNode Scalar(StatementValue value) =>
        value switch
        {
            StatementValue.Name name => name.Text,
            StatementValue.Person person => person.Text,
            StatementValue.Id id => id.Text,
            StatementValue.Foreign foreign => foreign.Text,
            StatementValue.Measure measure => measure.Text,
            StatementValue.Number number => Number.Write(number.Value),
            StatementValue.Share share => Number.Write(share.Value),
            StatementValue.Count count => count.Value,
            StatementValue.Days days => (long)days.Value,
            StatementValue.Hours hours => (long)hours.Value,
            StatementValue.Time time => Instant.Write(time.Value),
            StatementValue.Day day => day.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"{value.GetType().Name} is not a single value."),
        };

    /// <summary>Reads a list of statements; null when the member is absent.</summary>
    public static IReadOnlyList<Statement>? Read(JsonFields fields, string name) =>
        fields.Has(name) ? fields.Objects(name, one => Statement(one, 0)) : null;

    /// <summary>Reads one statement; null when the member is absent.</summary>
    public static Statement? ReadOne(JsonFields fields, string name) => fields.OptionalObject(name, one => Statement(one, 0));

    private static Statement Statement(JsonFields fields, int depth)
    {
        var code = fields.Text("code");
        var values = new SortedDictionary<string, StatementValue>(StringComparer.Ordinal);
        fields.RequiredObject(
            "values",
            members =>
            {
                foreach (var name in members.Names)
                {
                    if (members.RequiredObject(name, value => Value(value, depth)) is { } value)
                    {
                        values[name] = value;
                    }
                }

                return members;
            }
        );
        return new(code, values);
    }

    private static StatementValue Value(JsonFields fields, int depth)
    {
        switch (fields.Word("kind", Kinds))
        {
            case "name":
                return new StatementValue.Name(fields.Text("value", required: false));
            case "person":
                return new StatementValue.Person(fields.Text("value", required: false));
            case "id":
                return new StatementValue.Id(fields.Text("value", required: false));
            case "foreign":
                return new StatementValue.Foreign(fields.Text("value", required: false));
            case "measure":
                return new StatementValue.Measure(fields.Text("value", required: false));
            case "term":
                return new StatementValue.Term(fields.Text("of"), fields.Text("value", required: false));
            case "number":
                return new StatementValue.Number(fields.OptionalNumber("value") ?? Missing(fields));
            case "share":
                return new StatementValue.Share(fields.OptionalNumber("value") ?? Missing(fields));
            case "interval":
                return new StatementValue.Interval(fields.OptionalNumber("low"), fields.OptionalNumber("high"));
            case "count":
                return new StatementValue.Count(fields.Count("value"));
            case "amount":
                return new StatementValue.Amount(Decimal(fields), fields.OptionalText("currency"));
            case "days":
                return new StatementValue.Days(fields.Integer("value"));
            case "hours":
                return new StatementValue.Hours(fields.Integer("value"));
            case "time":
                return new StatementValue.Time(fields.Time("value"));
            case "day":
                return new StatementValue.Day(Day(fields));
            case "list" when depth < MaxDepth:
                return new StatementValue.List(
                    fields.Objects("items", item => Value(item, depth + 1)),
                    fields.OptionalCount("of") is { } all ? (int)Math.Min(all, int.MaxValue) : null
                );
            case "phrase" when depth < MaxDepth:
                return new StatementValue.Phrase(
                    fields.RequiredObject("value", phrase => Statement(phrase, depth + 1)) ?? Policies.Statement.Of(string.Empty)
                );
            default:
                fields.Add("kind", "Values of this kind cannot be read here.");
                return new StatementValue.Name(string.Empty);
        }
    }

    private static double Missing(JsonFields fields)
    {
        fields.Add("value", "A number is missing.");
        return 0;
    }

    private static decimal Decimal(JsonFields fields)
    {
        if (decimal.TryParse(fields.Text("value"), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        fields.Add("value", "Expected an amount as a decimal number.");
        return 0;
    }

    private static DateOnly Day(JsonFields fields)
    {
        if (DateOnly.TryParseExact(fields.Text("value"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        fields.Add("value", "Expected a day, such as 2026-01-31.");
        return default;
    }
}
