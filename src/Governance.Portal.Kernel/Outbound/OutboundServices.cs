using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>Registers the one way out.</summary>
public static class OutboundServices
{
    /// <summary>Adds client, connector and options.</summary>
    public static IServiceCollection AddOutbound(this IServiceCollection services)
    {
        services.AddOptions<OutboundOptions>().BindConfiguration(OutboundOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OutboundOptions>, OutboundOptionsValidator>();
        services.AddSingleton<IValidateOptions<OutboundOptions>, OutboundHostsValidator>();
        services.AddSingleton<UnresolvedNames>().AddSingleton<IHealthSource>(p => p.GetRequiredService<UnresolvedNames>());
        services.AddSingleton(p => new OutboundConnector(
            p.GetRequiredService<IOptions<OutboundOptions>>(),
            p.GetRequiredService<UnresolvedNames>()
        ));
        services.AddSingleton<OutboundClient>().AddSingleton<AuthorityClients>();
        services.AddSingleton<AwsKeys>();
        services.AddSingleton<Reachability>();
        services.AddSingleton<SyslogClient>();
        return services;
    }
}
