using System.ComponentModel.DataAnnotations;
using Governance.Domain.Kpis;
using Governance.Domain.Notifications;

namespace Governance.Portal.Administration.Overview.Subscriptions;

/// <summary>An e-mailed dashboard to subscribe to.</summary>
/// <param name="View"><c>programme</c>, <c>risk</c>, <c>security</c> or <c>sponsor</c>.</param>
/// <param name="Period">30d, 90d (default), 180d or 365d, ending when the e-mail is created.</param>
/// <param name="Model">Only figures of this model (default: all models).</param>
/// <param name="System">Only figures of the models of this AI system (default: all).</param>
/// <param name="Owner">Only figures of the models that this person owns (default: all).</param>
/// <param name="Cadence"><c>daily</c>, <c>weekly</c> or <c>monthly</c>.</param>
/// <param name="Day">Day of the week from 1 (Monday) to 7, or of the month from 1 to 28; not for daily e-mails.</param>
/// <param name="Hour">Hour from 0 to 23 (default: 8).</param>
/// <param name="TimeZone">IANA name of the time zone (default: that of your notification settings).</param>
public sealed record SubscriptionBody(
    [property: Required] string? View = null,
    string? Period = null,
    string? Model = null,
    string? System = null,
    string? Owner = null,
    [property: Required] string? Cadence = null,
    int? Day = null,
    int? Hour = null,
    string? TimeZone = null
);

/// <summary>Whether an e-mailed dashboard is paused.</summary>
/// <param name="Paused">True to pause it, false to resume it.</param>
public sealed record PauseBody(bool Paused);

/// <summary>What became of the last mail.</summary>
/// <param name="State"><c>waiting</c>, <c>sending</c>, <c>sent</c>, <c>failed</c>, <c>dropped</c> or <c>unsure</c>.</param>
/// <param name="At">When it was asked for.</param>
/// <param name="Problem">What went wrong last; null when nothing did.</param>
public sealed record LastMail(DispatchState State, DateTimeOffset At, string? Problem);

/// <summary>An e-mailed dashboard.</summary>
/// <param name="Id">Its id.</param>
/// <param name="View">Name of the dashboard.</param>
/// <param name="Days">Days of its period.</param>
/// <param name="Model">Only of this model; null for all.</param>
/// <param name="System">Only of the models of this AI system; null for all.</param>
/// <param name="Owner">Only of the models this person answers for; null for all.</param>
/// <param name="Cadence">How often.</param>
/// <param name="Day">Day of the week or month; null when it is daily.</param>
/// <param name="Hour">Hour of the day in the time zone.</param>
/// <param name="TimeZone">IANA name of the time zone.</param>
/// <param name="Role">The role in which the dashboard is read; null for none.</param>
/// <param name="State"><c>active</c>, <c>paused</c> or <c>ended</c>.</param>
/// <param name="NextAt">When the next e-mail is due; null if none is.</param>
/// <param name="Last">Result of the last e-mail; null before the first.</param>
public sealed record SubscriptionView(
    string Id,
    DashboardView View,
    int Days,
    string? Model,
    string? System,
    string? Owner,
    Cadence Cadence,
    int? Day,
    int Hour,
    string TimeZone,
    string? Role,
    SubscriptionState State,
    DateTimeOffset? NextAt,
    LastMail? Last
)
{
    internal static SubscriptionView Of(DashboardSubscription s, Dispatch? last) =>
        new(
            s.Id.ToString(),
            s.View,
            s.Days,
            s.Model,
            s.System,
            s.Owner,
            s.Cadence,
            s.Cadence is Cadence.Daily ? null : s.Day,
            s.Hour,
            s.TimeZone,
            s.Role,
            s.State,
            s.State is SubscriptionState.Active ? s.NextAt : null,
            last is null ? null : new LastMail(last.State, last.CreatedAt, last.Problem)
        );
}
