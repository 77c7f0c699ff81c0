using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Cli.Conversion;

/// <summary>
/// Figures of a report that have no value: NaN, null, "N/A", an empty text. Each is left out and named with its place and what stands
/// there, so that one of them does not cost the others, and no one takes its absence for a good figure.
/// </summary>
internal sealed class UndefinedFigures
{
    private const int MaxListed = 1_000;
    private const int MaxPrinted = 10;

    private readonly Dictionary<string, string> _found = new(StringComparer.Ordinal);
    private readonly List<string> _places = [];

    public int Count => _found.Count;

    /// <summary>Adds one; a place that is read twice counts once.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="found">What stands there.</param>
    public void Add(string place, string found)
    {
        if (_found.TryAdd(place, found))
        {
            _places.Add(place);
        }
    }

    /// <summary>Members of the evidence that name them: the first thousand, and how many there are.</summary>
    public void Write(JsonObject payload)
    {
        if (Count == 0)
        {
            return;
        }

        payload["undefined"] = new JsonArray([
            .. _places.Take(MaxListed).Select(place => (JsonNode)new JsonObject { ["place"] = place, ["found"] = _found[place] }),
        ]);
        payload["undefinedCount"] = Count;
    }

    /// <summary>The same in an answer.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("undefined");
        foreach (var place in _places.Take(MaxListed))
        {
            writer.WriteStartObject();
            writer.WriteString("place", place);
            writer.WriteString("found", _found[place]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>The first of them as lines for people.</summary>
    public IEnumerable<string> Lines() =>
        _places
            .Take(MaxPrinted)
            .Select(place => $"Left out: {place} is {_found[place]}, which is no figure.")
            .Concat(
                Count > MaxPrinted
                    ? [string.Create(CultureInfo.InvariantCulture, $"Left out: {Count - MaxPrinted} more. The evidence names them.")]
                    : []
            );

    /// <summary>The first of them as the end of a sentence.</summary>
    public override string ToString() =>
        string.Join("; ", _places.Take(3).Select(place => $"{place} is {_found[place]}"))
        + (Count > 3 ? string.Create(CultureInfo.InvariantCulture, $"; and {Count - 3} more") : string.Empty);
}
