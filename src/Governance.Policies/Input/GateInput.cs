namespace Governance.Policies;

/// <summary>
/// Everything a gate decides from (<c>governance.input/v1</c>). Evaluation reads nothing else: no clock, no database, no network.
/// </summary>
/// <remarks>Described member by member in <c>docs/policy-input.md</c>.</remarks>
public sealed record GateInput
{
    /// <summary>The value of the member <c>schema</c>.</summary>
    public const string Schema = "governance.input/v1";

    /// <summary>Largest input document, in bytes.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>
    /// The time ages are counted to, at the offset of the organisation: what holds until a day is judged by the day there. Kept to the
    /// millisecond.
    /// </summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The model.</summary>
    public required GateModel Model { get; init; }

    /// <summary>The version to be promoted.</summary>
    public required GateVersion Version { get; init; }

    /// <summary>Stage the version is in: <c>development</c>, <c>staging</c>, <c>production</c> or <c>retired</c>.</summary>
    public required string From { get; init; }

    /// <summary>Stage asked for: <c>staging</c>, <c>production</c> or <c>retired</c>.</summary>
    public required string To { get; init; }

    /// <summary>Ids of everyone who counts as having requested the promotion.</summary>
    public IReadOnlyList<string> RequestedBy { get; init; } = [];

    /// <summary>The artifact as declared and as found in the store.</summary>
    public required GateArtifact Artifact { get; init; }

    /// <summary>Evidence filed for this version.</summary>
    public IReadOnlyList<GateEvidence> Evidence { get; init; } = [];

    /// <summary>Measured values: those the version declared, and those read from its evidence.</summary>
    public IReadOnlyList<GateMetric> Metrics { get; init; } = [];

    /// <summary>Regions known from the version and its deployments; regions named by evidence are added to them.</summary>
    public GateRegions Regions { get; init; } = new([], [], []);

    /// <summary>Waivers granted for this version.</summary>
    public IReadOnlyList<GateWaiver> Waivers { get; init; } = [];

    /// <summary>The version to go back to, and the plan for it; null when none is recorded.</summary>
    public GateRollback? Rollback { get; init; }

    /// <summary>
    /// Why no way back was found; null where there is one, where no policy asks, and in runs before it was read.
    /// </summary>
    public GateNoRollback? NoRollback { get; init; }

    /// <summary>Verified signatures of the artifact.</summary>
    public IReadOnlyList<GateSignature> Signatures { get; init; } = [];

    /// <summary>Who asks for the promotion, as far as it is known; null when nothing is.</summary>
    public GateCaller? Caller { get; init; }

    /// <summary>Open risks of the model or its system; null when no register says anything, which is not the same as none.</summary>
    public IReadOnlyList<GateRisk>? Risks { get; init; }

    /// <summary>What the portal measured of this version itself; null when it measured nothing, and in runs before it was read.</summary>
    public GateMonitoring? Monitoring { get; init; }

    /// <summary>What validators said of it; null where no policy asks, and in runs before it was read.</summary>
    public GateValidation? Validation { get; init; }

    /// <summary>
    /// Who oversees the model's AI systems; null when none of them keeps a roster, when no policy asks, and in runs before it was read.
    /// </summary>
    public GateOversight? Oversight { get; init; }

    /// <summary>
    /// How the version stands to what was signed for the model's AI systems; null where no policy asks, and in runs before it was read.
    /// </summary>
    public IReadOnlyList<GateTarget>? Targets { get; init; }

    /// <summary>
    /// What the version is made of and may do, when it is of an agent: read from its artifact. Null for every other version.
    /// </summary>
    public AgentManifest? Agent { get; init; }

    /// <summary>
    /// Versions of this registry that the manifest names; one that it has not is missing. Null where no policy asks, for every version that
    /// is not of an agent, and in runs before it was read.
    /// </summary>
    public IReadOnlyList<GateAgentModel>? AgentModels { get; init; }

    /// <summary>
    /// What the servers of the manifest were seen to list last. Null where no policy asks, where none was seen, and in runs before it
    /// was read.
    /// </summary>
    public IReadOnlyList<GateObservedServer>? AgentObserved { get; init; }

    /// <summary>The data that the version depends on; null where no policy asks, and in runs before it was read.</summary>
    public GateData? Data { get; init; }

