using Governance.Domain.Audit;

namespace Governance.Domain.Models;

/// <summary>A verified signature of a version's artifact. Only ever added: another key's signature is another row.</summary>
public sealed class ModelSignature : IAudited
{
    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; init; } = "";

    /// <summary>SHA-256 of the signature's bytes.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The signature: exact bytes of <c>model.sig</c>.</summary>
    public byte[] Bundle { get; init; } = [];

    /// <summary>Its form: <see cref="ModelSigning.Format"/>.</summary>
    public string Format { get; init; } = "";

    /// <summary>The artifact it signs.</summary>
    public string ArtifactSha256 { get; init; } = "";

    /// <summary>The key, by SHA-256 of its SubjectPublicKeyInfo in DER.</summary>
    public string KeySha256 { get; init; } = "";

    /// <summary>The name under which the key was trusted.</summary>
    public string KeyName { get; init; } = "";

    /// <summary>When it was verified.</summary>
    public DateTimeOffset VerifiedAt { get; init; }

    /// <summary>Who sent it, as the log writes an actor.</summary>
    public string StoredBy { get; init; } = "";

    /// <inheritdoc/>
    public string AuditSubject => ModelName.Of(Model, Version);
}
