using System.Globalization;
using System.Text.Json.Nodes;

namespace Governance.Domain.Compliance;

/// <summary>Strict reading of a mapping of the reference data: every key is asked for by name, what no one asks for is a fault.</summary>
/// <exception cref="FormatException">Thrown by every reading; the message names the place.</exception>
internal sealed class ReferenceFields
{
    private readonly JsonObject _map;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    private ReferenceFields(JsonObject map, string path) => (_map, Path) = (map, path);

    public string Path { get; }

    public static ReferenceFields Of(JsonNode? node, string path) =>
        node is JsonObject map ? new ReferenceFields(map, path) : throw new FormatException($"{path}: this must be a mapping.");

    public static IReadOnlyList<string> Texts(JsonNode? node, string path) =>
        node switch
        {
            null => [],
            JsonArray list => [.. list.Select((item, i) => TextOf(item, $"{path}[{i}]"))],
            _ => throw new FormatException($"{path}: this must be a list."),
        };

    public static DateOnly Date(string text, string path) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new FormatException($"{path}: {text} is not a date.");

    public JsonNode? Node(string key)
    {
        _asked.Add(key);
        return _map[key];
    }

    public string Text(string key) => TextOf(Node(key), $"{Path}.{key}");

    public string? OptionalText(string key) => Node(key) is { } node ? TextOf(node, $"{Path}.{key}") : null;

    public IReadOnlyList<string> Texts(string key) => Texts(Node(key), $"{Path}.{key}");

    public bool Flag(string key) =>
        Node(key) switch
        {
            null => false,
            JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
            _ => throw new FormatException($"{Path}.{key}: this must be true or false."),
        };

    public long? Number(string key) =>
        Node(key) switch
        {
            null => null,
            JsonValue value when value.TryGetValue<long>(out var number) => number,
            _ => throw new FormatException($"{Path}.{key}: this must be a number."),
        };

    public DateOnly Date(string key) => Date(Text(key), $"{Path}.{key}");

    public DateOnly? OptionalDate(string key) => OptionalText(key) is { } text ? Date(text, $"{Path}.{key}") : null;

    public ReferenceFields Map(string key) => Of(Node(key), $"{Path}.{key}");

    public ReferenceFields? OptionalMap(string key) => Node(key) is { } node ? Of(node, $"{Path}.{key}") : null;

    public IEnumerable<(string Key, JsonNode? Value)> Members()
    {
        foreach (var (key, value) in _map)
        {
            _asked.Add(key);
            yield return (key, value);
        }
    }

    public List<ReferenceFields> List(string key) =>
        Node(key) switch
        {
            null => [],
            JsonArray list => [.. list.Select((item, i) => Of(item, $"{Path}.{key}[{i}]"))],
            _ => throw new FormatException($"{Path}.{key}: this must be a list."),
        };

    /// <summary>Keys for people, not read here.</summary>
    public ReferenceFields Skip(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            _asked.Add(key);
        }

        return this;
    }

    /// <summary>Refuses what no one asked for.</summary>
    public void End()
    {
        if (_map.Select(m => m.Key).FirstOrDefault(key => !_asked.Contains(key)) is { } unknown)
        {
            throw new FormatException($"{Path}: the key {unknown} is not known.");
        }
    }

    private static string TextOf(JsonNode? node, string path) =>
        node is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw new FormatException($"{path}: this must be a text.");
}
