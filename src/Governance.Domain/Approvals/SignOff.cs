using Governance.Domain.Identity;

namespace Governance.Domain.Approvals;

/// <summary>The slots of a promotion.</summary>
public enum SignOffRole
{
    /// <summary>Signed by a security approver.</summary>
    Security,

    /// <summary>Signed by a legal approver.</summary>
    Legal,

    /// <summary>Signed by the model's owner or a deputy.</summary>
    Owner,
}

/// <summary>What a signer decides.</summary>
public enum SignOffDecision
{
    /// <summary>The deployment may go ahead.</summary>
    Approve,

    /// <summary>It may go ahead on a condition stated in words.</summary>
    ApproveWithCondition,

    /// <summary>It may not: the request is closed.</summary>
    Reject,

    /// <summary>Something has to change first: the request stays open.</summary>
    RequestChanges,
}

/// <summary>What became of a decision.</summary>
public enum SignOffStatus
{
    /// <summary>Approves.</summary>
    Signed,

    /// <summary>Approves on a condition.</summary>
    SignedWithCondition,

    /// <summary>Asks for changes.</summary>
    ChangesRequested,

    /// <summary>Closed the request.</summary>
    Rejected,

    /// <summary>No longer counts: what was signed changed.</summary>
    Void,

    /// <summary>No longer counts: taken back by the signer.</summary>
    Revoked,
}

/// <summary>One person's decision on one bundle. A changed mind is a revocation and a new decision, never an edit.</summary>
public sealed class SignOff
{
    private SignOff() { }

    /// <summary>The readable id.</summary>
    public SignOffId Id { get; private init; }

    /// <summary>The promotion decided.</summary>
    public PromotionId Promotion { get; private init; }

    /// <summary>The slot.</summary>
    public SignOffRole Role { get; private init; }

    /// <summary>The decision.</summary>
    public SignOffDecision Decision { get; private init; }

    /// <summary>What became of it.</summary>
    public SignOffStatus Status { get; private set; }

    /// <summary>True while it counts: the database allows one live decision a slot.</summary>
    public bool Live { get; private set; }

    /// <summary>Who signed, in which words, and how we know; the sealed statement is stored beside it.</summary>
    public Attestation Attestation { get; private init; } = null!;

    /// <summary>In whose name the signer decided, by a delegation; null for one in their own.</summary>
    public UserId? DelegatedFrom { get; private init; }

    /// <summary>That person's printed name at the time.</summary>
    public string? DelegatedFromName { get; private init; }

    /// <summary>The delegation it rests on.</summary>
    public DelegationId? Delegation { get; private init; }

    /// <summary>The digest of the bundle that was shown and signed.</summary>
    public string BundleDigest { get; private init; } = "";

    /// <summary>Comment or reason, if any.</summary>
    public SaltedText? Comment { get; private init; }

    /// <summary>The condition, for an approval with one.</summary>
    public SaltedText? Condition { get; private init; }

    /// <summary>True when an administrator had reset the signer's password within the 24 hours before.</summary>
    public bool SoonAfterReset { get; private init; }

    /// <summary>Its place in the batch it was confirmed with; known while it is signed, then by its statement and its log entry.</summary>
    public BatchPlace? Batch { get; private init; }

    /// <summary>The bundle member that changed, for a void one.</summary>
    public string? VoidReason { get; private set; }

    /// <summary>Why the signer took it back, for a revoked one.</summary>
    public SaltedText? RevokeReason { get; private set; }

    /// <summary>
    /// SHA-256 of the signer's own passkey assertion over the statement; null when only the organisation's seal is on it.
    /// </summary>
    public string? AssertionSha256 { get; private set; }

    /// <summary>What kind of electronic signature it is.</summary>
    public SignatureLevel Level => SignatureLevels.Of(AssertionSha256 is not null);

    /// <summary>Notes what was stored of the signature. Once: a signature is never replaced.</summary>
    /// <exception cref="InvalidOperationException">The decision has its statement already.</exception>
    public void Seal(string statementSha256, string? assertionSha256)
    {
        Attestation.Seal(statementSha256);
        AssertionSha256 = assertionSha256;
    }

