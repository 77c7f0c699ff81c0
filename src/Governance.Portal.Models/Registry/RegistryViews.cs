using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Models.Registry;

/// <summary>A model.</summary>
public sealed record ModelView
{
    /// <summary>Name of the model; never changes.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the model in another system, if it differs.</summary>
    public string? ExternalName { get; init; }

    /// <summary>Display name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Purpose of the model.</summary>
    public string? Purpose { get; init; }

    /// <summary>Risk class; null until someone has classified the model.</summary>
    public RiskClass? RiskClass { get; init; }

    /// <summary>A lower risk class that is waiting for a second person; absent if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PendingRiskClass? PendingRiskClass { get; init; }

    /// <summary>
    /// Class by which gates judge it: the stricter of <see cref="RiskClass"/> and what was signed about its AI systems; null while it is
    /// not classified.
    /// </summary>
    public RiskClass? JudgedAs { get; init; }

    /// <summary>The AI system whose signed classification makes the class stricter; null if the registered class applies.</summary>
    public string? JudgedBySystem { get; init; }

    /// <summary>E-mail address of the owner.</summary>
    public required string Owner { get; init; }

    /// <summary>Printed name of the owner.</summary>
    public required string OwnerName { get; init; }

    /// <summary>E-mail addresses of the deputies.</summary>
    public required IReadOnlyList<string> Deputies { get; init; }

    /// <summary>AI system that the model is part of.</summary>
    public string? System { get; init; }

    /// <summary>Labels.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>The most advanced stage of its versions.</summary>
    public Stage Stage { get; init; }

    /// <summary>Version in production now, or null.</summary>
    public string? ProductionVersion { get; init; }

    /// <summary>Number of versions.</summary>
    public int Versions { get; init; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Who registered it, as written in the audit log.</summary>
    public required string RegisteredBy { get; init; }

    /// <summary>Revision, for the ETag.</summary>
    [JsonIgnore]
    public int Revision { get; init; }
}

/// <summary>The artifact of a version.</summary>
/// <param name="Sha256">Declared digest, which stored bytes match. Null for a version registered without its file, until bytes are
/// stored.</param>
/// <param name="SizeBytes">Size in bytes; null while the digest is.</param>
/// <param name="MediaType">Media type.</param>
/// <param name="Uri">A label; never fetched.</param>
/// <param name="StoredAt">When the bytes were stored; null if they are not.</param>
public sealed record ArtifactView(string? Sha256, long? SizeBytes, string MediaType, string? Uri, DateTimeOffset? StoredAt);

/// <summary>A version of a model.</summary>
public sealed record VersionView
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the version.</summary>
    public required string Version { get; init; }

    /// <summary>Number of the version within the model, from 1.</summary>
    public int Number { get; init; }

    /// <summary>Stage of the version.</summary>
    public Stage Stage { get; init; }

    /// <summary>The file.</summary>
    public required ArtifactView Artifact { get; init; }

    /// <summary>Source that the version was built from.</summary>
    public SourceFacts? Source { get; init; }

    /// <summary>Datasets used to build and test the version.</summary>
    public required IReadOnlyList<DatasetFacts> Datasets { get; init; }

    /// <summary>Metrics as declared: a number, or an object with its rows and interval.</summary>
    public required JsonObject Metrics { get; init; }

    /// <summary>Packages that the version needs.</summary>
    public required IReadOnlyList<DependencyFacts> Dependencies { get; init; }