    /// <summary>
    /// How the version was trained, compared with the permits; null where no policy asks, and in runs before it was read.
    /// </summary>
    public GateTraining? Training { get; init; }

    /// <summary>
    /// The experiment that the promotion is limited to; null for every other, and in runs before promotions could be limited.
    /// </summary>
    public GateExperiment? Experiment { get; init; }

    /// <summary>Who supplies what the version depends on; null where no policy asks, and in runs before it was read.</summary>
    public GateSuppliers? Suppliers { get; init; }

    /// <summary>
    /// What watches the version, and since when it serves; null where no policy asks, and in runs before it was read.
    /// </summary>
    public GateCoverage? Coverage { get; init; }

    /// <summary>
    /// Accepted use cases of the model's AI systems; null where no policy asks, and in runs before it was read.
    /// </summary>
    public IReadOnlyList<GateUseCase>? UseCases { get; init; }

    /// <summary>What remote policy engines answered when the input was made: evaluation asks no one, so that it can be repeated.</summary>
    public IReadOnlyList<GateRemoteDecision> RemoteDecisions { get; init; } = [];

    /// <summary>
    /// Canonical bytes: the same facts in any order give the same bytes. A value that is not a finite number is written as null
    /// ("undefined").
    /// </summary>
    public byte[] ToBytes() => GateInputWriter.Write(this);

    /// <summary>
    /// SHA-256 of the canonical bytes without the member <c>at</c>: it changes when a fact changes, and not because time passes.
    /// </summary>
    public string FactsSha256() => Digest.Of(GateInputWriter.WriteWithoutTime(this));

    /// <summary>
    /// Reads an input strictly: unknown, missing, repeated and mistyped members are problems that name their path. Never throws for bad
    /// text.
    /// </summary>
    public static GateInputReadResult Read(ReadOnlyMemory<byte> utf8) => GateInputReader.Read(utf8);
}

/// <summary>The model a version belongs to.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="RiskClass"><c>minimal</c>, <c>limited</c>, <c>high</c>, <c>prohibited</c>, or null when not yet classified (then nothing
/// passes).</param>
/// <param name="Tags">Tags of the model.</param>
public sealed record GateModel(string Name, string? RiskClass, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>
    /// <c>tier1</c> (highest) to <c>tier4</c>; null where it was not assessed, where no policy asks, and in runs before it was read.
    /// </summary>
    public string? Tier { get; init; }

    /// <summary>
    /// <c>model</c> or <c>agent</c>, for those who ask about a model without an input; null where it is not known. Not written: of an input
    /// the manifest says it (<see cref="GateInput.Agent"/>).
    /// </summary>
    public string? Kind { get; init; }
}

/// <summary>The version to be promoted.</summary>
/// <param name="Name">Name of the version.</param>
/// <param name="Sha256">Digest of the version as registered (<c>versionSha256</c> of the evidence bundle).</param>
/// <param name="Datasets">Datasets it was made with.</param>
public sealed record GateVersion(string Name, string Sha256, IReadOnlyList<GateDataset> Datasets)
{
    /// <summary>A version without registered datasets.</summary>
    public GateVersion(string name, string sha256)
        : this(name, sha256, []) { }

    /// <summary>
    /// Ids of everyone who counts as having developed it: who registered it and who stored its artifact. Null when the input does not say;
    /// empty when no person is known.
    /// </summary>
    public IReadOnlyList<string>? Developers { get; init; }

    /// <summary>The held-out set: the datasets of role <c>test</c>, which no part of the version was made from. Usually one.</summary>
    public IEnumerable<GateDataset> HeldOut => Datasets.Where(dataset => dataset.Role == "test");
}

/// <summary>A dataset of a version.</summary>
/// <param name="Name">Name of the dataset.</param>
/// <param name="Role"><c>training</c>, <c>validation</c>, <c>test</c> (the held-out set) or <c>reference</c>.</param>
/// <param name="Sha256">Digest of its content.</param>
public sealed record GateDataset(string Name, string Role, string Sha256);

