using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Domain.Lineage;

/// <summary>
/// A facet by which a run keeps that a time of one of its events named no zone and was taken as UTC (<see cref="ForeignTime"/>). It is made
/// here, from the event; the event itself is kept as it came.
/// </summary>
public static class ZoneFacet
{
    /// <summary>Name of the facet among those of a run.</summary>
    public const string Name = "governance_assumedZone";

    /// <summary>The facets of a run as an event says them, with this one when its time named no zone.</summary>
    /// <param name="facets">The facets; undefined when the event has none.</param>
    /// <param name="namesZone">True when the time of the event named its zone.</param>
    public static JsonElement With(JsonElement facets, bool namesZone)
    {
        var isThere = facets.ValueKind is JsonValueKind.Object && facets.TryGetProperty(Name, out _);
        if (namesZone && !isThere)
        {
            return facets;
        }

        // A sender does not say this of itself.
        var made = facets.ValueKind is JsonValueKind.Object ? JsonObject.Create(facets)! : [];
        made.Remove(Name);
        if (!namesZone)
        {
            made[Name] = new JsonObject
            {
                ["_producer"] = "urn:governance-portal",
                ["_schemaURL"] = "urn:governance-portal:assumed-zone",
                ["zone"] = "UTC",
            };
        }

        return JsonSerializer.SerializeToElement(made);
    }

    /// <summary>True when a run has it.</summary>
    public static bool IsIn(LineageRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return FacetSet.Parse(run.Facets).Names.Contains(Name, StringComparer.Ordinal);
    }
}
