using System.Globalization;
using System.Text.Json;

namespace Governance.Policies;

/// <summary>
/// One JSON object of a payload. A member of the wrong type is refused with its path; unknown members are passed over, for the formats are
/// not ours.
/// </summary>
internal sealed class Payload
{
    private const int MaxItems = 20_000;
    private const int MaxText = 1_000;
    private const int MaxProse = 4_000;
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly string _path;

    public Payload(JsonElement element, string path)
    {
        _path = path;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new PayloadShapeException($"{path} is {JsonFields.Kind(element)}, expected an object");
        }

        foreach (var member in element.EnumerateObject())
        {
            _members[
                StrictJson.TryName(member, out var name)
                    ? name
                    : throw new PayloadShapeException("the name of a member is not valid Unicode")
            ] = member.Value;
        }
    }

    public IEnumerable<string> Names => _members.Keys.Order(StringComparer.Ordinal);

    public bool Has(string name) => Find(name) is not null;

    public JsonElement? Find(string name) =>
        _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public bool IsNull(string name) => _members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Null;

    public string? Word(string name) => Find(name) is { } value ? AsWord(value, PathOf(name)) : null;

    /// <summary>
    /// A text that people read and no rule compares: as long as its author made it, and quoted here up to a length; null without one.
    /// </summary>
    public string? Prose(string name) =>
        Find(name) is not { ValueKind: JsonValueKind.String } text ? null
        : !StrictJson.TryText(text, out var prose) ? throw new PayloadShapeException($"{PathOf(name)} is not valid Unicode")
        : Quoted(prose);

    /// <summary>The texts of a list, as <see cref="Prose"/> reads one; null when it is no list of texts.</summary>
    public string? ProseOfList(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } list
        && list.GetArrayLength() is > 0 and <= MaxItems
        && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && StrictJson.TryText(item, out _))
            ? Quoted(
                string.Join(
                    ", ",
                    list.EnumerateArray().Select(item => item.GetString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                )
            )
            : null;

    private static string? Quoted(string text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : text.Length <= MaxProse ? text
        : text[..(char.IsHighSurrogate(text[MaxProse - 1]) ? MaxProse - 1 : MaxProse)] + "…";

    public Payload? Object(string name) => Find(name) is { } value ? new(value, PathOf(name)) : null;

    public IReadOnlyList<Payload> Objects(string name) => [.. Items(name).Select(item => new Payload(item.Element, item.Path))];

    /// <summary>Objects and words, in a list or one alone, as JSON-LD writes what may stand in place or be named.</summary>
    public IReadOnlyList<(Payload? Object, string? Name)> ObjectsOrNames(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object or JsonValueKind.String } one
            ? [ObjectOrName(one, PathOf(name))]
            : [.. Items(name).Select(item => ObjectOrName(item.Element, item.Path))];

    private static (Payload? Object, string? Name) ObjectOrName(JsonElement element, string path) =>
        element.ValueKind is JsonValueKind.String ? (null, AsWord(element, path)) : (new Payload(element, path), null);

    public IReadOnlyList<string> Words(string name) =>
        [.. Items(name).Select(item => AsWord(item.Element, item.Path)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Words given as one word, as a list of words, or as a list of objects that name them in <paramref name="member"/> or in <c>name</c>.
    /// </summary>
    public IReadOnlyList<string> WordsOrNames(string name, string member)
    {
        if (Find(name) is { ValueKind: JsonValueKind.String } single)
        {
            return [AsWord(single, PathOf(name))];
        }

        return
        [
            .. Items(name)
                .Select(item =>
                    item.Element.ValueKind == JsonValueKind.Object
                        ? new Payload(item.Element, item.Path) is var inner && (inner.Word(member) ?? inner.Word("name")) is { } word
                            ? word
                            : throw new PayloadShapeException($"{item.Path} is missing a {member}")
                        : AsWord(item.Element, item.Path)
                )
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The words in <paramref name="member"/> of those items of a list that are objects.</summary>
    public IReadOnlyList<string> MembersOf(string name, string member) =>
        Find(name) is { ValueKind: JsonValueKind.Array }
            ?
            [
                .. Items(name)
                    .Where(item => item.Element.ValueKind == JsonValueKind.Object)
                    .Select(item => new Payload(item.Element, item.Path).Word(member))
                    .OfType<string>(),
            ]
            : [];

    /// <summary>A count given as a whole number, or as a list whose items are counted.</summary>
    public long? CountOrLength(string name) => Find(name) is { ValueKind: JsonValueKind.Array } list ? list.GetArrayLength() : Count(name);

    public long? Count(string name) =>
        Find(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var count) && count is >= 0 and <= 1L << 53 => count,
            { } other => throw new PayloadShapeException(
                $"{PathOf(name)} is {JsonFields.Kind(other)}, expected a whole number of at least 0"
            ),
        };

    /// <summary>Whether a member is a number above zero.</summary>
    public bool IsPositive(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } number
        && Policies.Number.TryRead(number.GetRawText(), out var value)
        && value > 0;

    public double? Number(string name) =>
        Find(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } number when Policies.Number.TryRead(number.GetRawText(), out var value) => value,
            { ValueKind: JsonValueKind.String } text when Policies.Number.TryRead(AsWord(text, PathOf(name)), out var value) => value,
            { } other => throw new PayloadShapeException($"{PathOf(name)} is {JsonFields.Kind(other)}, expected a finite number"),
        };

    /// <summary>Names of the members that hold something: not null, not empty, not only white space.</summary>
    public IReadOnlyList<string> FilledMembers() =>
        [
            .. _members
                .Where(member => IsFilled(member.Value) && member.Key.Length is > 0 and <= MaxText)
                .Select(member => member.Key)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The numeric statistics of a drift feature; of a nested test (<c>ks</c>) its <c>statistic</c>.</summary>
    public IReadOnlyDictionary<string, double?> Statistics()
    {
        var statistics = new SortedDictionary<string, double?>(StringComparer.Ordinal);
        foreach (var (name, value) in _members)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Number:
                    statistics[name] = Number(name);
                    break;
                case JsonValueKind.Object when value.TryGetProperty("statistic", out var inner):
                    statistics[name] = inner.ValueKind == JsonValueKind.Null ? null : new Payload(value, PathOf(name)).Number("statistic");
                    break;
                default:
                    break;
            }
        }

        return statistics;
    }

    public string PathOf(string name) => _path.Length == 0 ? YamlTreeReader.Shown(name) : $"{_path}.{YamlTreeReader.Shown(name)}";

    private static bool IsFilled(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => false,
            JsonValueKind.String => StrictJson.TryText(value, out var text) && text.Split('\n').Any(CardText.Says),
            JsonValueKind.Array => value.EnumerateArray().Any(IsFilled),
            JsonValueKind.Object => value.EnumerateObject().Any(member => IsFilled(member.Value)),
            _ => true,
        };

    private static string AsWord(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw new PayloadShapeException($"{path} is {JsonFields.Kind(value)}, expected a text");
        }

        if (!StrictJson.TryText(value, out var text))
        {
            throw new PayloadShapeException($"{path} is not valid Unicode");
        }

        return string.IsNullOrWhiteSpace(text) ? throw new PayloadShapeException($"{path} is an empty text")
            : text.Length > MaxText
                ? throw new PayloadShapeException(
                    string.Create(CultureInfo.InvariantCulture, $"{path} has {text.Length:#,0} characters, and {MaxText:#,0} are read")
                )
            : text;
    }

    private IEnumerable<(JsonElement Element, string Path)> Items(string name)
    {
        if (Find(name) is not { } list)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MaxItems)
        {
            throw new PayloadShapeException(
                list.ValueKind == JsonValueKind.Array
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{PathOf(name)} has {list.GetArrayLength():#,0} items; {MaxItems:#,0} are read"
                    )
                    : $"{PathOf(name)} is {JsonFields.Kind(list)}, expected a list"
            );
        }

        return list.EnumerateArray()
            .Select((element, index) => (element, string.Create(CultureInfo.InvariantCulture, $"{PathOf(name)}[{index}]")));
    }
}
