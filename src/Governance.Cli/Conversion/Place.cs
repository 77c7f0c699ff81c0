using System.Globalization;
using System.Text.Json;
using Governance.Domain;

namespace Governance.Cli.Conversion;

/// <summary>A value of a report with the path that leads to it: what is wrong names its place.</summary>
/// <param name="value">The value.</param>
/// <param name="path">Where it is; empty for the whole document.</param>
/// <param name="undefined">Where figures without a value are named.</param>
internal readonly struct Place(JsonElement value, string path, UndefinedFigures undefined)
{
    private const int MaxText = 500;
    private const int MaxLongText = 10_000;
    private const int MaxItems = 200_000;

    public string Path => path is "" ? "the document" : path;

    public bool IsObject => value.ValueKind is JsonValueKind.Object;

    public bool IsList => value.ValueKind is JsonValueKind.Array;

    public bool IsText => value.ValueKind is JsonValueKind.String;

    public bool IsNumber => value.ValueKind is JsonValueKind.Number;

    /// <summary>Whether nothing was computed here: null, or one of the ways in which programs write that in a text.</summary>
    public bool IsUndefined => value.ValueKind is JsonValueKind.Null || (IsText && UndefinedNumber.Is(value.GetString()!));

    /// <summary>The figures of the report that have no value.</summary>
    public UndefinedFigures Undefined => undefined;

    /// <summary>A member; null when it is absent or null.</summary>
    public Place? Find(string name)
    {
        if (!IsObject)
        {
            throw Wrong("an object");
        }

        return value.TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null ? At(name, member) : null;
    }

    /// <summary>A member that has to be there; what it holds may be null.</summary>
    public Place Member(string name) =>
        !IsObject ? throw Wrong("an object")
        : value.TryGetProperty(name, out var there) ? At(name, there)
        : throw Bad($"{name} is missing");

    public Place Need(string name) => Find(name) ?? throw Bad($"{name} is missing");

    public bool Has(string name) => IsObject && value.TryGetProperty(name, out _);

    public IEnumerable<Place> Items()
    {
        if (!IsList)
        {
            throw Wrong("a list");
        }

        var (here, named) = (path, undefined);
        return value.GetArrayLength() <= MaxItems
            ? value
                .EnumerateArray()
                .Select((item, n) => new Place(item, string.Create(CultureInfo.InvariantCulture, $"{here}[{n}]"), named))
            : throw Bad(string.Create(CultureInfo.InvariantCulture, $"it has more than {MaxItems:#,0} items"));
    }

    public IEnumerable<(string Name, Place Value)> Members()
    {
        if (!IsObject)
        {
            throw Wrong("an object");
        }

        var here = this;
        return value.EnumerateObject().Select(m => (m.Name, here.At(m.Name, m.Value)));
    }

    /// <summary>
    /// What stands in a text that is JSON itself, as pandas' <c>to_json</c> makes it; the value as it is where it is no text.
    /// </summary>
    public Place Nested()
    {
        if (!IsText)
        {
            return this;
        }

        try
        {
            using var document = JsonDocument.Parse(value.GetString()!);
            return new Place(document.RootElement.Clone(), path, undefined);
        }
        catch (JsonException)
        {
            throw Bad("its text is not readable as JSON");
        }
    }

    public string Text() =>
        IsText && value.GetString() is { Length: > 0 and <= MaxText } text ? text : throw Wrong("a text of at most 500 characters");

    /// <summary>A name, which some tools write as a number where it is one of classes.</summary>
    public string Name() => IsNumber ? Raw : Text();

    /// <summary>
    /// A number of NumPy as the number: programs that write objects of Python as JSON make
    /// <c>{"dtype": "float64", "value": 0.09}</c> of one.
    /// </summary>
    public Place OfNumPy() => IsObject && Find("dtype") is { IsText: true } && Has("value") ? Member("value") : this;

    /// <summary>A text of a card, which may be some pages long; empty when nothing was written.</summary>
    public string LongText() =>
        IsText && value.GetString() is { Length: <= MaxLongText } text ? text : throw Wrong("a text of at most 10,000 characters");

    /// <summary>A figure; null for what is no finite number, which is named.</summary>
    public double? Figure() => IsNumber && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : Unsaid();

    /// <summary>Names what stands here as no figure.</summary>
    public double? Unsaid()
    {
        undefined.Add(Path, Found());
        return null;
    }

    /// <summary>A figure that the member has to be there for.</summary>
    public double? Figure(string member) => Member(member).Figure();

    /// <summary>A figure that may be left out.</summary>
    public double? FigureIfAny(string member) => Has(member) ? Member(member).Figure() : null;

    /// <summary>A figure between 0 and 1.</summary>
    public double? Share() =>
        Figure() is not { } share ? null
        : share is >= 0 and <= 1 ? share
        : throw Bad("it is not between 0 and 1");

    /// <summary>A count, which some tools write as 3.0; null for what is no number, which is named.</summary>
    public long? Count() =>
        Figure() is not { } number ? null
        : number is >= 0 and <= 1L << 53 && double.IsInteger(number) ? (long)number
        : throw Wrong("a whole number of at least 0");

    /// <summary>A count that the member has to be there for.</summary>
    public long? Count(string member) => Member(member).Count();

    /// <summary>A count that may be left out.</summary>
    public long? CountIfAny(string member) => Has(member) ? Member(member).Count() : null;

    /// <summary>The version that a member states; null where it states none.</summary>
    public string? Version(string member) =>
        Find(member) is not { IsUndefined: false } said ? null
        : said.IsNumber ? said.Raw
        : said.Text();

    /// <summary>True or false, also as a word; null for anything else.</summary>
    public bool? Truth() =>
        value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when bool.TryParse(value.GetString(), out var word) => word,
            _ => null,
        };

    public bool Flag() =>
        value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong("true or false"),
        };

    /// <summary>Nothing of the report is evidence: because nothing is there, has a value, or is known.</summary>
    /// <param name="what">What it lists, as one word.</param>
    /// <param name="unknown">Names of what it lists and the portal does not take.</param>
    /// <param name="empty">What to say when it lists nothing.</param>
    public ConversionException None(string what, IEnumerable<string> unknown, string? empty = null)
    {
        var names = unknown.Take(10).ToList();
        return Bad(
            names.Count > 0 ? $"the portal accepts none of its {what}s as evidence: {string.Join(", ", names)}"
            : undefined.Count > 0 ? $"none of its figures has a value ({undefined})"
            : empty ?? $"it holds no {what}"
        );
    }

    public ConversionException Bad(string reason) => new(Path, reason);

    private string Raw => value.GetRawText()[..Math.Min(40, value.GetRawText().Length)];

    private Place At(string name, JsonElement member)
    {
        var shown = name.Length <= 80 ? name : name[..80] + "…";
        return new Place(
            member,
            string.IsNullOrWhiteSpace(name) ? $"{path}[\"{shown}\"]"
                : path.Length == 0 ? shown
                : $"{path}.{shown}",
            undefined
        );
    }

    private ConversionException Wrong(string expected) => new(Path, $"expected {expected}, found {Found()}");

    // A text may be of the data: only what is known to say "nothing" is repeated.
    private string Found() =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String when value.GetString()!.Length == 0 => "an empty text",
            JsonValueKind.String when string.IsNullOrWhiteSpace(value.GetString()) => "a blank text",
            JsonValueKind.String when value.GetString() is "NaN" or "Infinity" or "-Infinity" => value.GetString()!,
            JsonValueKind.String when IsUndefined => $"the text {value.GetString()!.Trim()}",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => $"the number {Raw}",
            JsonValueKind.Null => "null",
            _ => "true or false",
        };
}
