using System.ComponentModel.DataAnnotations;
using Governance.Domain.Identity;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Configuration;

/// <summary>How the portal is reached and how strict sign-in is.</summary>
public sealed class SecurityOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Security";

    /// <summary>
    /// True when a proxy in front ends TLS and sets X-Forwarded-For and X-Forwarded-Proto. Without it, plain HTTP is served on loopback
    /// only.
    /// </summary>
    public bool BehindTlsProxy { get; set; }

    /// <summary>
    /// Wrong passwords of one address for one account after which that address waits, and wrong proofs after which a session ends.
    /// </summary>
    [Range(3, 20)]
    public int LockoutFailures { get; set; } = 5;

    /// <summary>Minutes for which the address waits, or the account stays locked.</summary>
    [Range(1, 24 * 60)]
    public int LockoutMinutes { get; set; } = 15;

    /// <summary>
    /// Wrong passwords for one account, from any addresses, after which it takes no new sign-in with a password for a time. Open sessions
    /// and passkeys go on.
    /// </summary>
    [Range(5, 100)]
    public int AccountFailures { get; set; } = 20;

    /// <summary>Failed sign-ins from one address in five minutes after which it has to wait.</summary>
    [Range(5, 100_000)]
    public int AddressFailures { get; set; } = 50;

    /// <summary>Hours after which a session ends, used or not.</summary>
    [Range(1, 24)]
    public int SessionHours { get; set; } = 12;

    /// <summary>Minutes after which a session ends when it is not used.</summary>
    [Range(1, 24 * 60)]
    public int SessionIdleMinutes { get; set; } = 30;

    /// <summary>
    /// Roles whose holders need a passkey or one-time codes, separated by commas; <c>none</c> for no role. Default: administrators and the
    /// roles that sign, in a demo none.
    /// </summary>
    [KnownRoles]
    public string? SecondFactorRoles { get; set; }

    /// <summary>Minutes for which a re-authentication is good.</summary>
    [Range(1, 15)]
    public int ReauthenticationMinutes { get; set; } = 5;

    /// <summary>True to take a confirmation of identity for an act that widens rights only when it was asked for that act.</summary>
    public bool ProofsNameTheirAct { get; set; }

    /// <summary>Minutes after which a session of a break-glass account ends, used or not.</summary>
    [Range(5, 8 * 60)]
    public int BreakGlassMinutes { get; set; } = 60;

    /// <summary>Least length of a password.</summary>
    [Range(12, 128)]
    public int PasswordLength { get; set; } = 12;

    /// <summary>The domain that passkeys belong to (their relying party id). Default: the host name a request came to.</summary>
    [RegularExpression(
        "[a-z0-9]([a-z0-9.-]*[a-z0-9])?",
        ErrorMessage = "Security__PasskeyDomain must be a domain in lower case without scheme and port, such as bank.example."
    )]
    public string? PasskeyDomain { get; set; }
}

/// <summary>Ids of roles separated by commas, or <c>none</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KnownRolesAttribute : ValidationAttribute
{
    /// <summary>The word for no role.</summary>
    public const string None = "none";

    /// <summary>The roles that a text names.</summary>
    public static IReadOnlyList<string> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim() == None ? [] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is not string text || Read(text).All(r => Roles.All.Contains(r, StringComparer.Ordinal));

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) =>
        $"Security__{name} must be none, or IDs of roles separated by commas: {string.Join(", ", Roles.All)}.";
}

[OptionsValidator]
internal sealed partial class SecurityOptionsValidator : IValidateOptions<SecurityOptions>;

/// <summary>Demo mode: sample data, generated accounts, a DEMO tag on every page.</summary>
public sealed class DemoOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Demo";

    /// <summary>On or off; refused on a data folder that is not a demo's.</summary>
    public bool Enabled { get; set; }

    /// <summary>
    /// In demo mode: the sign-in page fills in the password of the demo's people for a browser on this machine, so that anyone who opens it
    /// there signs in with one press. The password is read from the file <c>demo-password</c> of the data folder.
    /// </summary>
    public bool FillsPassword { get; set; }
}
