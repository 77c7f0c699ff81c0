using System.ComponentModel.DataAnnotations;
using Governance.Transparency;
using Microsoft.AspNetCore.Identity;

namespace Governance.Portal.Administration.Account;

/// <summary>A passkey of an account.</summary>
/// <param name="Id">Its credential id, in base64url.</param>
/// <param name="Name">The name its owner gave it.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="BackedUp">True if the passkey is kept in more than one place, for example by a password manager.</param>
public sealed record PasskeyView(string Id, string Name, DateTimeOffset CreatedAt, bool BackedUp)
{
    internal static PasskeyView Of(IdentityUserPasskey<int> passkey) =>
        new(Base64Text.UrlSafe(passkey.CredentialId), passkey.Data.Name ?? "Passkey", passkey.Data.CreatedAt, passkey.Data.IsBackedUp);
}

/// <summary>A passkey to be added.</summary>
/// <param name="Name">The name by which you recognise the passkey.</param>
/// <param name="State">The <c>state</c> that came with the challenge.</param>
public sealed record NewPasskeyBody([property: Required] string? Name = null, string? State = null)
{
    /// <summary>The result of <c>PublicKeyCredential.toJSON()</c>.</summary>
    public System.Text.Json.JsonElement Credential { get; init; }
}

/// <summary>A new name for a passkey.</summary>
/// <param name="Name">The name.</param>
public sealed record PasskeyNameBody([property: Required] string? Name = null);
