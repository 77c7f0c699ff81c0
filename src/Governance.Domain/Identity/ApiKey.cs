using Governance.Domain.Audit;

namespace Governance.Domain.Identity;

/// <summary>A key with which a pipeline calls the API. Shown once, stored as a hash.</summary>
public sealed class ApiKey : IAudited
{
    /// <summary>What every key begins with.</summary>
    public const string TextPrefix = "gvk_";

    /// <summary>The readable id.</summary>
    public ApiKeyId Id { get; init; }

    /// <summary>What it is for.</summary>
    public string Name { get; init; } = "";

    /// <summary>SHA-256 of the key's text, lower-case hex. The key has 256 random bits, so no slow hash is needed.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Its first characters, to tell keys apart.</summary>
    public string Hint { get; init; } = "";

    /// <summary>Scopes, as given.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>
    /// Agents for which it asks, reports and sends spans, by name. Null with the scope <see cref="Identity.Scopes.AgentsDecide"/> for a key
    /// that was made before keys named them: it asks for every agent, and administrators are told.
    /// </summary>
    public IReadOnlyList<string>? Agents { get; init; }

    /// <summary>
    /// The person who answers for it; what it requests counts as requested by them too. Null for keys made on the host without one.
    /// </summary>
    public UserId? Owner { get; init; }

    /// <summary>True when it was made on the host to administer: no other key makes keys or destinations, or widens any right.</summary>
    public bool Administers { get; init; }

    /// <summary>When it stops working.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was revoked, or null.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>When it was last used, to the minute; null when it never was. Not a fact of the log: it is written beside it.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>True for a key that may ask for every agent, because no one named those that it is for.</summary>
    public bool IsForEveryAgent => Agents is null && Scopes.Contains(Identity.Scopes.AgentsDecide, StringComparer.Ordinal);

    /// <summary>True while it works.</summary>
    public bool IsValid(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    /// <summary>Stops it for good, at once.</summary>
    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
