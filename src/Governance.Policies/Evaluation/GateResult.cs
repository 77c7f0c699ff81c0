namespace Governance.Policies;

/// <summary>
/// What a gate found (<c>governance.result/v1</c>). The same policies and input give the same bytes, on any machine and at any time.
/// </summary>
public sealed record GateResult
{
    /// <summary>The value of the member <c>schema</c>.</summary>
    public const string Schema = "governance.result/v1";

    /// <summary>
    /// Version of the evaluation, such as <c>governance-policies/1</c>. It changes when the same input could be judged differently.
    /// </summary>
    public required string Engine { get; init; }

    /// <summary>What was judged.</summary>
    public required GateSubject Subject { get; init; }

    /// <summary>The time of the input, to which ages were counted.</summary>
    public required DateTimeOffset EvaluatedAt { get; init; }

    /// <summary>SHA-256 of the input's canonical bytes.</summary>
    public required string InputSha256 { get; init; }

    /// <summary>The policies given, the baseline first, then by name.</summary>
    public required IReadOnlyList<EvaluatedPolicy> Policies { get; init; }

    /// <summary>One result a rule, in the order of the policies and of their files.</summary>
    public required IReadOnlyList<RuleResult> Results { get; init; }

    /// <summary>What the gate decided.</summary>
    public required GateOutcome Outcome { get; init; }

    /// <summary>The sign-offs that the promotion needs.</summary>
    public required RequiredApprovals Approvals { get; init; }

    /// <summary>
    /// What a reader should know beside the rules, such as a policy that has expired: the English of <see cref="Noticed"/>. In results of
    /// older engines it is all there is, and shown as it is stored.
    /// </summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>The notices as statements; null in results of engines up to <c>governance-policies/4</c>.</summary>
    public IReadOnlyList<Statement>? Noticed { get; init; }

    /// <summary>
    /// Bounds that more than one enforcing policy sets, each with the policy whose bound is the strictest; null in results of an engine
    /// that did not write them.
    /// </summary>
    public IReadOnlyList<ComposedBound>? Bounds { get; init; }

    /// <summary>Whether the gate is shut: the outcome is <c>fail</c> or <c>error</c>.</summary>
    public bool IsShut => Outcome is GateOutcome.Fail or GateOutcome.Error;

    /// <summary>SHA-256 of <see cref="ToBytes"/>, lowercase hexadecimal.</summary>
    public string Sha256 => Digest.Of(ToBytes());

    /// <summary>Canonical bytes: the ones to store, hash and log.</summary>
    public byte[] ToBytes() => GateResultText.Write(this);

    /// <summary>Reads a stored result for display. Never throws for bad text.</summary>
    public static GateResultReadResult FromBytes(ReadOnlyMemory<byte> utf8) => GateResultText.Read(utf8);
}

/// <summary>What a gate judged.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="RiskClass">Its risk class, or null.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="VersionSha256">Digest of the version as registered.</param>
/// <param name="ArtifactSha256">Declared digest of its artifact.</param>
/// <param name="From">Stage it is in.</param>
/// <param name="To">Stage asked for.</param>
public sealed record GateSubject(
    string Model,
    string? RiskClass,
    string Version,
    string VersionSha256,
    string ArtifactSha256,
    string From,
    string To
);

/// <summary>A policy that was given to the gate.</summary>
/// <param name="Name">Name of the policy.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">SHA-256 of its source.</param>
/// <param name="Mode">Its mode.</param>
/// <param name="Applied">Whether its rules were evaluated.</param>
/// <param name="Reason">Why they were not, in one sentence, the English of <see cref="Why"/>; null when they were.</param>
public sealed record EvaluatedPolicy(string Name, string Version, string Sha256, PolicyMode Mode, bool Applied, string? Reason)
{
    /// <summary>
    /// Why they were not, as a statement; null when they were, and in results of engines up to <c>governance-policies/4</c>.
    /// </summary>
    public Statement? Why { get; init; }
}

/// <summary>The sign-offs that a promotion needs, composed from the baseline and every enforcing policy that applies.</summary>
/// <param name="Roles">Slots to be signed, in the order security, legal, owner; the union of what is asked for.</param>
/// <param name="MaxAgeDays">Days an approval stays valid: the least that a policy asks for, else 30.</param>
/// <param name="OpenDays">Days the request may stay open: the least that a policy asks for, else 30.</param>
public sealed record RequiredApprovals(IReadOnlyList<string> Roles, int MaxAgeDays, int OpenDays)
{
    /// <summary>True when every enforcing policy that applies lets the makers of a version of this risk class sign it.</summary>
    public bool MakersMaySign { get; init; }

