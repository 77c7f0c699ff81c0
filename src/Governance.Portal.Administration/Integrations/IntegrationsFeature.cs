using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Integrations;

/// <summary>Registers destinations of events.</summary>
public sealed class IntegrationsFeature : IPortalFeature
{
    /// <summary>Adds the actions, reads and the job.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundDestinations>();
        services.AddOptions<IntegrationsOptions>().BindConfiguration(IntegrationsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<IntegrationsOptions>, IntegrationsOptionsValidator>();
        services.AddSingleton<DestinationSecrets>();
        services.AddSingleton<ICallDestination, CallDestination>();
        services.AddSingleton<DestinationQueries>();
        services.AddSingleton<ChangeDestination>();
        services.AddSingleton<ChangeDestinationState>();
        services.AddSingleton<ReplayDeliveries>();
        services.AddSingleton<DestinationSender>();
        services.AddSingleton(p => new TestDestination(
            p.GetRequiredService<ActionRunner>(),
            p.GetRequiredService<IDbContextFactory<GovernanceDbContext>>(),
            p.GetRequiredService<DestinationSender>(),
            p.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<DeliverEvents>();
        services.AddSingleton<IMeasureState, EventsState>();
        services.AddHostedService<IntegrationJob>();
        services.AddSingleton(new AdminPage("Integrations", "/admin/integrations", 60, Words: "webhooks, Slack, Jira, SIEM, destinations"));
        services.AddActionLabels(
            ("integration.created", "Event destination created"),
            ("integration.changed", "Event destination changed"),
            ("integration.paused", "Event destination paused"),
            ("integration.resumed", "Event destination resumed"),
            ("integration.removed", "Event destination removed"),
            ("integration.disabled", "Event destination disabled"),
            ("integration.secret-renewed", "Secret of a destination renewed"),
            ("integration.secret-retired", "Old secret of a destination invalidated"),
            ("integration.tested", "Test event sent"),
            ("integration.replayed", "Events queued again"),
            ("integration.given-up", "Delivery of an event abandoned")
        );
        services.AddJobName("integrations", "Integrations");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => IntegrationsApi.Map(api);
}
