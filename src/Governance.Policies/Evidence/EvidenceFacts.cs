namespace Governance.Policies;

/// <summary>What a gate needs to know of an evidence payload; each part is null when the payload says nothing of it.</summary>
public sealed record EvidenceFacts
{
    /// <summary>Evidence of which nothing is known but that it exists.</summary>
    public static EvidenceFacts None { get; } = new();

    /// <summary>
    /// Why the payload could not be read; null when it could, or when nothing in it needs reading. Unreadable evidence does not count.
    /// </summary>
    public string? Unreadable { get; init; }

    /// <summary>
    /// Why the payload measured nothing of what its kind is about, or did not measure to the end; null when it did. Such evidence does not
    /// count: the absence of a measurement is never a good one.
    /// </summary>
    public string? NotMeasured { get; init; }

    /// <summary>What an SBOM says.</summary>
    public SbomFacts? Sbom { get; init; }

    /// <summary>What an explanation report says.</summary>
    public ExplainabilityFacts? Explainability { get; init; }

    /// <summary>What a fairness report says beside its metrics.</summary>
    public FairnessFacts? Fairness { get; init; }

    /// <summary>Regions named by the payload.</summary>
    public GateRegions? Regions { get; init; }

    /// <summary>What a security scan found.</summary>
    public ScanFacts? Scan { get; init; }

    /// <summary>What a scan for personal data found.</summary>
    public PiiFacts? Pii { get; init; }

    /// <summary>What an experiment came to.</summary>
    public ExperimentFacts? Experiment { get; init; }

    /// <summary>Names of the sections of a model card that hold something; null for other payloads.</summary>
    public IReadOnlyList<string>? CardSections { get; init; }

    /// <summary>What a drift comparison found.</summary>
    public DriftFacts? Drift { get; init; }

    /// <summary>Stretches of time that a drift or performance report says it covers; null when it names none.</summary>
    public IReadOnlyList<CoveredWindow>? Windows { get; init; }

    /// <summary>Where the data came from.</summary>
    public LineageFacts? Lineage { get; init; }

    /// <summary>Who oversees the model, and when its stop control was last tested.</summary>
    public OversightFacts? Oversight { get; init; }

    /// <summary>What the figures of a report are about; null when it does not say so in our words, which leaves it unbound.</summary>
    public SubjectFacts? Subject { get; init; }

    /// <summary>Columns by which a report gives its figures for parts of the rows, too; null when it does not.</summary>
    public IReadOnlyList<string>? Slices { get; init; }

    /// <summary>What checks of data quality said, each kind of check once; null when the payload reports none.</summary>
    public IReadOnlyList<GateQualityCheck>? Quality { get; init; }

    /// <summary>
    /// Reads facts and metrics from a payload. Never throws for bad content: what cannot be read says so in <see cref="Unreadable"/>.
    /// </summary>
    /// <param name="kind">Evidence kind, one of <see cref="PolicyVocabulary.EvidenceKinds"/>.</param>
    /// <param name="payload">The payload's bytes. Only JSON is read, up to 16 MiB.</param>
    /// <param name="mediaType">Media type, such as <c>application/json</c>; parameters are ignored.</param>
    public static EvidenceReading Read(string kind, ReadOnlyMemory<byte> payload, string mediaType) =>
        EvidencePayloadReader.Read(kind, payload, mediaType);
}

/// <summary>What was read from an evidence payload.</summary>
/// <param name="Facts">Facts for <see cref="GateEvidence.Facts"/>.</param>
/// <param name="Metrics">Measured values, not yet naming their evidence.</param>
/// <param name="ArtifactSha256">Digest of the artifact the payload says it is about (<c>subject.artifactSha256</c>,
/// <c>artifactSha256</c> or <c>modelSha256</c>); null when it names none.</param>
public sealed record EvidenceReading(EvidenceFacts Facts, IReadOnlyList<GateMetric> Metrics, string? ArtifactSha256)
{
    /// <summary>The measured values as they enter a gate input.</summary>
    /// <param name="evidenceId">Id of the evidence they were read from.</param>
    public IReadOnlyList<GateMetric> MetricsOf(string evidenceId) => [.. Metrics.Select(metric => metric with { Evidence = evidenceId })];
}

/// <summary>What a software or model bill of materials says.</summary>
/// <param name="Format"><c>cyclonedx</c> or <c>spdx</c>.</param>
/// <param name="Version">Version of the format, such as <c>1.6</c>.</param>
/// <param name="ComponentSha256">SHA-256 of every component that has one.</param>
/// <param name="ModelSha256">SHA-256 of the components that are machine-learning models.</param>
/// <param name="Licenses">Every licence id, name or expression named.</param>
/// <param name="Components">Number of components.</param>
/// <param name="Unlicensed">Number of components that name no licence.</param>
public sealed record SbomFacts(
    string Format,
    string Version,
    IReadOnlyList<string> ComponentSha256,
    IReadOnlyList<string> ModelSha256,
    IReadOnlyList<string> Licenses,
    long Components,
    long Unlicensed
)
{
    /// <summary>What an SPDX 3 document says of AI packages and datasets; empty for CycloneDX.</summary>
    public IReadOnlyList<SpdxClaims> Claims { get; init; } = [];
}

