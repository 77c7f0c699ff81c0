using Governance.Domain.Identity;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Administration.Overview.Dashboards;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Administration.Overview.Subscriptions;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Administration.Overview;

/// <summary>The overview and the key figures.</summary>
public sealed class OverviewFeature : IPortalFeature
{
    /// <summary>Adds the reads and the targets.</summary>
    public void Add(IServiceCollection services)
    {
        foreach (
            var (name, scope) in new[] { ("Programme", "programme"), ("Risk", "risk"), ("Security", "security"), ("Sponsor", "sponsor") }
        )
        {
            services.AddFindablePage(
                new FindablePage(name, $"/?scope={scope}", "dashboard", Permission.ReadOverview, "key figures, dashboard", "Overview")
            );
        }

        services.AddOptions<KpisOptions>().BindConfiguration("Kpis").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MyQueue>().AddSingleton<ReadStory>();
        services.AddSingleton<IReadStory>(p => p.GetRequiredService<ReadStory>()).AddSingleton<IReadKeyFigures, KeyFiguresOnRecord>();
        services.AddSingleton<IAccountDisabled, EndSubscriptions>();
        services.AddSingleton<ReadClocks>();
        services.AddSingleton<ReadKpis>();
        services.AddSingleton<ReadKpiRows>();
        services.AddSingleton<ReadProgramme>();
        services.AddSingleton<ReadKpiScopes>().AddSingleton<ReadDashboard>().AddSingleton<DashboardExport>();
        services.AddSingleton<ChangeSubscriptions>().AddSingleton<DueDashboards>().AddSingleton<ILetterWriter, DashboardLetters>();
        services.AddHostedService<DashboardMailJob>();
        services.AddActionLabels(
            ("dashboard.exported", "Dashboard exported"),
            ("subscription.created", "Dashboard subscription created"),
            ("subscription.due", "Dashboard e-mail due"),
            ("subscription.paused", "Dashboard subscription paused"),
            ("subscription.resumed", "Dashboard subscription resumed"),
            ("subscription.ended", "Dashboard subscription ended"),
            ("subscription.removed", "Dashboard subscription removed")
        );
        services.AddJobName("dashboards", "E-mailed dashboards");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        KpisApi.Map(api);
        DashboardsApi.Map(api);
        SubscriptionsApi.Map(api);
    }
}
