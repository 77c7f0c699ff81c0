using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>What people are told, how they want it, and what goes outside.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<Notification> Notifications => Set<Notification>();

    public DbSet<NotificationPreferences> NotificationPreferences => Set<NotificationPreferences>();

    public DbSet<NotificationChannel> NotificationChannels => Set<NotificationChannel>();

    public DbSet<Dispatch> Dispatches => Set<Dispatch>();

    private static void ConfigureNotifications(ModelConfigurationBuilder builder)
    {
        DisplayId<ChannelId>(builder);
        Wire<NotificationKind>(builder);
        Wire<NotificationStage>(builder);
        Wire<Urgency>(builder);
        Wire<DispatchState>(builder);
        Wire<ChannelKind>(builder);
    }
}
