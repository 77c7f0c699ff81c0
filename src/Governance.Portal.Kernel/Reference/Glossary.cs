using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Governance.Portal.Kernel.Reference;

/// <summary>
/// The words of the portal and what they mean, in every language: one file for the glossary and for what explains headings.
/// </summary>
public static class Glossary
{
    private static readonly char[] s_digits = [.. "0123456789"];

    private static readonly Lazy<IReadOnlyList<GlossaryEntry>> s_all = new(ReadAll);

    private static readonly Lazy<FrozenDictionary<string, GlossaryEntry>> s_byKey = new(() =>
        s_all.Value.ToFrozenDictionary(e => e.Key, StringComparer.Ordinal)
    );

    /// <summary>Every entry, in the order of the file.</summary>
    public static IReadOnlyList<GlossaryEntry> All => s_all.Value;

    /// <summary>
    /// The entry of a key; null when there is none. A metric at a depth, such as <c>recallAt10</c>, has the one of its kind.
    /// </summary>
    public static GlossaryEntry? Find(string? key) =>
        key is null ? null : s_byKey.Value.GetValueOrDefault(key) ?? s_byKey.Value.GetValueOrDefault($"{key.TrimEnd(s_digits)}K");

    /// <summary>Entries of a part that have every word of a question, by name.</summary>
    public static IReadOnlyList<GlossaryEntry> Search(string? question, GlossaryKind? kind = null)
    {
        var words = (question ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return
        [
            .. All.Where(e => (kind is null || e.Kind == kind) && e.Has(words))
                .OrderByDescending(e => words.Length > 0 && words.All(w => e.Name.Contains(w, StringComparison.CurrentCultureIgnoreCase)))
                .ThenBy(e => e.Name, StringComparer.CurrentCultureIgnoreCase),
        ];
    }

    private static List<GlossaryEntry> ReadAll()
    {
        var file = ReferenceFile.Read("reference/glossary.yaml").Data;
        return
        [
            .. Read(file, "terms", GlossaryKind.Term),
            .. Read(file, "law", GlossaryKind.Law),
            .. Read(file, "metrics", GlossaryKind.Metric),
        ];
    }

    private static IEnumerable<GlossaryEntry> Read(JsonObject file, string part, GlossaryKind kind) =>
        (file[part] as JsonArray ?? throw new FormatException($"glossary.yaml has no part {part}."))
            .OfType<JsonObject>()
            .Select(e => Read(e, kind));

    private static GlossaryEntry Read(JsonObject entry, GlossaryKind kind)
    {
        var key = (string?)entry["key"] ?? throw new FormatException("glossary.yaml: an entry has no key.");
        GlossaryText? Text(string member) => GlossaryText.Read(entry[member], $"{member} of {key}");
        var name = Text("name");
        if (name is null && (kind is not GlossaryKind.Metric || !GlossaryEntry.MetricName(key).IsOurs))
        {
            throw new FormatException($"glossary.yaml: {key} has no name.");
        }

        return new GlossaryEntry(key, kind, name, Text("means") ?? throw new FormatException($"glossary.yaml: {key} has no meaning."))
        {
            Also = Text("also"),
            Law = (string?)entry["law"],
            Formula = Text("formula"),
            Range = (string?)entry["range"],
            HigherIsBetter = (string?)entry["better"] switch
            {
                "higher" => true,
                "lower" => false,
                _ => null,
            },
            Source = Text("source"),
            See = [.. (entry["see"] as JsonArray ?? []).Select(s => (string)s!)],
        };
    }
}
