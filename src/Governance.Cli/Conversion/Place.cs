using System.Globalization;
using System.Text.Json;

namespace Governance.Cli.Conversion;

/// <summary>A value of a report with the path that leads to it: what is wrong names its place.</summary>
/// <param name="value">The value.</param>
/// <param name="path">Where it is; empty for the whole document.</param>
internal readonly struct Place(JsonElement value, string path)
{
    private const int MaxText = 500;
    private const int MaxLongText = 10_000;
    private const int MaxItems = 200_000;

    public string Path => path is "" ? "the document" : path;

    public bool IsObject => value.ValueKind is JsonValueKind.Object;

    public bool IsList => value.ValueKind is JsonValueKind.Array;

    public bool IsText => value.ValueKind is JsonValueKind.String;

    public bool IsNumber => value.ValueKind is JsonValueKind.Number;

    public bool IsNull => value.ValueKind is JsonValueKind.Null;

    /// <summary>A member; null when it is absent or null.</summary>
    public Place? Find(string name)
    {
        if (!IsObject)
        {
            throw Wrong("an object");
        }

        return value.TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null ? At(name, member) : null;
    }

    public Place Need(string name) => Find(name) ?? throw Bad($"{name} is missing");

    public bool Has(string name) => IsObject && value.TryGetProperty(name, out _);

    public IEnumerable<Place> Items()
    {
        if (!IsList)
        {
            throw Wrong("a list");
        }

        var here = path;
        return value.GetArrayLength() <= MaxItems
            ? value.EnumerateArray().Select((item, n) => new Place(item, string.Create(CultureInfo.InvariantCulture, $"{here}[{n}]")))
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

    public string Text() =>
        IsText && value.GetString() is { Length: > 0 and <= MaxText } text ? text : throw Wrong("a text of at most 500 characters");

    /// <summary>A text of a card, which may be some pages long; empty when nothing was written.</summary>
    public string LongText() =>
        IsText && value.GetString() is { Length: <= MaxLongText } text ? text : throw Wrong("a text of at most 10,000 characters");

    public double Number() => NumberOrNull() ?? throw Wrong("a finite number");

    /// <summary>A number; null for what the tool could not compute.</summary>
    public double? NumberOrNull() =>
        IsNull ? null
        : IsNumber && value.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw Wrong("a finite number");

    public double Share() => Number() is >= 0 and <= 1 and var share ? share : throw Bad("it is not between 0 and 1");

    /// <summary>A count; some tools write it as 3.0.</summary>
    public long Count() =>
        IsNumber && value.TryGetDouble(out var number) && number is >= 0 and <= 1L << 53 && double.IsInteger(number)
            ? (long)number
            : throw Wrong("a whole number of at least 0");

    public bool Flag() =>
        value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong("true or false"),
        };

    public ConversionException Bad(string reason) => new(Path, reason);

    private Place At(string name, JsonElement member)
    {
        var shown = name.Length <= 80 ? name : name[..80] + "…";
        return new Place(member, path.Length == 0 ? shown : $"{path}.{shown}");
    }

    private ConversionException Wrong(string expected) =>
        new(
            Path,
            $"expected {expected}, found "
                + value.ValueKind switch
                {
                    JsonValueKind.Object => "an object",
                    JsonValueKind.Array => "a list",
                    JsonValueKind.String => value.GetString()!.Length == 0 ? "an empty text" : "a text",
                    JsonValueKind.Number => $"the number {value.GetRawText()[..Math.Min(40, value.GetRawText().Length)]}",
                    JsonValueKind.Null => "null",
                    _ => "true or false",
                }
        );
}
