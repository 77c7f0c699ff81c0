using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;

namespace Governance.Portal.Administration.Account;

/// <summary>Body of a sign-in.</summary>
/// <param name="Email">E-mail address of the account.</param>
/// <param name="Password">Its password.</param>
/// <param name="Code">One-time code, for accounts that have a second step; optional.</param>
/// <param name="Role">The role to work in (default: the account's first role).</param>
public sealed record SignInBody(
    [property: Required] string? Email = null,
    [property: Required] string? Password = null,
    string? Code = null,
    string? Role = null
);

/// <summary>Body of the second step of a sign-in.</summary>
/// <param name="Code">One-time code of the app, or a recovery code.</param>
/// <param name="Role">The role to work in (default: the account's first role).</param>
public sealed record VerifyBody(string? Code = null, string? Role = null);

/// <summary>Body of a re-authentication. The proof is limited to a decision if all four of its members are given.</summary>
/// <param name="Password">The account's password.</param>
/// <param name="Code">One-time code, for accounts that have a second step; optional.</param>
/// <param name="Promotion">The promotion to decide on.</param>
/// <param name="Role">The slot to sign.</param>
/// <param name="Decision">The decision.</param>
/// <param name="BundleDigest">Digest of the evidence bundle decided on.</param>
/// <param name="Passkey">A passkey's answer, in place of the password.</param>
/// <param name="Act">Method and path of the one request that the proof is for, in place of a decision:
/// <c>PUT /api/v1/users/USR-0007/roles</c>.</param>
public sealed record ReauthenticateBody(
    string? Password = null,
    string? Code = null,
    PromotionId? Promotion = null,
    SignOffRole? Role = null,
    SignOffDecision? Decision = null,
    string? BundleDigest = null,
    PasskeyAnswerBody? Passkey = null,
    string? Act = null
);

/// <summary>A passkey's answer to a challenge.</summary>
/// <param name="State">The <c>state</c> that came with the challenge.</param>
public sealed record PasskeyAnswerBody(string? State = null)
{
    /// <summary>The result of <c>PublicKeyCredential.toJSON()</c>.</summary>
    public JsonElement Credential { get; init; }
}

/// <summary>Body of a sign-in with a passkey.</summary>
/// <param name="State">The <c>state</c> that came with the challenge.</param>
/// <param name="Role">The role to work in (default: the account's first role).</param>
public sealed record PasskeySignInBody(string? State = null, string? Role = null)
{
    /// <summary>The result of <c>PublicKeyCredential.toJSON()</c>.</summary>
    public JsonElement Credential { get; init; }
}

/// <summary>Body of a switch of the role in force.</summary>
/// <param name="Role">A role the account holds.</param>
public sealed record SwitchRoleBody(string? Role = null);

/// <summary>Who is signed in.</summary>
/// <param name="User">The account.</param>
/// <param name="Roles">Roles of the account.</param>
/// <param name="ActiveRole">The role in force; null if the account has none, or if it has been removed since.</param>
/// <param name="CsrfToken">Send it as <c>X-CSRF-Token</c> with every write request of this session.</param>
public sealed record SessionView(SessionUser User, IReadOnlyList<string> Roles, string? ActiveRole, string CsrfToken);

/// <summary>The account of a session.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Name">Name as printed on signatures.</param>
public sealed record SessionUser(UserId Id, string Email, string Name);

/// <summary>A fresh proof of identity.</summary>
/// <param name="Proof">Send it as <c>X-Reauthentication</c> with one decision; it can be used once.</param>
/// <param name="ExpiresAt">When the proof expires.</param>
public sealed record ProofView(string Proof, DateTimeOffset ExpiresAt);
