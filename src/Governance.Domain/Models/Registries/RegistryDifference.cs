namespace Governance.Domain.Models.Registries;

/// <summary>In what a registry and the portal differed.</summary>
public enum RegistryDifferenceKind
{
    /// <summary>There and not here.</summary>
    Added,

    /// <summary>Not as it was read before.</summary>
    Changed,

    /// <summary>Read before, and not there any more.</summary>
    Gone,

    /// <summary>Both sides say something else; the detail says which counts.</summary>
    Conflict,

    /// <summary>Described in a way that cannot be kept.</summary>
    Skipped,
}

/// <summary>One line of what an import did, or a dry run would do.</summary>
public sealed class RegistryDifference
{
    /// <summary>Most lines of one import; the tally counts all.</summary>
    public const int Most = 500;

    /// <summary>Longest detail.</summary>
    public const int MaxDetail = 500;

    /// <summary>The import.</summary>
    public RegistryImportId Import { get; init; }

    /// <summary>Its place, from 1.</summary>
    public int Number { get; init; }

    /// <summary>What it is.</summary>
    public RegistryDifferenceKind Kind { get; init; }

    /// <summary>The model, by its name in the registry.</summary>
    public string SourceModel { get; init; } = "";

    /// <summary>The version, by its number there; null for the model itself.</summary>
    public string? SourceVersion { get; init; }

    /// <summary>The model's name here; null while it has none.</summary>
    public string? KnownAs { get; init; }

    /// <summary>What else is to say, in English.</summary>
    public string? Detail { get; init; }

    /// <summary>The line in its place in an import.</summary>
    /// <param name="import">The import.</param>
    /// <param name="number">Its place, from 1.</param>
    public RegistryDifference At(RegistryImportId import, int number) =>
        new()
        {
            Import = import,
            Number = number,
            Kind = Kind,
            SourceModel = SourceModel,
            SourceVersion = SourceVersion,
            KnownAs = KnownAs,
            Detail = Detail,
        };
}
