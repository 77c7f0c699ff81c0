using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Governance.Domain.Threats;

/// <summary>Where what lies within is trusted alike.</summary>
/// <param name="Key">Short name in addresses and decisions; never changes.</param>
/// <param name="Name">Name people read.</param>
/// <param name="Trust">How far it is trusted.</param>
public sealed record TrustBoundary(string Key, string Name, BoundaryTrust Trust);

/// <summary>A part of the system.</summary>
/// <param name="Key">Short name in addresses and decisions; never changes.</param>
/// <param name="Name">Name people read.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Boundary">Key of the boundary it lies within.</param>
/// <param name="Model">Name of the registered model that it is; null when it is none.</param>
public sealed record ThreatComponent(string Key, string Name, ThreatComponentKind Kind, string Boundary, string? Model = null)
{
    /// <summary>True for a model of either kind.</summary>
    [JsonIgnore]
    public bool IsModel => Kind is ThreatComponentKind.PredictiveModel or ThreatComponentKind.LanguageModel;
}

/// <summary>Data that goes from one component to another.</summary>
/// <param name="Key">Short name in addresses and decisions; never changes.</param>
/// <param name="From">Key of the component it comes from.</param>
/// <param name="To">Key of the component it goes to.</param>
/// <param name="Data">What it is.</param>
/// <param name="Sensitivity">How sensitive it is.</param>
public sealed record DataFlow(string Key, string From, string To, string Data, DataSensitivity Sensitivity);

/// <summary>What a system is made of, as far as threats depend on it.</summary>
/// <param name="Boundaries">Trust boundaries.</param>
/// <param name="Components">Components, each within one of them.</param>
/// <param name="Flows">Data flows between the components.</param>
public sealed record SystemDrawing(
    IReadOnlyList<TrustBoundary> Boundaries,
    IReadOnlyList<ThreatComponent> Components,
    IReadOnlyList<DataFlow> Flows
)
{
    /// <summary>Most boundaries.</summary>
    public const int MaxBoundaries = 12;

    /// <summary>Most components.</summary>
    public const int MaxComponents = 60;

    /// <summary>Most data flows.</summary>
    public const int MaxFlows = 120;

    /// <summary>Longest name, and longest description of data.</summary>
    public const int MaxName = 120;

    /// <summary>Longest key.</summary>
    public const int MaxKey = 40;

    /// <summary>Nothing yet.</summary>
    public static SystemDrawing Empty { get; } = new([], [], []);

    /// <summary>The component with a key, or null.</summary>
    public ThreatComponent? Component(string key) => Components.FirstOrDefault(c => c.Key == key);

    /// <summary>How far a component is trusted: as its boundary; one of no known boundary is not.</summary>
    public BoundaryTrust TrustOf(ThreatComponent component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return Boundaries.FirstOrDefault(b => b.Key == component.Boundary)?.Trust ?? BoundaryTrust.Public;
    }

    /// <summary>True when a flow leaves one boundary for another.</summary>
    public bool Crosses(DataFlow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return Component(flow.From)?.Boundary != Component(flow.To)?.Boundary;
    }

    /// <summary>Why it cannot be drawn so, or null.</summary>
    public Refusal? Refuses()
    {
        var errors = new Dictionary<string, List<Sentence>>(StringComparer.Ordinal);
        Counted("boundaries", Boundaries.Count, MaxBoundaries);
        Counted("components", Components.Count, MaxComponents);
        Counted("flows", Flows.Count, MaxFlows);
        Keyed("boundaries", [.. Boundaries.Select(b => (b.Key, b.Name))]);
        Keyed("components", [.. Components.Select(c => (c.Key, c.Name))]);
        Keyed("flows", [.. Flows.Select(f => (f.Key, f.Data))]);
        foreach (var (at, component) in Components.Index())
        {
            if (Boundaries.All(b => b.Key != component.Boundary))
            {
                Add($"components[{at}].boundary", $"There is no boundary with this key.");
            }

            if (component.Model is not null && !component.IsModel)
            {
                Add($"components[{at}].model", $"Only a component of the kind model can be linked to a registered model.");
            }
        }

        foreach (var (at, flow) in Flows.Index())
        {
            if (Component(flow.From) is null)
            {
                Add($"flows[{at}].from", $"There is no component with this key.");
            }

            if (Component(flow.To) is null)
            {
                Add($"flows[{at}].to", $"There is no component with this key.");
            }
            else if (flow.From == flow.To)
            {
                Add($"flows[{at}].to", $"A flow must go from one component to another.");
            }
        }

        return errors.Count == 0
            ? null
            : ThreatRefusals.NotDrawable(errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal));

        void Counted(string list, int count, int most)
        {
            if (count > most)
            {
                Add(list, $"There can be at most {most}.");
            }
        }

        void Keyed(string list, IReadOnlyList<(string Key, string Name)> items)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (at, (key, name)) in items.Index())
            {
                if (!IsKey(key))
                {
                    Add($"{list}[{at}].key", $"A key must have 1 to 40 lower-case letters, digits and hyphens, and begin with a letter.");
                }
                else if (!seen.Add(key))
                {
                    Add($"{list}[{at}].key", $"Two entries have the same key.");
                }

                if (string.IsNullOrWhiteSpace(name) || name.Length > MaxName)
                {
                    Add($"{list}[{at}].{(list == "flows" ? "data" : "name")}", $"This must have 1 to {MaxName} characters.");
                }
            }
        }

        void Add(string field, Sentence message)
        {
            if (!errors.TryGetValue(field, out var messages))
            {
                errors[field] = messages = [];
            }

            messages.Add(message);
        }
    }

    /// <summary>The whole of it, for digests and exports.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["boundaries"] = new JsonArray([
                .. Boundaries.Select(b => new JsonObject
                {
                    ["key"] = b.Key,
                    ["name"] = b.Name,
                    ["trust"] = WireName.Of(b.Trust),
                }),
            ]),
            ["components"] = new JsonArray([
                .. Components.Select(c => new JsonObject
                {
                    ["key"] = c.Key,
                    ["name"] = c.Name,
                    ["kind"] = WireName.Of(c.Kind),
                    ["boundary"] = c.Boundary,
                    ["model"] = c.Model,
                }),
            ]),
            ["flows"] = new JsonArray([
                .. Flows.Select(f => new JsonObject
                {
                    ["key"] = f.Key,
                    ["from"] = f.From,
                    ["to"] = f.To,
                    ["data"] = f.Data,
                    ["sensitivity"] = WireName.Of(f.Sensitivity),
                    ["crossesBoundary"] = Crosses(f),
                }),
            ]),
        };

    private static bool IsKey(string? key) =>
        key is { Length: >= 1 and <= MaxKey }
        && char.IsAsciiLetterLower(key[0])
        && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-');
}
