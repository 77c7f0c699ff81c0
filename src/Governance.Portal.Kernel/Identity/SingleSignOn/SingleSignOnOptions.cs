using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>The organisation's own sign-in: an OpenID provider, and what its groups mean here.</summary>
public sealed class SingleSignOnOptions
{
    /// <summary>How a session is called that was opened at the provider.</summary>
    public const string SessionMethod = "single-sign-on";

    /// <summary>Configuration section.</summary>
    public const string Section = "SingleSignOn";

    /// <summary>
    /// The provider, as it names itself: <c>https://login.example.com/realms/bank</c>. Empty: there is no single sign-on.
    /// </summary>
    public string Authority { get; set; } = "";

    /// <summary>The words on the button: Sign in with …</summary>
    [StringLength(40, MinimumLength = 1)]
    public string Name { get; set; } = "single sign-on";

    /// <summary>The portal as the provider knows it.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Its secret. Comes from the environment; a file is better.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>File that holds the secret, read at each use, so that it can be replaced while the portal runs.</summary>
    public string ClientSecretFile { get; set; } = "";

    /// <summary>What is asked for besides <c>openid</c>, separated by spaces.</summary>
    [RegularExpression("[!#-\\[\\]-~ ]*", ErrorMessage = "SingleSignOn__Scopes must be words separated by spaces.")]
    public string Scopes { get; set; } = "profile email";

    /// <summary>The claim that names a person's groups; dots lead into objects.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>Which groups mean which roles.</summary>
    public MappedGroup[] RoleMapping { get; set; } = [];

    /// <summary>False when only accounts kept for emergencies may sign in or confirm with a password.</summary>
    public bool AllowLocalSignIn { get; set; } = true;

    /// <summary>Whether a person with a mapped role and no account gets one at the first sign-in.</summary>
    public bool CreateAccounts { get; set; }

    /// <summary>
    /// The authentication context that a confirmation for a signature has to reach (<c>acr</c>). Empty: none is asked for.
    /// </summary>
    public string SigningAcr { get; set; } = "";

    /// <summary>Whom someone without a role should ask; printed on the page that says so.</summary>
    [StringLength(200)]
    public string Contact { get; set; } = "";

    /// <summary>Whether a provider is configured.</summary>
    public bool IsEnabled => Authority.Length > 0;

    /// <summary>Where the provider describes itself.</summary>
    public Uri Discovery => new($"{Authority.TrimEnd('/')}/.well-known/openid-configuration");

    /// <summary>Whether this account may use a password.</summary>
    public bool AllowsPassword(bool breakGlass) => !IsEnabled || AllowLocalSignIn || breakGlass;

    /// <summary>All that is asked for.</summary>
    public IReadOnlyList<string> AllScopes =>
        [.. Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Prepend("openid").Distinct(StringComparer.Ordinal)];

    /// <summary>The mapping, a line for each group and role.</summary>
    public IEnumerable<MappedRole> Lines() => RoleMapping.SelectMany(m => m.Roles.Select(r => new MappedRole(m.Group, r, m.Limit())));

    /// <summary>The secret as it is now.</summary>
    public string Secret() => ClientSecretFile.Length > 0 ? File.ReadAllText(ClientSecretFile).Trim() : ClientSecret;
}

/// <summary>One group of the directory.</summary>
public sealed class MappedGroup
{
    /// <summary>Name or id, letter by letter as the claim has it.</summary>
    public string Group { get; set; } = "";

    /// <summary>Role ids.</summary>
    public string[] Roles { get; set; } = [];

    /// <summary>Ids of the AI systems the roles are given for; left out, together with units: the whole organisation.</summary>
    public string[]? Systems { get; set; }

    /// <summary>Names of the business units they are given for.</summary>
    public string[]? BusinessUnits { get; set; }

    /// <summary>
    /// What the roles are given for; null for the whole organisation. Ids that are none are left out: they stop the start.
    /// </summary>
    public RoleLimit? Limit() =>
        Systems is null && BusinessUnits is null
            ? null
            : new(
                [.. (Systems ?? []).Select(s => DisplayId.TryParse<SystemId>(s, out var id) ? id : (SystemId?)null).OfType<SystemId>()],
                [.. (BusinessUnits ?? []).Select(u => u?.Trim() ?? "")]
            );
}

[OptionsValidator]
internal sealed partial class SingleSignOnOptionsValidator : IValidateOptions<SingleSignOnOptions>;
