using Governance.Data;
using Governance.Domain.Documents;
using Governance.Domain.Systems;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>The system a document is about, as it stands.</summary>
/// <param name="System">The system.</param>
/// <param name="Standing">Its classification and duties.</param>
/// <param name="Served">For each of its models the versions in production, or the newest where none is.</param>
/// <param name="Installation">The organisation or installation that answers for its documents.</param>
/// <param name="Now">The server's clock.</param>
public sealed record SystemScope(
    AiSystem System,
    SystemStanding Standing,
    IReadOnlyList<ServedVersion> Served,
    string Installation,
    DateTimeOffset Now
)
{
    /// <summary>False while no one has named the organisation: <see cref="Installation"/> names the audit log then.</summary>
    public bool IsNamed { get; init; } = true;

    /// <summary>Name of the organisation; null while no one has named it.</summary>
    public string? Organisation => IsNamed ? Installation : null;

    /// <summary>True when the organisation is the provider: by its classification, or as registered while there is none.</summary>
    public bool IsProvider => Roles.Contains("provider", StringComparer.Ordinal);

    /// <summary>Roles of the organisation.</summary>
    public IReadOnlyList<string> Roles => Standing.Result?.Roles ?? System.Roles;

    /// <summary>Names of the models.</summary>
    public IReadOnlyList<string> Models => System.Models;

    /// <summary>The versions in one line: <c>credit-default 2.0.0</c>.</summary>
    public string Versions => string.Join(", ", Served.Select(s => $"{s.Model} {s.Version}"));
}

/// <summary>
/// Finds records about systems, for both who ask: obligations take the newest of each kind, documents all that fill their points. A feature
/// registers one for the records it keeps; what it cannot read it throws, it never answers nothing instead.
/// </summary>
public interface IFindRecords
{
    /// <summary>What is read, for the sentence that says it could not be.</summary>
    string Name { get; }

    /// <summary>Kinds of the vocabulary that are looked for here. Each kind of the law's data is looked for somewhere.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>What there is about some systems: the newest of each kind is enough.</summary>
    /// <param name="db">Read only.</param>
    /// <param name="systems">The systems with the versions that count.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<SystemEvidence>> NewestAsync(GovernanceDbContext db, IReadOnlyList<SystemVersions> systems, CancellationToken ct);

    /// <summary>The records there are about one system, with what they say.</summary>
    /// <param name="db">Read only.</param>
    /// <param name="scope">The system.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct);
}