/// <summary>What an SPDX 3 document says of an AI package or a dataset: the author's claims.</summary>
/// <param name="Type"><c>ai</c> or <c>dataset</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">Digest of its content; null when it names none.</param>
/// <param name="Members">Its claims by the names of the specification, such as <c>safetyRiskAssessment</c>,
/// <c>hasSensitivePersonalInformation</c>, <c>knownBias</c>; lists joined by commas.</param>
public sealed record SpdxClaims(string Type, string Name, string? Sha256, IReadOnlyDictionary<string, string> Members);

/// <summary>What an explanation report says.</summary>
/// <param name="Methods">Methods used, lowercase, such as <c>shap</c>.</param>
/// <param name="Scopes"><c>local</c>, <c>global</c> or both.</param>
public sealed record ExplainabilityFacts(IReadOnlyList<string> Methods, IReadOnlyList<string> Scopes);

/// <summary>What a fairness report says beside its metrics.</summary>
/// <param name="Method">Method of the audit; null when not named.</param>
/// <param name="MinimumGroupSize">Least group size of the gated aggregates; null when not named.</param>
/// <param name="Attributes">The attributes audited.</param>
public sealed record FairnessFacts(string? Method, long? MinimumGroupSize, IReadOnlyList<FairnessAttribute> Attributes);

/// <summary>One audited attribute.</summary>
/// <param name="Name">Name, or <c>a|b</c> for a pair.</param>
/// <param name="Verdict">The report's own verdict; null when it gives none.</param>
/// <param name="UndefinedGroups">Groups for which a measure is undefined.</param>
/// <param name="AllGroups">Each measure over all groups, small ones too; null where undefined. Shown, not gated.</param>
public sealed record FairnessAttribute(
    string Name,
    string? Verdict,
    IReadOnlyList<string> UndefinedGroups,
    IReadOnlyDictionary<string, double?> AllGroups
);

/// <summary>What a security scan found.</summary>
/// <param name="Tools">Tools that scanned.</param>
/// <param name="Critical">Findings of critical severity.</param>
/// <param name="High">Findings of high severity.</param>
/// <param name="Medium">Findings of medium severity.</param>
/// <param name="Low">Findings of low severity.</param>
public sealed record ScanFacts(IReadOnlyList<string> Tools, long Critical, long High, long Medium, long Low);

/// <summary>What a scan for personal data found.</summary>
/// <param name="DatasetSha256">Digests of the datasets scanned.</param>
/// <param name="Detectors">Detectors that ran.</param>
/// <param name="Fields">Fields that were scanned.</param>
/// <param name="Findings">Number of findings.</param>
public sealed record PiiFacts(
    IReadOnlyList<string> DatasetSha256,
    IReadOnlyList<string> Detectors,
    IReadOnlyList<string> Fields,
    long Findings
);

/// <summary>What an experiment came to.</summary>
/// <param name="Kind"><c>shadow</c>, <c>canary</c>, <c>ab</c> or <c>pilot</c>.</param>
/// <param name="Share">Share of the traffic that the version had; 0 in shadow, null when not named.</param>
/// <param name="Rows">Observations of the version.</param>
/// <param name="Outcome"><c>ship</c> or <c>keep-champion</c>; null while it is not concluded.</param>
public sealed record ExperimentFacts(string Kind, double? Share, long Rows, string? Outcome)
{
    /// <summary>
    /// Whether an experiment of this registry ended with this report, or someone filed it; null where the input does not say, and in runs
    /// before it was read.
    /// </summary>
    public bool? Concluded { get; init; }
}

/// <summary>What a drift comparison found.</summary>
/// <param name="Features">The features compared.</param>
public sealed record DriftFacts(IReadOnlyList<DriftFeature> Features);

/// <summary>A stretch of time whose predictions a report covers.</summary>
/// <param name="Start">First instant covered.</param>
/// <param name="End">End of what is covered, exclusive.</param>
public sealed record CoveredWindow(DateTimeOffset Start, DateTimeOffset End);

/// <summary>One feature of a drift comparison.</summary>
/// <param name="Name">Name of the feature.</param>
/// <param name="Statistics">Its statistics by name (<c>psi</c>, <c>ks</c>, …); null where undefined.</param>
public sealed record DriftFeature(string Name, IReadOnlyDictionary<string, double?> Statistics);

/// <summary>Where the data of a version came from.</summary>
/// <param name="Depth">Steps from what was made back to the farthest dataset; 0 when nothing is traced.</param>
/// <param name="Datasets">Every dataset in the graph.</param>
public sealed record LineageFacts(int Depth, IReadOnlyList<LineageDataset> Datasets);

/// <summary>A dataset in a lineage graph.</summary>
/// <param name="Name"><c>namespace/name</c>.</param>
/// <param name="Sha256">Digest of its content, where the graph names one; null otherwise.</param>
public sealed record LineageDataset(string Name, string? Sha256);

/// <summary>Who oversees a model.</summary>
/// <param name="Overseers">Names of the people.</param>
/// <param name="StopControlTestedAt">When stopping the model was last tried; null when it never was.</param>
public sealed record OversightFacts(IReadOnlyList<string> Overseers, DateTimeOffset? StopControlTestedAt);

/// <summary>What the figures of a report are about (member <c>subject</c>).</summary>
/// <param name="ArtifactSha256">Digest of the artifact that was measured; null when it does not say.</param>
/// <param name="DatasetSha256">Digest of the dataset it was measured on; null when it does not say.</param>
/// <param name="Rows">Rows of the dataset that were used; null when it does not say.</param>
/// <param name="Seed">Seed of what was drawn; null when nothing was, or it does not say.</param>
public sealed record SubjectFacts(string? ArtifactSha256, string? DatasetSha256, long? Rows, long? Seed);
