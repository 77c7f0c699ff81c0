using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Administration.Overview.Dashboards;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Administration.Overview.Subscriptions;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Administration.Overview;

/// <summary>The overview and the key figures.</summary>
public static class OverviewFeature
{
    /// <summary>Adds the reads and the targets.</summary>
    public static IServiceCollection AddOverview(this IServiceCollection services)
    {
        services.AddOptions<KpisOptions>().BindConfiguration("Kpis").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MyQueue>();
        services.AddSingleton<IAccountDisabled, EndSubscriptions>();
        services.AddSingleton<ReadClocks>();
        services.AddSingleton<ReadKpis>();
        services.AddSingleton<ReadKpiRows>();
        services.AddSingleton<ReadProgramme>();
        services.AddSingleton<ReadScopes>().AddSingleton<ReadDashboard>().AddSingleton<DashboardExport>();
        services.AddSingleton<ChangeSubscriptions>().AddSingleton<DueDashboards>().AddSingleton<ILetterWriter, DashboardLetters>();
        services.AddHostedService<DashboardMailJob>();
        return services;
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapOverview(this RouteGroupBuilder api)
    {
        KpisApi.Map(api);
        DashboardsApi.Map(api);
        SubscriptionsApi.Map(api);
    }
}
