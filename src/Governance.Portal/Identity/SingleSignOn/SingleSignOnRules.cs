using Governance.Domain.Identity;
using Governance.Portal.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Identity.SingleSignOn;

/// <summary>A provider that could never be asked, or a mapping that gives nothing, stops the start with a line that names the key.</summary>
internal sealed class SingleSignOnRules(IOptions<OutboundOptions> outbound) : IValidateOptions<SingleSignOnOptions>
{
    public ValidateOptionsResult Validate(string? name, SingleSignOnOptions options) =>
        options.IsEnabled && (AuthorityDoubt(options) ?? ClientDoubt(options) ?? MappingDoubt(options)) is { } doubt ? ValidateOptionsResult.Fail(doubt)
        : !options.IsEnabled && !options.AllowLocalSignIn ? ValidateOptionsResult.Fail("SingleSignOn__AllowLocalSignIn is false and SingleSignOn__Authority is empty: nobody could sign in.")
        : ValidateOptionsResult.Success;

    private string? AuthorityDoubt(SingleSignOnOptions options)
    {
        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority) || authority.Scheme is not ("https" or "http") || authority.UserInfo.Length > 0 || authority.Query.Length > 0 || authority.Fragment.Length > 0)
        {
            return "SingleSignOn__Authority is no address of a provider. Write it as the provider names itself, such as https://login.example.com/realms/bank.";
        }

        if (authority.Scheme == Uri.UriSchemeHttp && !authority.IsLoopback)
        {
            return "SingleSignOn__Authority has to begin with https://; plain http is for a provider on this machine only.";
        }

        return outbound.Value.ReachOf(authority.IdnHost, authority.Port) is null
            ? $"SingleSignOn__Authority: {authority.Host} is neither in Outbound__AllowedHosts nor in Outbound__PrivateHosts, so the provider could not be called."
            : null;
    }

    private static string? ClientDoubt(SingleSignOnOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ClientId))
        {
            return "SingleSignOn__ClientId is missing: the id under which the portal is registered at the provider.";
        }

        if (options.ClientSecretFile.Length > 0 && !File.Exists(options.ClientSecretFile))
        {
            return "SingleSignOn__ClientSecretFile names no file that exists.";
        }

        return options.ClientSecretFile.Length == 0 && options.ClientSecret.Length == 0
            ? "SingleSignOn__ClientSecret or SingleSignOn__ClientSecretFile is missing: the portal is a confidential client."
            : null;
    }

    private static string? MappingDoubt(SingleSignOnOptions options)
    {
        for (var i = 0; i < options.RoleMapping.Length; i++)
        {
            var group = options.RoleMapping[i];
            if (string.IsNullOrWhiteSpace(group.Group))
            {
                return $"SingleSignOn__RoleMapping__{i}__Group is missing.";
            }

            if (group.Roles.Length == 0 || Array.Find(group.Roles, r => !Roles.All.Contains(r, StringComparer.Ordinal)) is not null)
            {
                return $"SingleSignOn__RoleMapping__{i}__Roles: name roles of {string.Join(", ", Roles.All)}.";
            }
        }

        return options.CreateAccounts && options.RoleMapping.Length == 0 ? "SingleSignOn__CreateAccounts is true and SingleSignOn__RoleMapping is empty: nobody new would have a role." : null;
    }
}