/// <summary>The artifact as declared at registration and as found in the store when the input was made.</summary>
/// <param name="DeclaredSha256">Digest given at registration, or of the bytes stored since; empty while there is neither.</param>
/// <param name="DeclaredSizeBytes">Size given at registration.</param>
/// <param name="StoredSha256">Digest of the stored bytes; null when nothing is stored.</param>
/// <param name="StoredSizeBytes">Size of the stored bytes; null when nothing is stored.</param>
public sealed record GateArtifact(string DeclaredSha256, long DeclaredSizeBytes, string? StoredSha256, long? StoredSizeBytes);

/// <summary>One piece of evidence filed for the version.</summary>
/// <param name="Id">Readable id, such as <c>EVD-0012</c>.</param>
/// <param name="Kind">Kind, one of <see cref="PolicyVocabulary.EvidenceKinds"/>.</param>
/// <param name="Sha256">Digest of the evidence itself.</param>
/// <param name="ProducedAt">When it was produced; its age counts from here. Kept to the millisecond.</param>
/// <param name="Tool">What produced it; null when not known.</param>
/// <param name="ArtifactSha256">The artifact it is about: what its payload names, otherwise the artifact of the version it was filed under.
/// Null means unbound, and unbound evidence does not count.</param>
/// <param name="Facts">What was read from its payload.</param>
public sealed record GateEvidence(
    string Id,
    string Kind,
    string Sha256,
    DateTimeOffset ProducedAt,
    string? Tool,
    string? ArtifactSha256,
    EvidenceFacts Facts
)
{
    /// <summary>
    /// Ids of the people who filed it: of an API key, those behind it. Null when the input does not say; empty when no person is known.
    /// </summary>
    public IReadOnlyList<string>? FiledBy { get; init; }

    /// <summary>Ids of the people who attested it with a signature of their own; empty when no one did.</summary>
    public IReadOnlyList<string> AttestedBy { get; init; } = [];
}

/// <summary>One measured value.</summary>
/// <param name="Name">Name as in the <c>analyze</c> JSON, such as <c>auc</c>.</param>
/// <param name="Value">The value; null (or not finite) when it is undefined.</param>
/// <param name="N">Rows it was measured on; null when not known.</param>
/// <param name="Low">Lower end of its 95 % interval; null when not known.</param>
/// <param name="High">Upper end of its 95 % interval; null when not known.</param>
/// <param name="Attribute">Protected attribute it is about, or null.</param>
/// <param name="Slice">Part of the rows it was measured on; null for all.</param>
/// <param name="Evidence">Id of the evidence it was read from; null when declared.</param>
/// <param name="Source">Where it comes from: <c>declared</c>, <c>evidence</c> or <c>monitoring</c>.</param>
public sealed record GateMetric(
    string Name,
    double? Value,
    long? N,
    double? Low,
    double? High,
    string? Attribute,
    string? Slice,
    string? Evidence,
    string Source
);

/// <summary>Regions in which the model was trained, is hosted and has its data.</summary>
/// <param name="Training">Regions of training.</param>
/// <param name="Hosting">Regions of deployment.</param>
/// <param name="Data">Regions of the datasets.</param>
public sealed record GateRegions(IReadOnlyList<string> Training, IReadOnlyList<string> Hosting, IReadOnlyList<string> Data);

/// <summary>A waiver of one rule for one version.</summary>
/// <param name="Id">Readable id, such as <c>WVR-0003</c>.</param>
/// <param name="Policy">Name of the policy the rule is in.</param>
/// <param name="Rule">Id of the rule.</param>
/// <param name="VersionSha256">Digest of the version it was granted for.</param>
/// <param name="Sha256">Digest of the waiver's record.</param>
/// <param name="AskedBy">Id of who asked for it.</param>
/// <param name="Grants">Who granted it, in which role.</param>
/// <param name="GrantedAt">When the last grant was given.</param>
/// <param name="ExpiresAt">When it ends; at most 90 days after <paramref name="GrantedAt"/>.</param>
public sealed record GateWaiver(
    string Id,
    string Policy,
    string Rule,
    string VersionSha256,
    string Sha256,
    string AskedBy,
    IReadOnlyList<WaiverGrant> Grants,
    DateTimeOffset GrantedAt,
    DateTimeOffset ExpiresAt
);

/// <summary>One person's grant of a waiver.</summary>
/// <param name="By">Id of the person.</param>
/// <param name="Role"><c>RiskOfficer</c> or <c>SecurityReviewer</c>.</param>
public sealed record WaiverGrant(string By, string Role);