    internal static SignOff Make(SignOffId id, PromotionId promotion, SignOffRole role, Signature signature, DateTimeOffset now) =>
        new()
        {
            Id = id,
            Promotion = promotion,
            Role = role,
            Decision = signature.Decision,
            Status = signature.Decision switch
            {
                SignOffDecision.Approve => SignOffStatus.Signed,
                SignOffDecision.ApproveWithCondition => SignOffStatus.SignedWithCondition,
                SignOffDecision.Reject => SignOffStatus.Rejected,
                SignOffDecision.RequestChanges => SignOffStatus.ChangesRequested,
            },
            Live = true,
            Attestation = Attestation.Of(
                signature.Signer,
                signature.Proof,
                signature.StatedAt ?? now,
                function: WireName.Of(role),
                meaning: SignOffMeaning.Of(signature.Decision, role).ToString()
            ),
            DelegatedFrom = signature.Signer.For?.From,
            DelegatedFromName = signature.Signer.For?.FromName,
            Delegation = signature.Signer.For?.Id,
            BundleDigest = signature.BundleDigest,
            Comment = string.IsNullOrWhiteSpace(signature.Comment)
                ? null
                : SaltedText.Of(signature.Comment.Trim(), signature.CommentSalt ?? SaltedText.NewSalt()),
            Condition = string.IsNullOrWhiteSpace(signature.Condition)
                ? null
                : SaltedText.Of(signature.Condition.Trim(), signature.ConditionSalt ?? SaltedText.NewSalt()),
            SoonAfterReset = signature.SoonAfterReset,
            Batch = signature.Batch,
        };

    /// <summary>The signer, and the person they signed for.</summary>
    internal IEnumerable<UserId> Parties => DelegatedFrom is { } from ? [Attestation.Person, from] : [Attestation.Person];

    internal bool Approves => Live && Status is SignOffStatus.Signed or SignOffStatus.SignedWithCondition;

    internal void Void(string changedMember)
    {
        Live = false;
        Status = SignOffStatus.Void;
        VoidReason = changedMember;
    }

    internal void Revoke(string reason)
    {
        Live = false;
        Status = SignOffStatus.Revoked;
        RevokeReason = SaltedText.Of(reason);
    }
}

/// <summary>A person about to sign, with the roles they have now.</summary>
/// <param name="Id">Who.</param>
/// <param name="PrintedName">Name printed with the signature.</param>
/// <param name="RoleInForce">The role they work in, still held.</param>
public sealed record Signer(UserId Id, string PrintedName, string? RoleInForce)
{
    /// <summary>The delegation by which they sign for someone else, in force; null when they sign in their own right.</summary>
    public Delegation? For { get; init; }

    /// <summary>True when they registered the version: then they sign it for no one else.</summary>
    public bool IsRegistrant { get; init; }

    /// <summary>Who counts as one with whom.</summary>
    public Separation Separation { get; init; } = Separation.None;

    /// <summary>The signer, and the person they sign for.</summary>
    internal IEnumerable<UserId> Parties => For is { } delegation ? [Id, delegation.From] : [Id];
}

/// <summary>What is about to be signed.</summary>
/// <param name="Signer">Who signs.</param>
/// <param name="Decision">What they decide.</param>
/// <param name="BundleDigest">The digest that was shown to them.</param>
/// <param name="Comment">Comment or reason.</param>
/// <param name="Condition">Condition.</param>
/// <param name="Proof">How they proved who they are.</param>
/// <param name="SoonAfterReset">Their password was reset by an administrator within 24 hours.</param>
public sealed record Signature(
    Signer Signer,
    SignOffDecision Decision,
    string BundleDigest,
    string? Comment,
    string? Condition,
    SigningProof Proof,
    bool SoonAfterReset
)
{
    /// <summary>When the statement was made, if that was before it was signed: a passkey signs a statement that is there already.</summary>
    public DateTimeOffset? StatedAt { get; init; }

    /// <summary>The salt of the comment's digest in such a statement.</summary>
    public byte[]? CommentSalt { get; init; }

    /// <summary>The salt of the condition's digest in such a statement.</summary>
    public byte[]? ConditionSalt { get; init; }

    /// <summary>The batch it was confirmed with, or null.</summary>
    public BatchPlace? Batch { get; init; }
}

/// <summary>What a signature means, in words.</summary>
public static class SignOffMeaning
{
    /// <summary>Word for a slot, as the page says it.</summary>
    public static string Slot(SignOffRole role) =>
        role switch
        {
            SignOffRole.Security => "Security",
            SignOffRole.Legal => "Legal",
            SignOffRole.Owner => "Model owner",
        };

    /// <summary>The sentence signed.</summary>
    public static Sentence Of(SignOffDecision decision, SignOffRole role) =>
        decision switch
        {
            SignOffDecision.Approve => $"I approve this deployment for {Sentence.Ours(Slot(role))}",
            SignOffDecision.ApproveWithCondition => $"I approve with a condition",
            SignOffDecision.RequestChanges => $"I request changes",
            SignOffDecision.Reject => $"I reject this deployment",
        };
}
