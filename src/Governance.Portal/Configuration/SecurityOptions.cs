using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Configuration;

/// <summary>How the portal is reached and how strict sign-in is.</summary>
public sealed class SecurityOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Security";

    /// <summary>True when a proxy in front ends TLS and sets X-Forwarded-For and X-Forwarded-Proto. Without it, plain HTTP is served on loopback only.</summary>
    public bool BehindTlsProxy { get; set; }

    /// <summary>Wrong passwords after which an account is locked.</summary>
    [Range(3, 20)]
    public int LockoutFailures { get; set; } = 5;

    /// <summary>Minutes for which it stays locked.</summary>
    [Range(1, 24 * 60)]
    public int LockoutMinutes { get; set; } = 15;

    /// <summary>Failed sign-ins from one address in five minutes after which it has to wait.</summary>
    [Range(5, 100_000)]
    public int AddressFailures { get; set; } = 50;

    /// <summary>Hours after which a session ends by itself when it is not used.</summary>
    [Range(1, 24)]
    public int SessionHours { get; set; } = 8;

    /// <summary>Minutes for which a re-authentication is good.</summary>
    [Range(1, 15)]
    public int ReauthenticationMinutes { get; set; } = 5;

    /// <summary>Minutes after which a session of a break-glass account ends, used or not.</summary>
    [Range(5, 8 * 60)]
    public int BreakGlassMinutes { get; set; } = 60;

    /// <summary>Least length of a password.</summary>
    [Range(12, 128)]
    public int PasswordLength { get; set; } = 12;

    /// <summary>The domain that passkeys belong to (their relying party id). Default: the host name a request came to.</summary>
    [RegularExpression("[a-z0-9]([a-z0-9.-]*[a-z0-9])?", ErrorMessage = "Security__PasskeyDomain is a domain in lower case without scheme and port, as bank.example.")]
    public string? PasskeyDomain { get; set; }
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
}
