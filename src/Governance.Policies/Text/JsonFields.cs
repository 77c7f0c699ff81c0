using System.Globalization;
using System.Text.Json;

namespace Governance.Policies;

/// <summary>Strict reading of one JSON object: every member is asked for by name, and what was not asked for is a problem.</summary>
internal sealed class JsonFields
{
    private const int MaxTextLength = 4_000;
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly List<DocumentProblem> _problems;
    private readonly string _prefix;

    public JsonFields(JsonElement element, string path, List<DocumentProblem> problems)
    {
        _problems = problems;
        _prefix = path.Length == 0 ? string.Empty : path + ".";
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new(path, $"Expected an object, found {Kind(element)}."));
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!StrictJson.TryName(member, out var name))
            {
                problems.Add(new(path, "The name of a member is not valid Unicode."));
                continue;
            }

            _members[name] = member.Value;
        }
    }

    public const int MaxDepth = 32;

    public string Path(string name) => _prefix + name;

    public void Add(string name, string message) => _problems.Add(new(_prefix + name, message));

    public bool Has(string name) => Find(name) is not null;

    /// <summary>The member itself, for what has a reader of its own; null when it is absent or null.</summary>
    public JsonElement? Element(string name) => Find(name);

    /// <summary>Names of all members, for an object whose members are named by what they hold.</summary>
    public IReadOnlyCollection<string> Names => _members.Keys;

    /// <summary>Reports the members no one asked for.</summary>
    public void End()
    {
        foreach (var name in _members.Keys.Where(name => !_asked.Contains(name)))
        {
            Add(YamlTreeReader.Shown(name), $"This member is not known. {Closest.Suggest(name, _asked) ?? string.Empty}".TrimEnd());
        }
    }

    public string Text(string name, bool required = true)
    {
        var value = Find(name);
        if (value is null)
        {
            if (required)
            {
                Add(name, "A text is missing.");
            }

            return string.Empty;
        }

        if (
            value.Value.ValueKind != JsonValueKind.String
            || !StrictJson.TryText(value.Value, out var text)
            || text.Length > MaxTextLength
            || (required && string.IsNullOrWhiteSpace(text))
        )
        {
            Add(
                name,
                value.Value.ValueKind == JsonValueKind.String
                    ? "The text is empty, too long or not valid Unicode."
                    : $"Expected text, found {Kind(value.Value)}."
            );
            return string.Empty;
        }

        return text;
    }

    public string? OptionalText(string name) => Has(name) ? Text(name) : null;

    public string Word(string name, IReadOnlyList<string> words)
    {
        var text = Text(name);
        if (text.Length > 0 && !words.Contains(text, StringComparer.Ordinal))
        {
            Add(name, $"“{YamlTreeReader.Shown(text)}” is not allowed. Use one of: {string.Join(", ", words)}.");
        }

        return text;
    }

    public string Sha256(string name)
    {
        var text = Text(name);
        if (text.Length > 0 && !Digest.IsSha256(text))
        {
            Add(name, "Expected a SHA-256 digest of 64 lower-case hexadecimal digits.");
        }

        return text;
    }

    public string? OptionalSha256(string name) => Has(name) ? Sha256(name) : null;

    public DateTimeOffset Time(string name) => TimeWhere(name).ToUniversalTime();

    /// <summary>A time at the offset that it names.</summary>
    public DateTimeOffset TimeWhere(string name)
    {
        var text = Text(name);
        if (text.Length > 0 && !Instant.TryReadWhere(text, out var time))
        {
            Add(name, "Expected a time with a time zone, such as 2026-01-31T09:30:00.000Z.");
            return default;
        }

        return text.Length > 0 && Instant.TryReadWhere(text, out time) ? time : default;
    }

    public long? OptionalCount(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count is >= 0 and <= 1L << 53)
        {
            return count;
        }

        Add(name, $"Expected a whole number from 0 to 2^53, found {Kind(value)}.");
        return null;
    }

    public long Count(string name)
    {
        if (!Has(name))
        {
            Add(name, "A whole number is missing.");
        }

        return OptionalCount(name) ?? 0;
    }

    public int Integer(string name)
    {
        if (Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number))
        {
            return number;
        }

        Add(name, "Expected a whole number.");
        return 0;
    }

    public double? OptionalNumber(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String when StrictJson.TryText(value, out var written) => written,
            _ => string.Empty,
        };
        if (Number.TryRead(text, out var number))
        {
            return number;
        }

        Add(name, $"Expected a finite number (or null when it is undefined), found {Kind(value)}.");
        return null;
    }

    public bool? OptionalFlag(string name)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.True }:
                return true;
            case { ValueKind: JsonValueKind.False }:
                return false;
            case { } value:
                Add(name, $"Expected true or false, found {Kind(value)}.");
                return null;
        }
    }

    public IReadOnlyList<string> Texts(string name) =>
        Items(
            name,
            (value, path) =>
            {
                if (
                    value.ValueKind == JsonValueKind.String
                    && StrictJson.TryText(value, out var text)
                    && text.Length is > 0 and <= MaxTextLength
                )
                {
                    return text;
                }

                _problems.Add(new(path, $"Expected text, found {Kind(value)}."));
                return string.Empty;
            }
        );

    /// <summary>A list of whole numbers from 1 up; an absent one is empty.</summary>
    public IReadOnlyList<int> Counts(string name) =>
        Items(
            name,
            (value, path) =>
            {
                if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0)
                {
                    return number;
                }

                _problems.Add(new(path, $"Expected a whole number from 1 up, found {Kind(value)}."));
                return 1;
            }
        );

    public SortedDictionary<string, string> Map(string name)
    {
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Find(name) is not { } value)
        {
            return map;
        }

        var fields = new JsonFields(value, Path(name), _problems);
        foreach (var key in fields._members.Keys)
        {
            map[key] = fields.Text(key);
        }

        return map;
    }

    public SortedDictionary<string, double?> Numbers(string name)
    {
        var map = new SortedDictionary<string, double?>(StringComparer.Ordinal);
        if (Find(name) is not { } value)
        {
            return map;
        }

        var fields = new JsonFields(value, Path(name), _problems);
        foreach (var key in fields._members.Keys)
        {
            map[key] = fields.OptionalNumber(key);
        }

        return map;
    }

    public T? OptionalObject<T>(string name, Func<JsonFields, T> read)
        where T : class => Find(name) is { } value ? ReadObject(value, Path(name), read) : null;

    public T? RequiredObject<T>(string name, Func<JsonFields, T> read)
        where T : class
    {
        if (!Has(name))
        {
            Add(name, "An object is missing.");
        }

        return OptionalObject(name, read);
    }

    public IReadOnlyList<T> Objects<T>(string name, Func<JsonFields, T> read) =>
        Items(name, (value, path) => ReadObject(value, path, read));

    public static string Kind(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            _ => "true or false",
        };

    private T ReadObject<T>(JsonElement value, string path, Func<JsonFields, T> read)
    {
        var fields = new JsonFields(value, path, _problems);
        var result = read(fields);
        fields.End();
        return result;
    }

    private List<T> Items<T>(string name, Func<JsonElement, string, T> read)
    {
        var items = new List<T>();
        if (Find(name) is not { } value)
        {
            return items;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Add(name, $"Expected a list, found {Kind(value)}.");
            return items;
        }

        foreach (var item in value.EnumerateArray())
        {
            items.Add(read(item, string.Create(CultureInfo.InvariantCulture, $"{Path(name)}[{items.Count}]")));
        }

        return items;
    }

    /// <summary>The member, or null when it is absent or null: the two mean the same in our documents.</summary>
    private JsonElement? Find(string name)
    {
        _asked.Add(name);
        return _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