    /// <summary>Container images that serve the version, each by its digest; a deployment permit names no others.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>
    /// SHA-256 of the version as registered (the bytes of <c>…/manifest</c>); <c>versionSha256</c> of every evidence bundle.
    /// </summary>
    public required string VersionSha256 { get; init; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Who registered it, as written in the audit log.</summary>
    public required string RegisteredBy { get; init; }

    /// <summary>Verified signatures of the artifact, oldest first; empty in lists of versions that omit them.</summary>
    public IReadOnlyList<SignatureView> Signatures { get; init; } = [];

    /// <summary>Revision, for the ETag.</summary>
    [JsonIgnore]
    public int Revision { get; init; }

    /// <summary>The metrics as facts, for pages.</summary>
    [JsonIgnore]
    public IReadOnlyList<MetricFacts> MetricFacts { get; init; } = [];

    /// <summary>Makes the view of a version.</summary>
    public static VersionView Of(ModelVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        var manifest = version.ReadManifest();
        return new VersionView
        {
            Model = version.Model,
            Version = version.Version,
            Number = version.Number,
            Stage = version.Stage,
            Artifact = new ArtifactView(
                version.ArtifactSha256.Length == 0 ? null : version.ArtifactSha256,
                version.ArtifactSha256.Length == 0 ? null : version.ArtifactSizeBytes,
                manifest.Artifact.MediaType,
                manifest.Artifact.Uri,
                version.ArtifactStoredAt
            ),
            Source = manifest.Source,
            Datasets = manifest.Datasets,
            Metrics = new JsonObject(manifest.Metrics.Select(m => KeyValuePair.Create(m.Name, Declared(m)))),
            MetricFacts = manifest.Metrics,
            Dependencies = manifest.Dependencies,
            Images = manifest.Images,
            VersionSha256 = version.ManifestSha256,
            RegisteredAt = version.RegisteredAt,
            RegisteredBy = version.RegisteredBy,
            Revision = version.Revision,
        };
    }

    // In the form in which it was sent: a plain number stays one.
    private static JsonNode? Declared(MetricFacts metric) =>
        metric is { N: null, Low: null, High: null }
            ? JsonValue.Create(metric.Value)
            : new JsonObject
            {
                ["value"] = metric.Value,
                ["n"] = metric.N,
                ["low"] = metric.Low,
                ["high"] = metric.High,
            };
}

/// <summary>A version in a list.</summary>
public sealed record VersionRow(
    string Version,
    int Number,
    Stage Stage,
    string ArtifactSha256,
    long ArtifactSizeBytes,
    DateTimeOffset? ArtifactStoredAt,
    DateTimeOffset RegisteredAt,
    string RegisteredBy
);

/// <summary>A piece of evidence.</summary>
public sealed record EvidenceView
{
    /// <summary>Readable id.</summary>
    public EvidenceId Id { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the version.</summary>
    public required string Version { get; init; }

    /// <summary>Kind of evidence.</summary>
    public EvidenceKind Kind { get; init; }

    /// <summary>Digest of the RFC 8785 form of a payload, or of the bytes of a file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Size of the stored bytes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Media type of the stored bytes.</summary>
    public required string MediaType { get; init; }

    /// <summary>File name as uploaded, or null.</summary>
    public string? FileName { get; init; }

    /// <summary>The tool that produced it.</summary>
    public required string Tool { get; init; }

    /// <summary>When the tool produced it.</summary>
    public DateTimeOffset ProducedAt { get; init; }

    /// <summary>The artifact it is bound to.</summary>
    public required string ArtifactSha256 { get; init; }

    /// <summary>Why a gate cannot read it; null if it can, or need not.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Why it measured nothing of what its kind is about, so that no gate counts it; null if it did.</summary>
    public string? NotMeasured { get; init; }

    /// <summary>What gates read from it, as stored, for pages.</summary>
    [JsonIgnore]
    public string FactsJson { get; init; } = "{}";

    /// <summary>When it was added.</summary>
    public DateTimeOffset AddedAt { get; init; }

    /// <summary>Who added it, as written in the audit log.</summary>
    public required string AddedBy { get; init; }

    /// <summary>Who withdrew it, when and why; null while it is valid.</summary>
    public EvidenceWithdrawal? Withdrawn { get; init; }

    /// <summary>Who attested it with a signature, in order.</summary>
    public IReadOnlyList<AttestationView> Attested { get; init; } = [];

    /// <summary>Makes the view of a piece of evidence.</summary>
    /// <param name="evidence">The piece.</param>
    /// <param name="attestations">Its attestations; those of other pieces are left out.</param>
    public static EvidenceView Of(Evidence evidence, IReadOnlyList<EvidenceAttestation> attestations)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return new EvidenceView
        {
            Id = evidence.Id,
            Model = evidence.Model,
            Version = evidence.Version,
            Kind = evidence.Kind,
            Sha256 = evidence.Sha256,
            SizeBytes = evidence.SizeBytes,
            MediaType = evidence.MediaType,
            FileName = evidence.FileName,
            Tool = evidence.Tool,
            ProducedAt = evidence.ProducedAt,
            ArtifactSha256 = evidence.ArtifactSha256,
            Unreadable = EvidenceReadings.Unreadable(evidence.FactsJson),
            NotMeasured = EvidenceReadings.NotMeasured(evidence.FactsJson),
            FactsJson = evidence.FactsJson,
            AddedAt = evidence.AddedAt,
            AddedBy = evidence.AddedBy,
            Withdrawn = evidence.WithdrawnAt is { } at
                ? new EvidenceWithdrawal(at, evidence.WithdrawnBy!, evidence.WithdrawnByName!, evidence.WithdrawalReason?.Text)
                : null,
            Attested =
            [
                .. attestations
                    .Where(a => a.Evidence == evidence.Id)
                    .OrderBy(a => a.Number)
                    .Select(a => new AttestationView(
                        a.Number,
                        a.Attestation.Person.ToString(),
                        a.Attestation.PrintedName,
                        a.Attestation.Function,
                        a.Attestation.At,
                        a.Attestation.AuthenticationMethod,
                        a.Sha256,
                        a.Attestation.StatementSha256!,
                        a.Attestation.LogIndex
                    )),
            ],
        };
    }
}

/// <summary>The attestation of a piece of evidence.</summary>
/// <param name="Number">Number of the attestation, from 1; its sealed statement is downloaded under this number.</param>
/// <param name="By">Id of the person.</param>
/// <param name="ByName">Printed name of that person at the time.</param>
/// <param name="Role">The role in which they attested it.</param>
/// <param name="At">Time of the attestation.</param>
/// <param name="AuthenticationMethod">How they proved who they are.</param>
/// <param name="Sha256">Digest of the evidence that they attested.</param>
/// <param name="StatementSha256">SHA-256 of the sealed statement.</param>
/// <param name="LogIndex">Its entry in the log.</param>
public sealed record AttestationView(
    int Number,
    string By,
    string ByName,
    string Role,
    DateTimeOffset At,
    string AuthenticationMethod,
    string Sha256,
    string StatementSha256,
    long? LogIndex
);

/// <summary>That a piece of evidence counts no more.</summary>
/// <param name="At">When it was withdrawn.</param>
/// <param name="By">By whom, as the audit log writes an actor.</param>
/// <param name="ByName">Their printed name at the time.</param>
/// <param name="Reason">Why; null once erased.</param>
public sealed record EvidenceWithdrawal(DateTimeOffset At, string By, string ByName, string? Reason);

/// <summary>A deployment.</summary>
public sealed record DeploymentView
{
    /// <summary>Readable id.</summary>
    public DeploymentId Id { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the version.</summary>
    public required string Version { get; init; }

    /// <summary>Stage of the deployment.</summary>
    public Stage Stage { get; init; }

    /// <summary>By promotion or by rollback.</summary>
    public DeploymentKind Kind { get; init; }

    /// <summary>Environment.</summary>
    public required string Environment { get; init; }

    /// <summary>Region, or null.</summary>
    public string? Region { get; init; }

    /// <summary>The promotion that the deployment is based on.</summary>
    public PromotionId Promotion { get; init; }

    /// <summary>The emergency override used in place of an approval; null in the normal case.</summary>
    public OverrideId? Override { get; init; }

    /// <summary>The experiment in which it decides for a share, beside the version in production; absent if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExperimentId? Experiment { get; init; }

    /// <summary>Digest of the artifact.</summary>
    public required string ArtifactSha256 { get; init; }

    /// <summary>Digest of the configuration, or null.</summary>
    public string? ConfigSha256 { get; init; }

    /// <summary>Container image, or null.</summary>
    public string? Image { get; init; }

    /// <summary>Default target of a rollback: the target of the plan in force, or otherwise the version it replaced.</summary>
    public string? RollbackTarget { get; init; }

    /// <summary>The rollback plan in force; null if none was recorded.</summary>
    public RollbackPlanView? RollbackPlan { get; init; }

    /// <summary>Reason for a rollback; null once erased.</summary>
    public string? Reason { get; init; }

    /// <summary>Start of the deployment.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>End of the deployment, exclusive; null while it is active.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Who deployed it, as written in the audit log.</summary>
    public required string DeployedBy { get; init; }

    /// <summary>Makes the view of a deployment.</summary>
    public static DeploymentView Of(Deployment deployment, RollbackPlan? plan = null)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        return new DeploymentView
        {
            Id = deployment.Id,
            Model = deployment.Model,
            Version = deployment.Version,
            Stage = deployment.Stage,
            Kind = deployment.Kind,
            Environment = deployment.Environment,
            Region = deployment.Region,
            Promotion = deployment.Promotion,
            Override = deployment.Override,
            Experiment = deployment.Experiment,
            ArtifactSha256 = deployment.ArtifactSha256,
            ConfigSha256 = deployment.ConfigSha256,
            Image = deployment.Image,
            RollbackTarget = plan is null ? deployment.RollbackTarget : plan.Target,
            RollbackPlan = plan is null ? null : RollbackPlanView.Of(plan),
            Reason = deployment.Reason?.Text,
            Since = deployment.Since,
            Until = deployment.Until,
            DeployedBy = deployment.DeployedBy,
        };
    }
}

/// <summary>A step in the stage history of a version.</summary>
public sealed record StageStep(string Version, Stage From, Stage To, string Cause, DateTimeOffset At);

/// <summary>A lower risk class that waits for a second person. Until then gates judge by the class there is.</summary>
/// <param name="To">The class asked for; null for none.</param>
/// <param name="AskedBy">Who asked, as the log writes an actor.</param>
/// <param name="AskedByName">Their printed name.</param>
/// <param name="AskedAt">When.</param>
public sealed record PendingRiskClass(RiskClass? To, string AskedBy, string AskedByName, DateTimeOffset AskedAt);
