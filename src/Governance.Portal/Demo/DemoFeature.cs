using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Models.Registries;
using Governance.Portal.Operations.Monitoring.Sources;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Demo;

/// <summary>Demo data: folders of samples and the demo's scene.</summary>
internal sealed class DemoFeature : IPortalFeature
{
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<LoadSamples>();
        services.AddSingleton<EvaluationSamples>();
        services.AddSingleton<DecisionSamples>();
        services.AddSingleton<SystemsScene>();
        services.AddSingleton<DemoPacks>();
        services.AddSingleton<DemoMonitors>();
        services.AddSingleton<DemoRisks>();
        services.AddSingleton<DemoIncidents>();
        services.AddSingleton<DemoRetirement>();
        services.AddSingleton<DemoExplanations>();
        services.AddSingleton<DemoModelRisk>();
        services.AddSingleton<DemoOversight>();
        services.AddSingleton<DemoIntake>();
        services.AddSingleton<DemoReviews>();
        services.AddSingleton<DemoThreats>();
        services.AddSingleton<DemoTargets>();
        services.AddSingleton<DemoCards>();
        services.AddSingleton<DemoTexts>();
        services.AddSingleton<DemoAccess>();
        services.AddSingleton<DemoOrganisation>();
        services.AddSingleton<DemoConversations>();
        services.AddSingleton<DemoRouter>();
        services.AddSingleton<DemoAgents>();
        services.AddSingleton<DemoExperiments>();
        services.AddSingleton<DemoSuppliers>();
        services.AddSingleton<DemoAlerts>();
        services.AddSingleton<DemoReports>();
        services.AddSingleton<DemoRooms>();
        services.AddSingleton<DemoDesk>();
        services.AddSingleton<DemoPlaces>();
        services.AddSingleton<IPostConfigureOptions<RegistriesOptions>>(s => s.GetRequiredService<DemoPlaces>());
        services.AddSingleton<IPostConfigureOptions<SourcesOptions>>(s => s.GetRequiredService<DemoPlaces>());
        services.AddSingleton<IPostConfigureOptions<OutboundOptions>>(s => s.GetRequiredService<DemoPlaces>());
        services.AddSingleton<DemoRegistry>();
        services.AddSingleton<DemoScores>();
        services.AddSingleton<DemoReceivers>();
        services.AddSingleton<DemoSchedule>();
        services.AddSingleton<DemoPlaybook>();
        services.AddScoped<DemoScene>();
        services.AddSingleton<ISignInOffers, DemoPeople>();
        services.AddSingleton<IHostCommand, DemoSeedCommand>();
        services.AddSingleton<IHostCommand, DemoResetCommand>();
    }
}
