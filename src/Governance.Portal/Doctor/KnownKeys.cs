using System.Text.Json;

namespace Governance.Portal.Doctor;

/// <summary>
/// The keys that there are, read from appsettings.Example.json, which is built in: a test holds that it has every key and no other.
/// </summary>
internal sealed class KnownKeys
{
    private readonly Dictionary<string, JsonValueKind> _keys = new(StringComparer.OrdinalIgnoreCase);

    private KnownKeys() { }

    /// <summary>Sections of the portal.</summary>
    public IReadOnlyCollection<string> Sections => [.. _keys.Keys.Where(k => !k.Contains(':', StringComparison.Ordinal))];

    /// <summary>Reads them.</summary>
    public static KnownKeys Read()
    {
        using var stream =
            typeof(KnownKeys).Assembly.GetManifestResourceStream("appsettings.Example.json")
            ?? throw new InvalidOperationException("appsettings.Example.json is not built in.");
        using var json = JsonDocument.Parse(
            stream,
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
        );
        var known = new KnownKeys();
        known.Add("", json.RootElement);
        return known;
    }

    /// <summary>True when the key is one, or a part of a list.</summary>
    public bool Has(string key) =>
        _keys.ContainsKey(key) || Above(key).Any(above => _keys.TryGetValue(above, out var kind) && kind is JsonValueKind.Array);

    /// <summary>
    /// True when the key holds a number or a yes or no. Anything else may hold a secret, or a part of one: an address, a path, a name.
    /// </summary>
    public bool IsPlain(string key) =>
        _keys.TryGetValue(key, out var kind) && kind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    /// <summary>The key that was probably meant; null when none is near.</summary>
    public string? Near(string key)
    {
        var parent = key[..(key.LastIndexOf(':') + 1)];
        return _keys
            .Keys.Where(k => k.Length > parent.Length && k.LastIndexOf(':') + 1 == parent.Length)
            .Where(k => k.StartsWith(parent, StringComparison.OrdinalIgnoreCase))
            .Select(k => (Key: k, Distance: Distance(k.ToUpperInvariant(), key.ToUpperInvariant())))
            .Where(k => k.Distance <= 3)
            .OrderBy(k => k.Distance)
            .Select(k => k.Key)
            .FirstOrDefault();
    }

    private static IEnumerable<string> Above(string key)
    {
        for (var at = key.LastIndexOf(':'); at > 0; at = key.LastIndexOf(':', at - 1))
        {
            yield return key[..at];
        }
    }

    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    private void Add(string path, JsonElement element)
    {
        if (path.Length > 0)
        {
            _keys[path] = element.ValueKind;
        }

        if (element.ValueKind is JsonValueKind.Object)
        {
            foreach (var child in element.EnumerateObject())
            {
                Add(path.Length == 0 ? child.Name : $"{path}:{child.Name}", child.Value);
            }
        }
    }
}
