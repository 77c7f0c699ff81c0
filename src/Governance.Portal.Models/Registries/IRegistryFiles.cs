using Governance.Domain.Models.Registries;

namespace Governance.Portal.Models.Registries;

/// <summary>Fetches the files of versions of one kind of registry, for connections with <c>Artifacts</c>.</summary>
public interface IRegistryFiles
{
    /// <summary>The kind that connections name.</summary>
    string Kind { get; }

    /// <summary>Fetches the files of a version and stores them, unless its artifact is stored already.</summary>
    /// <param name="from">The connection.</param>
    /// <param name="found">The version there.</param>
    /// <param name="model">The model's name here.</param>
    /// <param name="version">The version's name here.</param>
    /// <param name="counted">Told of what could not be kept.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>True when they were stored now.</returns>
    /// <exception cref="RegistryException">They could not be had.</exception>
    Task<bool> StoreAsync(
        RegistryConnection from,
        FoundVersion found,
        string model,
        string version,
        Action<ImportTally> counted,
        CancellationToken ct
    );
}
