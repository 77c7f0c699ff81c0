using Governance.Domain.Kpis;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Dashboards that people are mailed.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<DashboardSubscription> DashboardSubscriptions => Set<DashboardSubscription>();

    private static void ConfigureKpis(ModelConfigurationBuilder builder)
    {
        DisplayId<SubscriptionId>(builder);
        Wire<SubscriptionState>(builder);
        Wire<DashboardView>(builder);
        Wire<Cadence>(builder);
    }
}
