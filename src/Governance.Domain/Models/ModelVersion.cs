using Governance.Domain.Audit;
using Governance.Transparency;

namespace Governance.Domain.Models;

/// <summary>
/// One version of a model. What it is never changes; what is learned later is evidence; where it stands follows from promotions and
/// deployments.
/// </summary>
public sealed class ModelVersion : IAudited
{
    private ModelVersion() { }

    /// <summary>The model's name.</summary>
    public string Model { get; private set; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private set; } = "";

    /// <summary>The name in lower case: versions are unique without regard to case.</summary>
    public string VersionKey { get; private set; } = "";

    /// <summary>Counted per model from 1, never reused: the version number an MLflow client sees.</summary>
    public int Number { get; private set; }

    /// <summary>The canonical registration document, exact bytes.</summary>
    public byte[] ManifestBytes { get; private set; } = [];

    /// <summary>SHA-256 of <see cref="ManifestBytes"/>.</summary>
    public string ManifestSha256 { get; private set; } = "";

    /// <summary>Digest of the artifact: the declared one, else that of the bytes stored; empty while neither is known.</summary>
    public string ArtifactSha256 { get; private set; } = "";

    /// <summary>Size of the artifact in bytes; 0 while it is not known.</summary>
    public long ArtifactSizeBytes { get; private set; }

    /// <summary>Declared media type of the artifact.</summary>
    public string ArtifactMediaType { get; private set; } = "";

    /// <summary>When bytes with the declared digest were stored, or null.</summary>
    public DateTimeOffset? ArtifactStoredAt { get; private set; }

    /// <summary>Who stored them, as the log writes an actor; null while there are none.</summary>
    public string? ArtifactStoredBy { get; private set; }

    /// <summary>
    /// When the bytes were deleted as its retirement decided, or null. Digest and size stay, so everything that names them still proves
    /// them.
    /// </summary>
    public DateTimeOffset? ArtifactErasedAt { get; private set; }

    /// <summary>Where it stands.</summary>
    public Stage Stage { get; private set; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset RegisteredAt { get; private set; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string RegisteredBy { get; private set; } = "";

    /// <summary>Grows with each change; two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>The readable id: <c>fraud-scorer@1.4.0</c>.</summary>
    public string Id => ModelName.Of(Model, Version);

    /// <inheritdoc/>
    public string AuditSubject => Id;

    /// <summary>The registration document, read from its bytes.</summary>
    public VersionManifest ReadManifest() => VersionManifest.FromBytes(ManifestBytes);

    /// <summary>Registers a version; the caller has validated the manifest's fields and checked that the name is free.</summary>
    public static Result<ModelVersion> Register(VersionManifest manifest, int number, string registeredBy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (!ModelName.IsVersion(manifest.Version))
        {
            return ModelRefusals.VersionNameNotAllowed;
        }

        var bytes = manifest.ToBytes();
        return new ModelVersion
        {
            Model = manifest.Model,
            Version = manifest.Version,
            VersionKey = manifest.Version.ToLowerInvariant(),
            Number = number,
            ManifestBytes = bytes,
            ManifestSha256 = Sha256Hex.Of(bytes),
            ArtifactSha256 = manifest.Artifact.Sha256,
            ArtifactSizeBytes = manifest.Artifact.SizeBytes,
            ArtifactMediaType = manifest.Artifact.MediaType,
            Stage = Stage.Development,
            RegisteredAt = now,
            RegisteredBy = registeredBy,
            Revision = 1,
        };
    }

    /// <summary>Why bytes of this digest and size are not its artifact; null when they may be.</summary>
    public Refusal? RefusesArtifact(string sha256, long sizeBytes) =>
        ArtifactSha256.Length == 0 ? null
        : sizeBytes != ArtifactSizeBytes ? ModelRefusals.ArtifactSizeDiffers(ArtifactSizeBytes, sizeBytes)
        : sha256 != ArtifactSha256 ? ModelRefusals.ArtifactDigestDiffers(ArtifactSha256, sha256)
        : ArtifactErasedAt is not null ? ModelRefusals.ArtifactErased(Id)
        : null;

    /// <summary>
    /// Records that bytes of the declared digest and size are in the store. Storing the same bytes again changes nothing.
    /// </summary>
    public Result<bool> StoreArtifact(string sha256, long sizeBytes, string by, DateTimeOffset now)
    {
        if (ArtifactSha256.Length == 0)
        {
            (ArtifactSha256, ArtifactSizeBytes) = (sha256, sizeBytes);
        }

        if (RefusesArtifact(sha256, sizeBytes) is { } refusal)
        {
            return refusal;
        }

        if (ArtifactStoredAt is not null)
        {
            return false;
        }

        (ArtifactStoredAt, ArtifactStoredBy) = (now, by);
        Revision++;
        return true;
    }

    /// <summary>Records that the bytes of its artifact were deleted. Only of a version that is out of use for good.</summary>
    /// <returns>False when there are none, or the version is still in use.</returns>
    public bool EraseArtifact(DateTimeOffset now)
    {
        if (Stage is not Stage.Retired || ArtifactStoredAt is null || ArtifactErasedAt is not null)
        {
            return false;
        }

        ArtifactErasedAt = now;
        Revision++;
        return true;
    }

    /// <summary>Moves to a stage as a consequence of a deployment, a roll-back or a retirement.</summary>
    /// <returns>The change for the stage history, or null when it stands there already.</returns>
    public StageChange? MoveTo(Stage stage, string cause, DateTimeOffset now)
    {
        if (Stage == stage)
        {
            return null;
        }

        var change = new StageChange(Model, Version, Stage, stage, cause, now);
        Stage = stage;
        Revision++;
        return change;
    }
}

/// <summary>One step in the stage history of a version. Only ever added.</summary>
public sealed class StageChange : IAudited
{
    private StageChange() { }

    /// <summary>Makes a step.</summary>
    public StageChange(string model, string version, Stage from, Stage to, string cause, DateTimeOffset at)
    {
        (Model, Version, From, To, Cause, At) = (model, version, from, to, cause, at);
    }

    /// <summary>Row number.</summary>
    public long Id { get; private set; }

    /// <summary>The model's name.</summary>
    public string Model { get; private set; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Stage before.</summary>
    public Stage From { get; private set; }

    /// <summary>Stage after.</summary>
    public Stage To { get; private set; }

    /// <summary>The deployment or promotion that caused it.</summary>
    public string Cause { get; private set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => ModelName.Of(Model, Version);
}
