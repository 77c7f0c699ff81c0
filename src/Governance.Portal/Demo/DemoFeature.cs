using Governance.Portal.Kernel.Contracts;

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
        services.AddScoped<DemoScene>();
        services.AddSingleton<ISignInOffers, DemoPeople>();
        services.AddSingleton<IHostCommand, DemoSeedCommand>();
        services.AddSingleton<IHostCommand, DemoResetCommand>();
    }
}
