using System.Text.Json;

namespace Governance.Policies;

/// <summary>
/// Reads OpenLineage events (one, or a list <c>events</c>) into the graph a gate looks at: which datasets were made of which.
/// </summary>
internal static class LineagePayload
{
    private const int MaxDatasets = 5_000;
    private const int MaxSteps = 200_000;

    public static LineageFacts? Read(Payload payload)
    {
        var events =
            payload.Has("events") ? payload.Objects("events")
            : payload.Has("inputs") || payload.Has("outputs") ? [payload]
            : null;
        if (events is null)
        {
            return null;
        }

        var digests = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        var madeOf = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var steps = 0;
        foreach (var one in events)
        {
            var inputs = Datasets(one, "inputs", digests);
            foreach (var output in Datasets(one, "outputs", digests))
            {
                if (!madeOf.TryGetValue(output, out var sources))
                {
                    madeOf[output] = sources = new(StringComparer.Ordinal);
                }

                sources.UnionWith(inputs.Where(input => input != output));
                if ((steps += inputs.Count) > MaxSteps)
                {
                    throw new PayloadShapeException("the graph has more steps than are read");
                }
            }
        }

        return new(Depth(madeOf), [.. digests.Select(pair => new LineageDataset(pair.Key, pair.Value))]);
    }

    private static List<string> Datasets(Payload one, string member, SortedDictionary<string, string?> digests)
    {
        var names = new List<string>();
        foreach (var dataset in one.Objects(member))
        {
            var space = dataset.Word("namespace") ?? throw new PayloadShapeException($"{dataset.PathOf("namespace")} is missing");
            var name = $"{space}/{dataset.Word("name") ?? throw new PayloadShapeException($"{dataset.PathOf("name")} is missing")}";
            var digest = DigestOf(dataset);
            digests[name] = digest ?? digests.GetValueOrDefault(name);
            names.Add(name);
            if (digests.Count > MaxDatasets)
            {
                throw new PayloadShapeException("the graph has more than 5,000 datasets");
            }
        }

        return names;
    }

    /// <summary>
    /// The digest of a dataset: the facet <c>version</c> (<c>datasetVersion</c>) where it is one, or a facet <c>governance</c> with
    /// <c>sha256</c>.
    /// </summary>
    private static string? DigestOf(Payload dataset)
    {
        var facets = dataset.Object("facets");
        var digest = Of(facets, "governance", "sha256") ?? Of(facets, "version", "datasetVersion");
        return digest is not null && Digest.IsSha256(digest) ? digest : null;

        static string? Of(Payload? facets, string facet, string member) =>
            facets?.Find(facet) is { ValueKind: JsonValueKind.Object }
            && facets.Object(facet)?.Find(member) is { ValueKind: JsonValueKind.String }
                ? facets.Object(facet)!.Word(member)
                : null;
    }

    /// <summary>
    /// Steps from what nothing else was made of back to the farthest dataset, by the shortest way there: a loop in the graph adds nothing.
    /// A graph that is nothing but loops is measured from every dataset that was made.
    /// </summary>
    private static int Depth(Dictionary<string, HashSet<string>> madeOf)
    {
        var used = madeOf.Values.SelectMany(sources => sources).ToHashSet(StringComparer.Ordinal);
        var ends = madeOf.Keys.Where(name => !used.Contains(name)).ToList();
        var seen = (ends.Count > 0 ? ends : [.. madeOf.Keys]).ToHashSet(StringComparer.Ordinal);
        var depth = 0;
        for (var level = seen.ToList(); ; )
        {
            level = [.. level.SelectMany(name => madeOf.GetValueOrDefault(name) ?? []).Where(seen.Add)];
            if (level.Count == 0)
            {
                return depth;
            }

            depth++;
        }
    }
}
