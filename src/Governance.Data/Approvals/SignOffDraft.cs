using Governance.Domain.Approvals;
using Governance.Domain.Identity;

namespace Governance.Data.Approvals;

/// <summary>
/// A statement that waits for its signer's passkey: five minutes, one session, one presentation. Nothing of it counts before it is signed.
/// </summary>
public sealed class SignOffDraft
{
    /// <summary>SHA-256 of the draft's text, lower-case hex.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Whose.</summary>
    public UserId User { get; init; }

    /// <summary>In which session.</summary>
    public string Session { get; init; } = "";

    /// <summary>The promotion it decides on.</summary>
    public PromotionId Promotion { get; init; }

    /// <summary>The id the decision will bear. A draft that is never signed leaves a gap in the ids.</summary>
    public SignOffId SignOff { get; init; }

    /// <summary>The statement: exactly the bytes whose digest the passkey signs.</summary>
    public byte[] Statement { get; init; } = [];

    /// <summary>Random bytes in the challenge, so that no assertion serves twice.</summary>
    public byte[] Nonce { get; init; } = [];

    /// <summary>Salt of the comment's digest.</summary>
    public byte[] CommentSalt { get; init; } = [];

    /// <summary>Salt of the condition's digest.</summary>
    public byte[] ConditionSalt { get; init; } = [];

    /// <summary>The address of the portal in the signer's browser.</summary>
    public string Origin { get; init; } = "";

    /// <summary>The domain the passkey belongs to.</summary>
    public string RpId { get; init; } = "";

    /// <summary>When it was made: the time in the statement.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When it is worthless.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was presented, or null.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}
