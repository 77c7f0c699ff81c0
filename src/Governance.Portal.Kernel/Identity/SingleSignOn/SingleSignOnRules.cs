using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>
/// A provider that could never be asked, or a mapping that gives nothing, stops the start with a line that names the key.
/// </summary>
internal sealed class SingleSignOnRules(IOptions<OutboundOptions> outbound) : IValidateOptions<SingleSignOnOptions>
{
    public ValidateOptionsResult Validate(string? name, SingleSignOnOptions options) =>
        options.IsEnabled && (AuthorityDoubt(options) ?? ClientDoubt(options) ?? MappingDoubt(options)) is { } doubt
            ? ValidateOptionsResult.Fail(doubt)
        : !options.IsEnabled && !options.AllowLocalSignIn
            ? ValidateOptionsResult.Fail(
                "SingleSignOn__AllowLocalSignIn is false and SingleSignOn__Authority is empty: no one could sign in."
            )
        : ValidateOptionsResult.Success;

    private string? AuthorityDoubt(SingleSignOnOptions options)
    {
        if (
            !Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority)
            || authority.Scheme is not ("https" or "http")
            || authority.UserInfo.Length > 0
            || authority.Query.Length > 0
            || authority.Fragment.Length > 0
        )
        {
            return "SingleSignOn__Authority is not the address of a provider. Write it as the provider names itself, such as "
                + "https://login.example.com/realms/bank.";
        }

        if (authority.Scheme == Uri.UriSchemeHttp && !authority.IsLoopback)
        {
            return "SingleSignOn__Authority must begin with https://; plain http is for a provider on this machine only.";
        }

        return outbound.Value.ReachOf(authority.IdnHost, authority.Port) is null
            ? $"SingleSignOn__Authority: {authority.Host} is neither in Outbound__AllowedHosts nor in Outbound__PrivateHosts, so the "
                + $"provider could not be called."
            : null;
    }

    private static string? ClientDoubt(SingleSignOnOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ClientId))
        {
            return "SingleSignOn__ClientId is missing: the ID under which the portal is registered with the provider.";
        }

        if (options.ClientSecretFile.Length > 0 && !File.Exists(options.ClientSecretFile))
        {
            return "SingleSignOn__ClientSecretFile does not name an existing file.";
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
                return $"SingleSignOn__RoleMapping__{i}__Roles must name one or more of {string.Join(", ", Roles.All)}.";
            }

            if (LimitDoubt(group, $"SingleSignOn__RoleMapping__{i}") is { } doubt)
            {
                return doubt;
            }
        }

        // Someone may be in all groups of a role, and is to be let in then.
        foreach (var role in options.Lines().Where(l => l.Limit is not null).GroupBy(l => l.Role, StringComparer.Ordinal))
        {
            if (
                RoleScope
                    .Of(
                        default,
                        role.Key,
                        [.. role.SelectMany(l => l.Limit!.Systems).Distinct()],
                        [.. role.SelectMany(l => l.Limit!.Units).Distinct(StringComparer.Ordinal)]
                    )
                    .Refusal is
                { } refusal
            )
            {
                return $"SingleSignOn__RoleMapping: all lines of {role.Key} together: {Words(refusal)}";
            }
        }

        return options.CreateAccounts && options.RoleMapping.Length == 0
            ? "SingleSignOn__CreateAccounts is true and SingleSignOn__RoleMapping is empty: no new person would have a role."
            : null;
    }

    // The rules are those of a limit that an administrator gives; here they are known before anyone signs in.
    private static string? LimitDoubt(MappedGroup group, string key)
    {
        if (group.Limit() is not { } limit)
        {
            return null;
        }

        if (group.Systems is { Length: 0 } || group.BusinessUnits is { Length: 0 })
        {
            return $"{key}__{(group.Systems is { Length: 0 } ? "Systems" : "BusinessUnits")} is empty. Leave it out: without Systems and "
                + $"BusinessUnits the roles are granted for the whole organisation.";
        }

        if (Array.FindIndex(group.Systems ?? [], s => !DisplayId.TryParse<SystemId>(s, out _)) is >= 0 and var system)
        {
            return $"{key}__Systems__{system} is not the ID of an AI system. Write an ID such as SYS-0001.";
        }

        if (Array.FindIndex(group.BusinessUnits ?? [], u => u?.Trim() is not { Length: > 0 and <= RoleScope.MaxUnit }) is >= 0 and var unit)
        {
            return $"{key}__BusinessUnits__{unit}: {Words(ScopeRefusals.UnitNotAllowed)}";
        }

        return
            group.Roles.Select(r => RoleScope.Of(default, r, limit.Systems, limit.Units).Refusal).FirstOrDefault(r => r is not null)
                is { } refusal
            ? $"{key}__Roles: {Words(refusal)}"
            : null;
    }

    private static string Words(Refusal refusal) => refusal.Errors.Values.SelectMany(m => m).FirstOrDefault() ?? refusal.Message;
}
