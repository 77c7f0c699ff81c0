using Governance.Portal.Models.Registries.MlFlow.Wire;

namespace Governance.Portal.Models.Registries.MlFlow.Search;

/// <summary>By what a search is ordered.</summary>
internal enum OrderField
{
    Name,
    Number,
    Created,
    Updated,
}

/// <summary>One part of an order.</summary>
/// <param name="Field">By what.</param>
/// <param name="Descending">The greatest first.</param>
internal readonly record struct OrderPart(OrderField Field, bool Descending)
{
    private static readonly Dictionary<string, OrderField> s_ofModels = new(StringComparer.Ordinal)
    {
        ["name"] = OrderField.Name,
        ["timestamp"] = OrderField.Updated,
        ["last_updated_timestamp"] = OrderField.Updated,
    };

    private static readonly Dictionary<string, OrderField> s_ofVersions = new(StringComparer.Ordinal)
    {
        ["name"] = OrderField.Name,
        ["version_number"] = OrderField.Number,
        ["creation_timestamp"] = OrderField.Created,
        ["last_updated_timestamp"] = OrderField.Updated,
    };

    /// <summary>
    /// Reads <c>order_by</c>, given once or several times, each with ASC or DESC or neither: models by <c>name</c>, <c>timestamp</c> or
    /// <c>last_updated_timestamp</c> (the same), versions by <c>name</c>, <c>version_number</c>, <c>creation_timestamp</c> or
    /// <c>last_updated_timestamp</c>. What it leaves open is decided as in MLflow: models by name, versions by name and then the highest
    /// number first; versions without any order begin with what changed last.
    /// </summary>
    /// <exception cref="MlFlowRequestException">It is something else.</exception>
    public static IReadOnlyList<OrderPart> Parse(IReadOnlyList<string> texts, SearchTarget target)
    {
        var parts = new List<OrderPart>();
        foreach (var text in texts.SelectMany(t => t.Split(',')))
        {
            var part = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) switch
            {
                [var field] => new OrderPart(FieldOf(target, field), false),
                [var field, var way] when IsWord(way, "ASC") => new OrderPart(FieldOf(target, field), false),
                [var field, var way] when IsWord(way, "DESC") => new OrderPart(FieldOf(target, field), true),
                _ => throw Wrong(target, $"Invalid order_by clause '{MlFlowFilter.Short(text)}'"),
            };
            if (parts.Exists(p => p.Field == part.Field))
            {
                throw MlFlowRequestException.Invalid("Parameter 'order_by' names a column twice.");
            }

            parts.Add(part);
        }

        if (target is SearchTarget.Versions && parts.Count == 0)
        {
            parts.Add(new OrderPart(OrderField.Updated, true));
        }

        AddUnless(parts, OrderField.Name, descending: false);
        if (target is SearchTarget.Versions)
        {
            AddUnless(parts, OrderField.Number, descending: true);
        }

        return parts;
    }

    private static void AddUnless(List<OrderPart> parts, OrderField field, bool descending)
    {
        if (!parts.Exists(p => p.Field == field))
        {
            parts.Add(new OrderPart(field, descending));
        }
    }

    private static bool IsWord(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    // A key may stand in backquotes or double quotes, and be called an attribute.
    private static OrderField FieldOf(SearchTarget target, string text)
    {
        var key = text.StartsWith("attribute.", StringComparison.Ordinal) ? text["attribute.".Length..] : text;
        if (key.Length > 2 && key[0] is ('`' or '"') && key[^1] == key[0])
        {
            key = key[1..^1];
        }

        return KeysOf(target).TryGetValue(key, out var field) ? field
            : target is SearchTarget.Models ? throw Wrong(target, $"Invalid order by key '{MlFlowFilter.Short(text)}' specified")
            : throw Wrong(target, $"Invalid attribute key '{MlFlowFilter.Short(text)}' specified in order_by");
    }

    private static Dictionary<string, OrderField> KeysOf(SearchTarget target) => target is SearchTarget.Models ? s_ofModels : s_ofVersions;

    private static MlFlowRequestException Wrong(SearchTarget target, string what) =>
        MlFlowRequestException.Invalid($"{what}: expected {string.Join(" or ", KeysOf(target).Keys)}, with ASC, DESC or neither.");
}