/// <summary>Where to go back to when the promoted version fails.</summary>
/// <param name="Target">Version to go back to.</param>
/// <param name="PlanSha256">Digest of the plan filed for this version; null when none is, and the target is the version that serves there
/// now.</param>
/// <param name="RecordedAt">When the plan was filed; without one, since when the target serves.</param>
public sealed record GateRollback(string Target, string? PlanSha256, DateTimeOffset RecordedAt);

/// <summary>A signature of the artifact that was verified when it was stored.</summary>
/// <param name="Format">Its form: <c>oms-1.0</c> or <c>dsse</c>.</param>
/// <param name="KeySha256">The key, by SHA-256 of its SubjectPublicKeyInfo in DER.</param>
/// <param name="KeyName">The name under which the key was trusted.</param>
/// <param name="ArtifactSha256">The file it signs.</param>
public sealed record GateSignature(string Format, string KeySha256, string KeyName, string ArtifactSha256);

/// <summary>Who asks for the promotion.</summary>
/// <param name="Action">What they ask for, one of <see cref="PolicyVocabulary.GatedActions"/>.</param>
/// <param name="Roles">Roles that the person holds; empty when none is known.</param>
/// <param name="Mfa">Whether they had proved who they are with a second factor; null when not known.</param>
/// <param name="Deeds">What else was done for the version, with the ids of who did it: see <see cref="PolicyVocabulary.Deeds"/>.</param>
public sealed record GateCaller(string Action, IReadOnlyList<string> Roles, bool? Mfa, IReadOnlyList<GateDeed> Deeds);

/// <summary>Something done for the version.</summary>
/// <param name="Deed">What, one of <see cref="PolicyVocabulary.Deeds"/>.</param>
/// <param name="By">Ids of everyone who did it.</param>
public sealed record GateDeed(string Deed, IReadOnlyList<string> By);

/// <summary>An open risk.</summary>
/// <param name="Id">Readable id, such as <c>RSK-0004</c>.</param>
/// <param name="Residual">What is left of it after treatment: likelihood times impact, 1 to 25; null when not assessed.</param>
/// <param name="Mitigated">Whether a treatment is recorded and done.</param>
public sealed record GateRisk(string Id, int? Residual, bool Mitigated)
{
    /// <summary>
    /// The lowest risk appetite that was signed for an AI system the risk is about; null where none was, where no policy asks, and in runs
    /// before it was read.
    /// </summary>
    public int? Appetite { get; init; }

    /// <summary>
    /// Its score before anything is done, 1 to 25: what counts while the residual is not assessed. Null where no policy asks, and in runs
    /// before it was read.
    /// </summary>
    public int? Inherent { get; init; }

    /// <summary>
    /// When its assessment was made or confirmed last; null where it is not assessed, where no policy asks, and in earlier runs.
    /// </summary>
    public DateTimeOffset? AssessedAt { get; init; }

    /// <summary>
    /// Whether that was for this release: since the version was registered. Null where no policy asks, and in runs before it was read.
    /// </summary>
    public bool? OfRelease { get; init; }
}

/// <summary>The answer of a remote policy engine to this input.</summary>
/// <param name="Url">The engine, as the rule names it.</param>
/// <param name="Path">The decision, as the rule names it.</param>
/// <param name="Answer"><c>allow</c>, <c>deny</c>, <c>undefined</c>, <c>timeout</c>, <c>not-boolean</c>, <c>not-allowed</c> (the host is
/// not in the portal's list) or <c>error</c>.</param>
/// <param name="DecisionId">The engine's own id of the decision; null when it gave none.</param>
/// <param name="Violations">What it found, in its own words.</param>
public sealed record GateRemoteDecision(
    string Url,
    string Path,
    string Answer,
    string? DecisionId,
    IReadOnlyList<RemoteViolation> Violations
);

/// <summary>One thing a remote engine found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Severity">Its severity: <c>critical</c>, <c>high</c>, <c>medium</c> or <c>low</c>; every word but <c>low</c>
/// blocks.</param>
/// <param name="Message">What it says.</param>
public sealed record RemoteViolation(string Id, string Severity, string Message);
