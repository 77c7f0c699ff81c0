using System.ComponentModel.DataAnnotations;
using Governance.Domain.Identity;

namespace Governance.Portal.Administration.Admin;

/// <summary>Whether an account can be used.</summary>
public enum UserState
{
    /// <summary>It can sign in.</summary>
    Active,

    /// <summary>It has no password yet: its one-time link was not used.</summary>
    Invited,

    /// <summary>Wrong passwords locked it for a while.</summary>
    Locked,

    /// <summary>An administrator has disabled it.</summary>
    Disabled,
}

/// <summary>An account.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Email">E-mail address, also the name to sign in with.</param>
/// <param name="Name">Name as printed on signatures.</param>
/// <param name="Roles">Roles held.</param>
/// <param name="State">Whether the account can be used.</param>
/// <param name="CreatedAt">When the account was created.</param>
/// <param name="LastSignInAt">When the person last signed in, if ever.</param>
public sealed record UserView(
    UserId Id,
    string Email,
    string Name,
    IReadOnlyList<string> Roles,
    UserState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt
)
{
    /// <summary>Whether sign-in requires a one-time code.</summary>
    public bool HasCodes { get; init; }

    /// <summary>Whether the account is reserved for emergencies.</summary>
    public bool BreakGlass { get; init; }

    /// <summary>The scopes of roles that do not cover the whole organisation.</summary>
    public IReadOnlyList<RoleScopeBody> Scopes { get; init; } = [];

    /// <summary>Whether it is linked to single sign-on.</summary>
    public bool Linked { get; init; }

    /// <summary>
    /// Access that takes effect once a second person has confirmed it. A role in here is in <see cref="Roles"/> too, but allows
    /// nothing yet.
    /// </summary>
    public IReadOnlyList<WaitingAccessView> Waiting { get; init; } = [];
}

/// <summary>Access that is waiting for a second person.</summary>
/// <param name="What">A role id, <c>link</c> (a one-time link) or <c>single-sign-on</c>.</param>
/// <param name="GivenBy">Who gave it.</param>
/// <param name="Since">When it was given.</param>
public sealed record WaitingAccessView(string What, UserId? GivenBy, DateTimeOffset Since);

/// <summary>Body of an invitation.</summary>
/// <param name="Email">E-mail address.</param>
/// <param name="Name">Name as printed on signatures (default: derived from the e-mail address).</param>
/// <param name="Roles">Role ids (default: none).</param>
/// <param name="Scopes">What each role is given for; roles not named here are given for the whole organisation.</param>
public sealed record InviteUserBody(
    [property: Required] string? Email = null,
    string? Name = null,
    IReadOnlyList<string>? Roles = null,
    IReadOnlyList<RoleScopeBody?>? Scopes = null
);

/// <summary>Body of a change of roles.</summary>
/// <param name="Roles">All role ids that the account is to have.</param>
/// <param name="Scopes">What each role is given for; roles not named here are given for the whole organisation. If absent, roles that the
/// account already has keep their scope.</param>
public sealed record ChangeRolesBody(
    [property: Required] IReadOnlyList<string>? Roles = null,
    IReadOnlyList<RoleScopeBody?>? Scopes = null
);

/// <summary>A link with which a person sets their password.</summary>
/// <param name="Url">The link. Shown once; hand it over yourself.</param>
/// <param name="ExpiresAt">When the link expires.</param>
public sealed record LinkView(string Url, DateTimeOffset ExpiresAt);

/// <summary>A new account with its one-time link.</summary>
/// <param name="User">The account.</param>
/// <param name="Link">Its link.</param>
public sealed record InvitedUserView(UserView User, LinkView Link);

/// <summary>An API key, without its secret.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What the key is for.</param>
/// <param name="Hint">Its first characters.</param>
/// <param name="Scopes">What the key may do.</param>
/// <param name="Owner">E-mail address of the person responsible for the key; null for keys created on the host without an owner.</param>
/// <param name="CreatedAt">When the key was created.</param>
/// <param name="CreatedBy">Who created the key, as written in the audit log.</param>
/// <param name="ExpiresAt">When the key expires.</param>
/// <param name="RevokedAt">When the key was revoked, if it was.</param>
/// <param name="LastUsedAt">When the key was last used, to the minute; null if it never was.</param>
public sealed record KeyView(
    ApiKeyId Id,
    string Name,
    string Hint,
    IReadOnlyList<string> Scopes,
    string? Owner,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt
)
{
    /// <summary>
    /// Agents for which the key asks, reports and sends spans. Null for every agent: with the scope agents:decide only of a key that was
    /// created before keys named theirs.
    /// </summary>
    public IReadOnlyList<string>? Agents { get; init; }
}

/// <summary>Body of a new key.</summary>
/// <param name="Name">What the key is for.</param>
/// <param name="Scopes">What the key may do.</param>
/// <param name="ExpiresInDays">Number of days for which the key is valid, 1 to 730.</param>
/// <param name="Owner">E-mail address of the person responsible for the key (default: you).</param>
public sealed record CreateKeyBody(
    [property: Required] string? Name = null,
    [property: Required] IReadOnlyList<string>? Scopes = null,
    [property: Required] int? ExpiresInDays = null,
    string? Owner = null
)
{
    /// <summary>Names of the agents for which the key asks, reports and sends spans; required with the scope agents:decide.</summary>
    public IReadOnlyList<string?>? Agents { get; init; }
}

/// <summary>A new API key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Secret">The key's secret, to send as <c>Authorization: Bearer</c>. Shown once.</param>
public sealed record CreatedKeyView(KeyView Key, string Secret);
