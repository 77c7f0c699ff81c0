namespace Governance.Domain.Models.Registries;

/// <summary>
/// A model that an import registered: where it comes from, and what was seen there last. What vanished there is marked, never deleted here.
/// </summary>
public sealed class ImportedModel
{
    /// <summary>Longest id of a model or version in a registry.</summary>
    public const int MaxId = 500;

    private ImportedModel() { }

    /// <summary>An import found it first.</summary>
    /// <param name="connection">Name of the connection.</param>
    /// <param name="sourceId">Its id in that registry.</param>
    /// <param name="sourceName">Its name there.</param>
    /// <param name="model">Its name here.</param>
    /// <param name="now">When.</param>
    public ImportedModel(string connection, string sourceId, string sourceName, string model, DateTimeOffset now) =>
        (Connection, SourceId, SourceName, Model, FirstSeenAt, LastSeenAt) = (connection, sourceId, sourceName, model, now, now);

    /// <summary>Name of the connection.</summary>
    public string Connection { get; private init; } = "";

    /// <summary>Its id in that registry.</summary>
    public string SourceId { get; private init; } = "";

    /// <summary>Its name here.</summary>
    public string Model { get; private init; } = "";

    /// <summary>Its name there, as seen last.</summary>
    public string SourceName { get; private set; } = "";

    /// <summary>SHA-256 over what was seen of it, lower-case hex.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Highest number of the imports that saw it: what a complete one did not see is gone.</summary>
    public int LastImport { get; private set; }

    /// <summary>When it was seen first.</summary>
    public DateTimeOffset FirstSeenAt { get; private init; }

    /// <summary>When it was seen last.</summary>
    public DateTimeOffset LastSeenAt { get; private set; }

    /// <summary>Since when a complete reading does not find it any more; null while it is there.</summary>
    public DateTimeOffset? GoneAt { get; private set; }

    /// <summary>An import sees it.</summary>
    /// <param name="name">Its name there.</param>
    /// <param name="sha256">SHA-256 over what is seen.</param>
    /// <param name="import">The import.</param>
    /// <param name="now">When.</param>
    /// <returns>True when it is not as it was.</returns>
    public bool See(string name, string sha256, RegistryImportId import, DateTimeOffset now)
    {
        var changed = (Sha256.Length > 0 && Sha256 != sha256) || GoneAt is not null;
        (SourceName, Sha256, LastImport, LastSeenAt, GoneAt) = (name, sha256, Math.Max(LastImport, import.Number), now, null);
        return changed;
    }

    /// <summary>A complete reading does not find it any more.</summary>
    public void Vanish(DateTimeOffset now) => GoneAt ??= now;
}
