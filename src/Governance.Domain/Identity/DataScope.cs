using Governance.Domain.Incidents;
using Governance.Domain.Systems;

namespace Governance.Domain.Identity;

/// <summary>
/// The data scope of a limited role, as it is now: the AI systems and business units the role was given for, and every model and incident
/// that belongs to one of them. An access without a data scope (null) sees everything.
/// </summary>
public sealed class DataScope
{
    /// <summary>Makes a data scope.</summary>
    public DataScope(IEnumerable<SystemId> systems, IEnumerable<string> models, IEnumerable<string> units)
    {
        Systems = [.. systems.Distinct().OrderBy(s => s.Number)];
        Models = models.ToHashSet(StringComparer.Ordinal);
        Units = units.ToHashSet(StringComparer.Ordinal);
        SystemNames = Systems.Select(s => s.ToString()).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Sees nothing.</summary>
    public static DataScope Empty { get; } = new([], [], []);

    /// <summary>Systems.</summary>
    public IReadOnlyList<SystemId> Systems { get; }

    /// <summary>Their ids as text.</summary>
    public IReadOnlySet<string> SystemNames { get; }

    /// <summary>Models by name.</summary>
    public IReadOnlySet<string> Models { get; }

    /// <summary>Business units: a system registered for one of them lies within from its first moment.</summary>
    public IReadOnlySet<string> Units { get; }

    /// <summary>Incidents that name one of the models or systems.</summary>
    public IReadOnlyList<IncidentId> Incidents { get; init; } = [];

    /// <summary>The reader, as the log writes actors: they always see what they requested themselves.</summary>
    public IReadOnlyList<string> Self { get; init; } = [];

    /// <summary>The people behind the reader: the user, or the owner and maker of the API key.</summary>
    public IReadOnlyList<UserId> People { get; init; } = [];

    /// <summary>True when a model or system of this name lies within.</summary>
    public bool Has(string? place) => place is not null && (Models.Contains(place) || SystemNames.Contains(place));

    /// <summary>
    /// True when every model and system that a thing belongs to lies within: enough to change it. A thing that belongs to none is the
    /// whole organisation's, and lies outside.
    /// </summary>
    public bool Covers(IReadOnlyCollection<string> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        return places.Count > 0 && places.All(Has);
    }

    /// <summary>True when one of the models and systems that a thing belongs to lies within: enough to see it.</summary>
    public bool Touches(IReadOnlyCollection<string> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        return places.Any(Has);
    }

    /// <summary>The intersection: a key sees no more than any of the people behind it. Null is everything.</summary>
    public static DataScope? Intersect(DataScope? one, DataScope? other) =>
        one is null ? other
        : other is null ? one
        : new(
            one.Systems.Intersect(other.Systems),
            one.Models.Intersect(other.Models, StringComparer.Ordinal),
            one.Units.Intersect(other.Units, StringComparer.Ordinal)
        )
        {
            Incidents = [.. one.Incidents.Intersect(other.Incidents)],
            Self = one.Self,
            People = one.People,
        };
}
