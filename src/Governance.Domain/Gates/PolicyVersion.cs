using Governance.Domain.Audit;

namespace Governance.Domain.Gates;

/// <summary>The exact text of a policy that is or was in force.</summary>
public sealed class PolicyVersion : IAudited
{
    /// <summary>SHA-256 of the text; the key.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Name in its metadata.</summary>
    public string Name { get; init; } = "";

    /// <summary>Version in its metadata.</summary>
    public string Version { get; init; } = "";

    /// <summary>The exact bytes.</summary>
    public byte[] Source { get; init; } = [];

    /// <summary>From when it is evaluated, or null when it never was.</summary>
    public DateTimeOffset? ActivatedAt { get; private set; }

    /// <summary>Since when another version of the same name stands in its place, or null while it is in force.</summary>
    public DateTimeOffset? ReplacedAt { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => $"{Name}@{Version}";

    /// <summary>Puts it in force.</summary>
    public void Activate(DateTimeOffset now)
    {
        ActivatedAt = now;
        ReplacedAt = null;
    }

    /// <summary>Puts it out of force.</summary>
    public void Replace(DateTimeOffset now) => ReplacedAt ??= now;
}
