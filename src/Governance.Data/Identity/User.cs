using Governance.Domain.Identity;
using Microsoft.AspNetCore.Identity;

namespace Governance.Data.Identity;

/// <summary>A person with an account. Never deleted once they have acted: the audit log refers to them.</summary>
public sealed class User : IdentityUser<int>
{
    /// <summary>Name as printed on signatures.</summary>
    public string PrintedName { get; set; } = "";

    /// <summary>When the account was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When an administrator sent a one-time link for a new password, if ever.</summary>
    public DateTimeOffset? PasswordResetAt { get; set; }

    /// <summary>Since when an administrator has disabled the account, or null.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>True for an account kept for emergencies: every use of it is loud, short, and leaves it locked away.</summary>
    public bool BreakGlass { get; set; }

    /// <summary>The readable id.</summary>
    public UserId UserId => new(Id);

    /// <summary>True when the account is not disabled at that time. A lock stops new sign-ins with a password, and nothing else.</summary>
    public bool IsActive(DateTimeOffset now) => DisabledAt is null || DisabledAt > now;

    /// <summary>True while wrong passwords keep the account from being opened with a password.</summary>
    public bool IsLocked(DateTimeOffset now) => LockoutEnd > now;
}

/// <summary>A role by its id; see <see cref="Roles"/>.</summary>
public sealed class Role : IdentityRole<int> { }

/// <summary>
/// Access that a person was given: an account, a link or a role, by whom, for how long, and who confirmed it. A row is never removed.
/// </summary>
public sealed class AccessGrant
{
    /// <summary>Whose access.</summary>
    public UserId User { get; init; }

    /// <summary>What of <see cref="GivenAccess"/>, or the id of a role.</summary>
    public string What { get; init; } = "";

    /// <summary>The person who gave it; null for the host, the first set-up and the organisation's provider.</summary>
    public UserId? By { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Until when; null while it lasts.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>The second person who confirmed it; null where the host did, or no one had to.</summary>
    public UserId? ConfirmedBy { get; private set; }

    /// <summary>Since when it counts; null while it waits for the second person.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>True when it was given or confirmed on the host.</summary>
    public bool OnHost { get; set; }

    /// <summary>From here on it counts.</summary>
    /// <param name="by">The second person; null for the host, and where no one has to.</param>
    /// <param name="now">The instant.</param>
    /// <param name="onHost">True when the host says so.</param>
    public void Confirm(UserId? by, DateTimeOffset now, bool onHost) => (ConfirmedBy, ConfirmedAt, OnHost) = (by, now, OnHost || onHost);

    /// <summary>The row as the rules read it.</summary>
    public GivenAccess ToGiven() => new(User, What, By, At, Until, ConfirmedBy, ConfirmedAt, OnHost);
}

/// <summary>One sign-in of a person, from sign-in to sign-out. A re-authentication counts only in its own session.</summary>
public sealed class UserSession
{
    /// <summary>SHA-256 of the session's random id, lower-case hex.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Whose.</summary>
    public UserId User { get; init; }

    /// <summary>The role in force.</summary>
    public string? ActiveRole { get; set; }

    /// <summary>How they signed in: <c>password</c>, …</summary>
    public string Method { get; init; } = "";

    /// <summary>Since when.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was last used, to the minute. A session that no one uses for a time ends by itself.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>
    /// True for a sign-in made while the log was damaged, recorded beside it: it changes nothing, and ends when the log is whole again.
    /// </summary>
    public bool ReadsOnly { get; init; }

    /// <summary>When it ends whatever happens; null for sessions of before there was such an end.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Wrong proofs of identity since the last right one. Too many end the session, and nothing but the session.</summary>
    public int FailedProofs { get; set; }

    /// <summary>
    /// SHA-256 of the provider's own session in which it began, so that the provider can end it; null where it named none.
    /// </summary>
    public string? ProviderSession { get; init; }

    /// <summary>The browser in words, as <c>Firefox on Linux</c>. Forgotten when the session ends.</summary>
    public string? Browser { get; set; }

    /// <summary>The network it came from, never the whole address. Forgotten when the session ends.</summary>
    public string? Network { get; set; }
}

/// <summary>
/// A fresh proof of identity: one decision, five minutes, one session. Used up by its first presentation, whatever the answer.
/// </summary>
public sealed class ReauthenticationProof
{
    /// <summary>SHA-256 of the proof's text, lower-case hex.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Whose.</summary>
    public UserId User { get; init; }

    /// <summary>In which session.</summary>
    public string Session { get; init; } = "";

    /// <summary>How: <c>password</c>, …</summary>
    public string Method { get; init; } = "";

    /// <summary>When it was given.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When it is worthless.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was presented, or null.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>
    /// What it is bound to, as <c>promotion|role|decision|bundleDigest</c> with empty places for what was not said; null when it is free.
    /// </summary>
    public string? BoundTo { get; init; }
}
