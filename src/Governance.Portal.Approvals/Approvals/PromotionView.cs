using System.Text.Json.Serialization;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Conversations;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Findings;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>A promotion.</summary>
public sealed record PromotionView
{
    public required PromotionId Id { get; init; }

    public required string Model { get; init; }

    /// <summary>The same name if the model is an agent; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Agent { get; init; }

    public required string Version { get; init; }

    public required Stage From { get; init; }

    public required Stage To { get; init; }

    /// <summary>The experiment that it is limited to; absent if it is limited to none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExperimentId? Experiment { get; init; }

    public required PromotionState State { get; init; }

    public required string? Reason { get; init; }

    /// <summary>Actor as written in the audit log: <c>user:USR-0007</c>, <c>key:KEY-0003</c>.</summary>
    public required string RequestedBy { get; init; }

    public required string RequestedByName { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required string BundleDigest { get; init; }

    public required GateView Gate { get; init; }

    public required IReadOnlyList<SignOffRole> RequiredRoles { get; init; }

    public required IReadOnlyList<SignOffView> SignOffs { get; init; }

    public required IReadOnlyList<HistoryView> History { get; init; }

    public required string? WithdrawReason { get; init; }

    public required int Revision { get; init; }

    /// <summary>People who may not sign here, and why; absent if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ExcludedView>? Excluded { get; init; }

    /// <summary>True when the policies let the makers of the version sign it; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool MakersMaySign { get; init; }

    /// <summary>The comment that was just posted; absent everywhere else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CommentView? Comment { get; init; }
}

/// <summary>Someone who may not sign any slot of a promotion.</summary>
/// <param name="Person">The person, as written in the audit log.</param>
/// <param name="Name">Name of the person.</param>
/// <param name="Reason">What they did, in words.</param>
public sealed record ExcludedView(string Person, string Name, string Reason);

/// <summary>The gate run a promotion's bundle names.</summary>
public sealed record GateView(
    GateRunId GateRun,
    GateOutcome Outcome,
    string PolicyDigest,
    DateTimeOffset EvaluatedAt,
    IReadOnlyList<RuleView> Results
)
{
    /// <summary>Digest of the exact input.</summary>
    public required string InputSha256 { get; init; }

    /// <summary>Digest of the exact result, which the bundle names.</summary>
    public required string ResultSha256 { get; init; }

    /// <summary>The policies whose rules were evaluated.</summary>
    public required IReadOnlyList<BundledPolicy> Policies { get; init; }

    /// <summary>What a reader should know beyond the rules, in English.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>The same as data, for programs and other languages; null for runs of engines that stored sentences alone.</summary>
    public IReadOnlyList<StatementView>? Noticed { get; init; }

    /// <summary>The same, as a page says it.</summary>
    internal IReadOnlyList<FindingText> NoticeTexts
    {
        get => field ?? [.. Notices.Select(notice => new FindingText(null, notice))];
        init;
    }
}

/// <summary>What a rule found.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Type">Its type.</param>
/// <param name="Severity"><c>critical</c>, <c>high</c>, <c>medium</c>, <c>low</c>.</param>
/// <param name="Blocking">True if the rule blocks promotion unless it passes.</param>
/// <param name="Outcome"><c>pass</c>, <c>fail</c>, <c>error</c>, <c>waived</c>, <c>not_applicable</c>.</param>
/// <param name="Message">What was found, in words.</param>
/// <param name="Expected">What is required.</param>
/// <param name="Actual">What was measured.</param>
/// <param name="Evidence">Evidence that the rule read.</param>
public sealed record RuleView(
    string Rule,
    string Type,
    string Severity,
    bool Blocking,
    string Outcome,
    string Message,
    string? Expected,
    string? Actual,
    IReadOnlyList<RuleEvidenceView> Evidence
)
{
    /// <summary>Name of the rule's policy.</summary>
    public required string Policy { get; init; }

    /// <summary>True if the policy in force allows this rule to be waived.</summary>
    public bool Waivable { get; init; }

    /// <summary>The message as data, for programs and other languages; null in runs of engines that stored sentences alone.</summary>
    public IReadOnlyList<StatementView>? Found { get; init; }

    /// <summary>What is required as data; null where nothing is, and in those runs.</summary>
    public IReadOnlyList<StatementView>? Asked { get; init; }

    /// <summary>What was measured as data; null where nothing was, and in those runs.</summary>
    public IReadOnlyList<StatementView>? Seen { get; init; }

    /// <summary>What was found, as a page says it.</summary>
    internal FindingText FoundText
    {
        get => field ?? new FindingText(null, Message);
        init;
    }

    /// <summary>What is required, as a page says it.</summary>
    internal FindingText? AskedText
    {
        get => field ?? (Expected is { } stored ? new FindingText(null, stored) : null);
        init;
    }

    /// <summary>What was measured, as a page says it.</summary>
    internal FindingText? SeenText
    {
        get => field ?? (Actual is { } stored ? new FindingText(null, stored) : null);
        init;
    }

    /// <summary>The names of the people in them, by the ids of their accounts.</summary>
    internal Func<string, string?>? NameOf { get; init; }

    /// <summary>What drives the drift that it found in the newest window; none for other rules.</summary>
    internal IReadOnlyList<Reason> Reasons { get; init; } = [];

    /// <summary>True when its policy is only tried out (mode <c>dryrun</c>).</summary>
    internal bool IsDryRun { get; init; }
}

/// <summary>Evidence a rule read.</summary>
public sealed record RuleEvidenceView(string Id, string Kind, string Sha256);

/// <summary>A decision on a slot.</summary>
public sealed record SignOffView
{
    public required SignOffId Id { get; init; }

    public required SignOffRole Role { get; init; }

    public required SignOffDecision Decision { get; init; }

    public required SignOffStatus Status { get; init; }

    /// <summary>The signer, as written in the audit log.</summary>
    public required string SignedBy { get; init; }

    /// <summary>The name printed with the signature.</summary>
    public required string SignedByName { get; init; }

    /// <summary>The person in whose name they signed under a delegation, as written in the audit log; null if they signed for themselves.
    /// </summary>
    public required string? DelegatedFrom { get; init; }

    /// <summary>Printed name of that person.</summary>
    public required string? DelegatedFromName { get; init; }

    /// <summary>The delegation.</summary>
    public required DelegationId? Delegation { get; init; }

    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>The meaning of the signature, in the words the signer saw.</summary>
    public required string Meaning { get; init; }

    public required string? Comment { get; init; }

    public required string? Condition { get; init; }

    public required string BundleDigest { get; init; }

    /// <summary>Why the signature is no longer valid: the bundle member that changed, or the signer's reason.</summary>
    public required string? VoidReason { get; init; }

    public required long? LogIndex { get; init; }

    /// <summary>How the signer proved who they are.</summary>
    public required string AuthenticationMethod { get; init; }

    /// <summary>True if an administrator had reset the signer's password in the preceding 24 hours.</summary>
    public required bool SoonAfterReset { get; init; }

    /// <summary><c>simple</c>: the organisation's seal on the statement. <c>advanced</c>: also the signer's own passkey.</summary>
    public required SignatureLevel Level { get; init; }

    /// <summary>SHA-256 of the signed statement, available at <c>…/signoffs/{id}/statement</c>.</summary>
    public required string? StatementSha256 { get; init; }

    /// <summary>SHA-256 of the signer's passkey assertion, available at <c>…/signoffs/{id}/assertion</c>; null without one.</summary>
    public required string? AssertionSha256 { get; init; }
}
