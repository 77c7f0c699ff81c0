namespace Governance.Portal.Models.Registries;

/// <summary>
/// Says in one kind of registry what the portal decided about a version. Called only for connections with <c>WriteBack</c>, only after
/// every
/// signature is there and a permit stands, and once more when that has ended. The same approval may be written twice: the outcome has to be
/// the same.
/// </summary>
public interface IRegistryWriter
{
    /// <summary>The kind that connections name.</summary>
    string Kind { get; }

    /// <summary>False where a model has one mark of approval, which the version approved last has.</summary>
    bool MarksSeveral => true;

    /// <summary>Writes it.</summary>
    /// <exception cref="RegistryException">
    /// It was not written; it is tried again, after hours where <see cref="RegistryException.IsFinal"/> or
    /// <see cref="RegistryException.IsMissing"/> say that it makes little sense.
    /// </exception>
    Task WriteAsync(RegistryConnection to, RegistryApproval approval, CancellationToken ct);

    /// <summary>
    /// What the registry now says of a version that an approval was written to: true where it still is as written, false where it was taken
    /// away or overwritten there, null where that cannot be seen in what was read.
    /// </summary>
    /// <param name="to">The connection.</param>
    /// <param name="version">The version as it was read.</param>
    /// <param name="isApproved">What was written.</param>
    bool? IsAsWritten(RegistryConnection to, FoundVersion version, bool isApproved) => null;
}

/// <summary>What the portal decided about a version, for its registry.</summary>
/// <param name="ModelId">The model's id there.</param>
/// <param name="ModelName">The model's name there.</param>
/// <param name="VersionId">The version's id there.</param>
/// <param name="Number">The version's number there.</param>
/// <param name="IsApproved">True when a permit stands; false when it ended.</param>
/// <param name="Environment">The environment the permit is for; null when for none in particular.</param>
/// <param name="PermitId">The permit; when it ended, the one that stood before.</param>
/// <param name="Statement">A sentence for people, in English, without personal data, of at most 500 characters.</param>
public sealed record RegistryApproval(
    string ModelId,
    string ModelName,
    string VersionId,
    string Number,
    bool IsApproved,
    string? Environment,
    string PermitId,
    string Statement
);
