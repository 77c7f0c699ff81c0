namespace Governance.Domain.Models.Registries;

/// <summary>A version that an import registered: where it comes from, and what was seen there last.</summary>
public sealed class ImportedVersion
{
    private ImportedVersion() { }

    /// <summary>An import found it first.</summary>
    /// <param name="connection">Name of the connection.</param>
    /// <param name="sourceModel">Id of its model in that registry.</param>
    /// <param name="sourceId">Its id there.</param>
    /// <param name="number">Its number there.</param>
    /// <param name="known">Names of model and version here.</param>
    /// <param name="now">When.</param>
    public ImportedVersion(
        string connection,
        string sourceModel,
        string sourceId,
        string number,
        (string Model, string Version) known,
        DateTimeOffset now
    ) =>
        (Connection, SourceModel, SourceId, Number, Model, Version, FirstSeenAt, LastSeenAt) = (
            connection,
            sourceModel,
            sourceId,
            number,
            known.Model,
            known.Version,
            now,
            now
        );

    /// <summary>Name of the connection.</summary>
    public string Connection { get; private init; } = "";

    /// <summary>Id of its model in that registry.</summary>
    public string SourceModel { get; private init; } = "";

    /// <summary>Its id there; unique within its model.</summary>
    public string SourceId { get; private init; } = "";

    /// <summary>Its model's name here.</summary>
    public string Model { get; private init; } = "";

    /// <summary>Its name here.</summary>
    public string Version { get; private init; } = "";

    /// <summary>Its number there, as seen last.</summary>
    public string Number { get; private set; } = "";

    /// <summary>SHA-256 over what was seen of it, lower-case hex.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>
    /// SHA-256 over what was read to the end of its documents and files, for what was seen of it then; null while nothing was. Until it
    /// fits they are asked for again.
    /// </summary>
    public string? CompleteSha256 { get; private set; }

    /// <summary>
    /// By what the registry says that it serves production: its own status or an alias that stands for it; null when it does not.
    /// </summary>
    public string? ClaimedBy { get; private set; }

    /// <summary>
    /// What the registry shows of the approval that the portal wrote: null where it cannot show any, or none was written.
    /// </summary>
    public bool? IsAsWritten { get; private set; }

    /// <summary>Highest number of the imports that saw it.</summary>
    public int LastImport { get; private set; }

    /// <summary>When it was seen first.</summary>
    public DateTimeOffset FirstSeenAt { get; private init; }

    /// <summary>When it was seen last.</summary>
    public DateTimeOffset LastSeenAt { get; private set; }

    /// <summary>Since when a complete reading does not find it any more; null while it is there.</summary>
    public DateTimeOffset? GoneAt { get; private set; }

    /// <summary>True when an import that sees this digest has nothing to do but to note that it did.</summary>
    /// <param name="sha256">What it sees.</param>
    /// <param name="complete">What it would call read to the end.</param>
    public bool IsSettled(string sha256, string complete) => Sha256 == sha256 && CompleteSha256 == complete && GoneAt is null;

    /// <summary>An import sees it.</summary>
    /// <param name="number">Its number there.</param>
    /// <param name="sha256">SHA-256 over what is seen.</param>
    /// <param name="import">The import.</param>
    /// <param name="now">When.</param>
    /// <returns>True when it is not as it was.</returns>
    public bool See(string number, string sha256, RegistryImportId import, DateTimeOffset now)
    {
        var changed = (Sha256.Length > 0 && Sha256 != sha256) || GoneAt is not null;
        (Number, Sha256, LastImport, LastSeenAt, GoneAt) = (number, sha256, Math.Max(LastImport, import.Number), now, null);
        return changed;
    }

    /// <summary>What the registry claims of it.</summary>
    /// <param name="claimedBy">By what it says that it serves production; null when it does not.</param>
    /// <param name="isAsWritten">Whether the approval of the portal still stands there.</param>
    public void Claim(string? claimedBy, bool? isAsWritten) => (ClaimedBy, IsAsWritten) = (claimedBy, isAsWritten);

    /// <summary>Its documents and files are here.</summary>
    /// <param name="complete">What was read to the end.</param>
    public void Complete(string complete) => CompleteSha256 = complete;

    /// <summary>A complete reading does not find it any more.</summary>
    public void Vanish(DateTimeOffset now) => GoneAt ??= now;
}
