using Governance.Localisation;

namespace Governance.Reporting.Approvals;

/// <summary>The version asked about; the risk class is <c>minimal, limited, high, prohibited</c> or null when not yet classified.</summary>
public sealed record ModelFacts(
    string Name,
    string DisplayName,
    string Version,
    string VersionSha256,
    string? RiskClass,
    PersonFacts Owner,
    string? Purpose = null,
    string? SourceRepository = null,
    string? SourceCommit = null
);

/// <summary>A person by id and printed name, or a key or job by its id and a name that says so.</summary>
public sealed record PersonFacts(string Id, string PrintedName);

/// <summary>The exact canonical bytes that were signed and their digest.</summary>
public sealed record BundleFacts(string Sha256, ReadOnlyMemory<byte> CanonicalJson);

public sealed record ArtifactFacts(string Sha256, long SizeBytes, string MediaType);

/// <summary>A policy whose rules were evaluated.</summary>
public sealed record PolicyFacts(string Name, string Version, string Sha256)
{
    /// <summary><c>enforce</c>, <c>warn</c> or <c>dryrun</c>.</summary>
    public string Mode { get; init; } = "enforce";
}

/// <summary>The gate run; the outcome is <c>pass, warn, fail</c> or <c>error</c>.</summary>
public sealed record GateRunFacts(
    string Id,
    string Outcome,
    DateTimeOffset EvaluatedAt,
    string ResultSha256,
    IReadOnlyList<PolicyFacts> Policies,
    IReadOnlyList<RuleResultFacts> Results
);

/// <summary>One rule's answer; the outcome is a gate outcome, <c>waived</c> or <c>not_applicable</c>.</summary>
public sealed record RuleResultFacts(
    string Rule,
    string Outcome,
    bool Blocking,
    string Message,
    string? Measured,
    string? Required,
    IReadOnlyList<EvidenceReference> Evidence,
    DateTimeOffset? WaivedUntil = null
)
{
    /// <summary>Name of the policy that the rule is of; null where it is not known.</summary>
    public string? Policy { get; init; }

    /// <summary>True when its policy is only tried out: what it says decided nothing.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>
    /// The same as people read it, in the language of the document: the evaluator writes names of programs and shares, which are
    /// replayed to the byte. Null where its words are printed.
    /// </summary>
    public RuleWords? Words { get; init; }
}

/// <summary>What a rule found, as people read it.</summary>
public sealed record RuleWords(string Message, string? Measured, string? Required)
{
    /// <summary>What the rule is about; null where its id has to do.</summary>
    public string? Name { get; init; }
}

/// <summary>
/// A sign-off as it stands: its status is one of <c>signed, signed-with-condition, changes-requested, rejected, void, revoked</c>.
/// </summary>
public sealed record SignOffFacts
{
    public required string Id { get; init; }

    /// <summary><c>security</c>, <c>legal</c> or <c>owner</c>.</summary>
    public required string Role { get; init; }

    public required PersonFacts Signer { get; init; }

    /// <summary>Name of the person in whose place they signed; null when they signed for themselves.</summary>
    public string? InPlaceOf { get; init; }

    /// <summary><c>approve, approve-with-condition, reject</c> or <c>request-changes</c>.</summary>
    public required string Decision { get; init; }

    /// <summary>The sentence the signer chose.</summary>
    public required string Meaning { get; init; }

    public required string Status { get; init; }

    public WrittenText? Comment { get; init; }

    public WrittenText? Condition { get; init; }

    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>How the signer confirmed who they are, in words: <c>Password and one-time code</c>, <c>Passkey</c>.</summary>
    public required string AuthenticationMethod { get; init; }

    public required string BundleSha256 { get; init; }

    /// <summary><c>simple</c>, or <c>advanced</c> where the signer's own passkey signed too.</summary>
    public string Level { get; init; } = "simple";

    /// <summary>The signed statement, by its digest.</summary>
    public string? StatementSha256 { get; init; }

    /// <summary>Why it is void, in words of the portal.</summary>
    public string? VoidReason { get; init; }

    /// <summary>Why its signer revoked it.</summary>
    public WrittenText? RevokeReason { get; init; }

    public required long LogIndex { get; init; }
}

/// <summary>One step of the custody timeline; the action is the log's (<c>promotion.signed</c>), refused attempts included.</summary>
public sealed record CustodyFacts(DateTimeOffset At, string Actor, string Action, string? Detail, long LogIndex, bool Refused = false)
{
    /// <summary>True when people wrote the detail, such as a comment.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>The detail as the document says it, with names as they are; null where the detail itself is printed.</summary>
    public Wording? Said { get; init; }
}

/// <summary>A dataset; its role is <c>training, validation, test</c> or <c>reference</c>.</summary>
public sealed record DatasetFacts(string Name, string Version, string Role, string Sha256);

public sealed record DependencyFacts(string Name, string? Version, string? License);

/// <summary>
/// A metric of the version; without evidence of its own it stands as declared at registration, under the version's digest.
/// </summary>
public sealed record MetricFacts(
    string Name,
    double? Value,
    long? SampleSize = null,
    double? Low = null,
    double? High = null,
    EvidenceReference? Evidence = null,
    string? UndefinedReason = null
)
{
    /// <summary>The same as people read it, in the language of the document; null where its name and value are printed.</summary>
    public MetricWords? Words { get; init; }
}

/// <summary>A metric as people read it: its name with the group it is about, and its value in its unit.</summary>
public sealed record MetricWords(string Name, string Value, string? Interval);

public sealed record EvidenceFacts(string Id, string Kind, string? Tool, DateTimeOffset ProducedAt, string AddedBy, string Sha256)
{
    /// <summary>When it was withdrawn, after it was decided on; null while it counts.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>Who withdrew it.</summary>
    public string? WithdrawnBy { get; init; }
}

public sealed record WaiverFacts(string Id, string Rule, string GrantedBy, string Reason, DateTimeOffset Until, string Sha256);

/// <summary>A risk as the bundle froze it.</summary>
public sealed record RiskFacts(string Id, string Title, int Residual);

public sealed record DeploymentFacts(
    string Id,
    string Environment,
    string? Region,
    DateTimeOffset At,
    string By,
    string? ConfigurationSha256,
    string? RollbackTarget,
    DateTimeOffset? Until = null
);
