using Governance.Portal.Administration.Notifications.Channels;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Administration.Notifications.Sources;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Observability;

namespace Governance.Portal.Administration.Notifications;

/// <summary>Registers what tells people what concerns them: in the portal, by mail, and in the channels of their teams.</summary>
public sealed class NotificationsFeature : IPortalFeature
{
    /// <summary>Adds notification sources, reminders, inboxes and delivery by mail and channels.</summary>
    public void Add(IServiceCollection services)
    {
        services
            .AddOptions<NotificationsOptions>()
            .BindConfiguration(NotificationsOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<MailSwitch>();
        services.AddSingleton<IHealthSource, MailHealth>();
        services.AddSingleton<ISetupStep, MailStep>();
        services.AddSingleton<NotifyPeople>();
        services.AddSingleton<INotificationSource, PromotionNotificationSource>();
        services.AddSingleton<INotificationSource, ConversationNotificationSource>();
        services.AddSingleton<INotificationSource, DecisionNotificationSource>();
        services.AddSingleton<INotificationSource, AgentNotificationSource>();
        services.AddSingleton<INotificationSource, DiscoveryNotificationSource>();
        services.AddSingleton<INotificationSource, RiskAlertNotificationSource>();
        services.AddSingleton<INotificationSource, IncidentNotificationSource>();
        services.AddSingleton<INotificationSource, ComplianceNotificationSource>();
        services.AddSingleton<INotificationSource, UseCaseNotificationSource>();
        services.AddSingleton<INotificationSource, AccountNotificationSource>();
        services.AddSingleton<INotificationSource, ConfirmationNotificationSource>();
        services.AddSingleton<INotificationSource, DecisionReviewNotificationSource>();
        services.AddSingleton<INotificationSource, AgentCallNotificationSource>();
        services.AddSingleton<INotificationSource, ValidationNotificationSource>();
        services.AddSingleton<FollowNotifications>();
        services.AddSingleton<ReminderTimes>();
        services.AddSingleton<IReminderSource, ApprovalReminders>();
        services.AddSingleton<IQueueSource, QueuedDuties>().AddSingleton<IQueueSource, QueuedMentions>();
        services.AddSingleton<IReminderSource, RecordReminders>();
        services.AddSingleton<IReminderSource, ClockReminders>();
        services.AddSingleton<IReminderSource, RetirementReminders>();
        services.AddSingleton<IReminderSource, ExplanationReminders>();
        services.AddSingleton<IReminderSource, UseCaseReminders>();
        services.AddSingleton<IReminderSource, ModelRiskReminders>();
        services.AddSingleton<IReminderSource, OversightReminders>();
        services.AddSingleton<IReminderSource, CompetenceReminders>();
        services.AddSingleton<IReminderSource, DecisionReviewReminders>();
        services.AddSingleton<RemindPeople>();
        services.AddSingleton<PruneInboxes>();
        services.AddSingleton<ListNotifications>();
        services.AddSingleton<MarkNotifications>();
        services.AddSingleton<ChangePreferences>();
        services.AddSingleton<IShellInbox, PersonalInbox>();
        services.AddSingleton<MailWriter>().AddSingleton<MailSender>();
        services.AddDoctorCheck<MailDoctor>("mail server");
        services.AddSingleton<ChannelSecrets>().AddSingleton<ChannelSender>();
        services.AddSingleton<SendDispatches>().AddMeasured<SendDispatches>();
        services.AddSingleton<ListChannels>().AddSingleton<ChangeChannels>();
        services.AddHostedService<NotificationJob>();
        services.AddHostedService<ReminderJob>();
        services.AddHostedService<LogDamageJob>();
        services.AddHostedService<SendJob>();
        services.AddSingleton(new AdminPage("Channels", "/admin/channels", 70, Words: "mail, chat, Teams, Slack, notifications"));
        services.AddActionLabels(
            ("channel.created", "Channel set up"),
            ("channel.changed", "Channel changed"),
            ("channel.removed", "Channel removed"),
            ("channel.tested", "Channel tested"),
            ("channel.given-up", "Delivery of a message to a channel abandoned")
        );
        services.AddJobName("notifications", "Notifications");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        NotificationsApi.Map(api);
        ChannelsApi.Map(api);
    }
}