    /// <summary>
    /// Hours after a reset of their access in which no one signs unvouched: the most that an enforcing policy asks for; one that says
    /// nothing asks for 24.
    /// </summary>
    public int SoonAfterResetHours { get; init; } = PolicyApprovals.DefaultSoonAfterResetHours;
}

/// <summary>Result of one rule.</summary>
public sealed record RuleResult
{
    /// <summary>Id of the rule.</summary>
    public required string RuleId { get; init; }

    /// <summary>Name of its policy.</summary>
    public required string Policy { get; init; }

    /// <summary>Type of the rule.</summary>
    public required string Type { get; init; }

    /// <summary>Severity of the rule.</summary>
    public required RuleSeverity Severity { get; init; }

    /// <summary>
    /// Whether the rule shuts the gate when its outcome is <c>fail</c> or <c>error</c>: true for medium and above in mode enforce, and for
    /// every <c>error</c> in mode enforce.
    /// </summary>
    public required bool Blocking { get; init; }

    /// <summary>What the rule found.</summary>
    public required RuleOutcome Outcome { get; init; }

    /// <summary>
    /// What was found and, when it is not met, what to do: plain sentences, the English of <see cref="Found"/>. In results of older
    /// engines, which have no statements, it is all there is, and shown as it is stored.
    /// </summary>
    public required string Message { get; init; }

    /// <summary>What the rule asks for, the English of <see cref="Asked"/>; null when a word would only repeat the message.</summary>
    public string? Expected { get; init; }

    /// <summary>What was found, the English of <see cref="Seen"/>; null when nothing was.</summary>
    public string? Actual { get; init; }

    /// <summary>What was found and what to do, as statements; null in results of engines up to <c>governance-policies/3</c>.</summary>
    public IReadOnlyList<Statement>? Found { get; init; }

    /// <summary>What the rule asks for, as statements; null where <see cref="Expected"/> is, and in results of those engines.</summary>
    public IReadOnlyList<Statement>? Asked { get; init; }

    /// <summary>What is there, as statements; null where <see cref="Actual"/> is, and in results of those engines.</summary>
    public IReadOnlyList<Statement>? Seen { get; init; }

    /// <summary>The evidence the rule read.</summary>
    public IReadOnlyList<EvidenceReference> Evidence { get; init; } = [];

    /// <summary>Controls of outside frameworks that the rule serves.</summary>
    public IReadOnlyList<string> Controls { get; init; } = [];

    /// <summary>The policy's file and the rule's line in it.</summary>
    public required RuleLocation Location { get; init; }

    /// <summary>The waiver that covers the failure; null when none does.</summary>
    public WaiverReference? Waiver { get; init; }

    /// <summary>Whether this result keeps the gate shut.</summary>
    public bool Blocks => Blocking && (Outcome is RuleOutcome.Fail or RuleOutcome.Error);
}

/// <summary>Evidence that a rule read.</summary>
/// <param name="Id">Id of the evidence.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Sha256">Its digest.</param>
/// <param name="AgeDays">Whole days since it was produced; negative when its time lies in the future.</param>
public sealed record EvidenceReference(string Id, string Kind, string Sha256, int AgeDays);

/// <summary>Where a rule is written.</summary>
/// <param name="File">Name of the policy's file.</param>
/// <param name="Line">Line, counted from 1.</param>
public sealed record RuleLocation(string File, int Line);

/// <summary>A waiver that covers a failure.</summary>
/// <param name="Id">Id of the waiver.</param>
/// <param name="By">Ids of the people who granted it.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record WaiverReference(string Id, IReadOnlyList<string> By, DateTimeOffset ExpiresAt);

/// <summary>A bound that several policies set on one thing. Every rule is evaluated; what this says is which of them decides.</summary>
/// <param name="On">What is bound, such as <c>auc (at least)</c> or <c>age of validation evidence in days</c>.</param>
/// <param name="Bound">The strictest bound.</param>
/// <param name="Policy">The policy that sets it.</param>
/// <param name="Rule">The rule that sets it; null for a bound on sign-offs.</param>
/// <param name="Looser">Policies that ask for less, by name.</param>
public sealed record ComposedBound(string On, string Bound, string Policy, string? Rule, IReadOnlyList<string> Looser)
{
    /// <summary>
    /// What is bound, as a statement, of which <see cref="On"/> is the English; null in results of engines up to
    /// <c>governance-policies/4</c>.
    /// </summary>
    public Statement? Bounded { get; init; }

    /// <summary>
    /// The strictest bound, as a statement, of which <see cref="Bound"/> is the English; null where <see cref="Bounded"/> is.
    /// </summary>
    public Statement? Strictest { get; init; }
}
