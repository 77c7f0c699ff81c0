using System.Text;
using System.Text.Json;

namespace Governance.Domain.Lineage;

/// <summary>
/// Facets as they stand after events that came in any order: of each facet the latest word counts, known to us or not. A facet that was
/// taken away stays as its date, so that an older word does not bring it back.
/// </summary>
public sealed class FacetSet
{
    /// <summary>Nothing said yet.</summary>
    public const string Empty = "{}";

    private readonly SortedDictionary<string, Word> _words = new(StringComparer.Ordinal);

    /// <summary>Names of the facets that are there.</summary>
    public IEnumerable<string> Names => _words.Where(w => w.Value.Json is not null).Select(w => w.Key);

    /// <summary>Reads the stored form.</summary>
    public static FacetSet Parse(string stored)
    {
        var set = new FacetSet();
        using var document = JsonDocument.Parse(stored);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            set._words[member.Name] = new Word(
                member.Value.GetProperty("at").GetInt64(),
                member.Value.TryGetProperty("facet", out var facet) ? facet.GetRawText() : null
            );
        }

        return set;
    }

    /// <summary>Hears what an event says.</summary>
    /// <returns>True when something is other than before.</returns>
    public bool Hear(JsonElement facets, DateTimeOffset at)
    {
        var changed = false;
        if (facets.ValueKind is not JsonValueKind.Object)
        {
            return changed;
        }

        foreach (var facet in facets.EnumerateObject())
        {
            var said = new Word(at.UtcTicks, IsTakenAway(facet.Value) ? null : PlainJson.Sorted(facet.Value));
            if (!_words.TryGetValue(facet.Name, out var known) || said.Replaces(known))
            {
                _words[facet.Name] = said;
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>A facet as it stands; undefined when there is none.</summary>
    public JsonElement Find(string name)
    {
        if (!_words.TryGetValue(name, out var word) || word.Json is not { } json)
        {
            return default;
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>The facets as an event would write them.</summary>
    public string ToJson() => Write(stored: false);

    /// <summary>The stored form.</summary>
    public string ToStored() => Write(stored: true);

    private static bool IsTakenAway(JsonElement facet) =>
        facet.ValueKind is JsonValueKind.Null
        || (
            facet.ValueKind is JsonValueKind.Object
            && facet.TryGetProperty("_deleted", out var deleted)
            && deleted.ValueKind is JsonValueKind.True
        );

    private string Write(bool stored)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach (var (name, word) in _words.Where(w => stored || w.Value.Json is not null))
            {
                writer.WritePropertyName(name);
                if (!stored)
                {
                    writer.WriteRawValue(word.Json!);
                    continue;
                }

                writer.WriteStartObject();
                writer.WriteNumber("at", word.At);
                if (word.Json is { } json)
                {
                    writer.WritePropertyName("facet");
                    writer.WriteRawValue(json);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    // Of two words of one instant any may count, as long as it is always the same one.
    private readonly record struct Word(long At, string? Json)
    {
        public bool Replaces(Word known) => At > known.At || (At == known.At && string.CompareOrdinal(Json ?? "", known.Json ?? "") > 0);
    }
}
