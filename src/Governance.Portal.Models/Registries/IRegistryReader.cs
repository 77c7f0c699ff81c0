namespace Governance.Portal.Models.Registries;

/// <summary>
/// Reads one kind of registry. The importer decides what becomes of what it finds; a reader changes nothing, here or there. Registered as a
/// singleton, so it serves several connections at once.
/// </summary>
/// <remarks>
/// Everything a registry answers was written by strangers: read by its form (<see cref="FoundJson"/>), bounded, never believed. What cannot
/// be read is a <see cref="RegistryException"/>; a page that is half there must be one too, because what a complete reading misses counts
/// as gone.
/// </remarks>
public interface IRegistryReader
{
    /// <summary>The kind that connections name: <c>mlflow</c>, <c>unity-catalog</c>, …</summary>
    string Kind { get; }

    /// <summary>What people call it: <c>MLflow</c>, <c>Unity Catalog</c>.</summary>
    string Title { get; }

    /// <summary>Names of settings that a connection of this kind takes (<c>Registries__Connections__N__Settings__…</c>).</summary>
    IReadOnlyList<string> Settings => [];

    /// <summary>Names of secrets that a connection of this kind takes (<c>Registries__Connections__N__Secrets__…</c>).</summary>
    IReadOnlyList<string> Secrets => ["Token"];

    /// <summary>
    /// What is wrong with a connection, as the end of a sentence after its section (<c>__Settings__Region is missing.</c>); null if
    /// nothing.
    /// </summary>
    string? Doubt(RegistryConnection connection) => null;

    /// <summary>One page of models.</summary>
    /// <param name="from">The connection.</param>
    /// <param name="cursor">Null for the first page, else <see cref="RegistryPage{T}.Next"/> of the page before.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RegistryException">It could not be read.</exception>
    Task<RegistryPage<FoundModel>> ModelsAsync(RegistryConnection from, string? cursor, CancellationToken ct);

    /// <summary>One model, by its id there; null when it is not there.</summary>
    /// <exception cref="RegistryException">It could not be read.</exception>
    Task<FoundModel?> ModelAsync(RegistryConnection from, string id, CancellationToken ct);

    /// <summary>One page of a model's versions. All pages are read before any is registered, which happens oldest first.</summary>
    /// <exception cref="RegistryException">It could not be read.</exception>
    Task<RegistryPage<FoundVersion>> VersionsAsync(RegistryConnection from, FoundModel model, string? cursor, CancellationToken ct);

    /// <summary>
    /// What the registry measured or wrote about a version. Asked for when the version is new or changed, and again as long as it could not
    /// be read.
    /// </summary>
    /// <exception cref="RegistryException">
    /// It could not be read; with <see cref="RegistryException.IsRubbish"/> or <see cref="RegistryException.IsMissing"/> the version is
    /// kept
    /// without.
    /// </exception>
    Task<IReadOnlyList<FoundDocument>> DocumentsAsync(
        RegistryConnection from,
        FoundModel model,
        FoundVersion version,
        CancellationToken ct
    ) => Task.FromResult<IReadOnlyList<FoundDocument>>([]);

    /// <summary>One page of what serves models there, for drift between registry and portal; empty where the registry knows none.</summary>
    /// <exception cref="RegistryException">It could not be read.</exception>
    Task<RegistryPage<FoundEndpoint>> EndpointsAsync(RegistryConnection from, string? cursor, CancellationToken ct) =>
        Task.FromResult(new RegistryPage<FoundEndpoint>([], null));

    /// <summary>True where a connection is set up to read runs of jobs, which become lineage.</summary>
    bool ReadsRuns(RegistryConnection from) => false;

    /// <summary>
    /// The run of a job that made a version; null where none is known. Asked for as documents are, and again until the run has ended.
    /// </summary>
    /// <exception cref="RegistryException">It could not be read.</exception>
    Task<FoundRun?> RunAsync(RegistryConnection from, FoundModel model, FoundVersion version, CancellationToken ct) =>
        Task.FromResult<FoundRun?>(null);

    /// <summary>One page of runs of jobs that wrote the tables which the connection names.</summary>
    /// <exception cref="RegistryException">It could not be read.</exception>
    Task<RegistryPage<FoundRun>> RunsAsync(RegistryConnection from, string? cursor, CancellationToken ct) =>
        Task.FromResult(new RegistryPage<FoundRun>([], null));
}
