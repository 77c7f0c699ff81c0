using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Kpis;

/// <summary>A dashboard that someone is mailed.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct SubscriptionId(int Number) : IDisplayId<SubscriptionId>
{
    /// <inheritdoc/>
    public static string Prefix => "SUB";

    /// <inheritdoc/>
    public static SubscriptionId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>Where a subscription stands.</summary>
public enum SubscriptionState
{
    /// <summary>Mails go out.</summary>
    Active,

    /// <summary>The person wants none for now.</summary>
    Paused,

    /// <summary>The account was disabled when a mail was due.</summary>
    Ended,
}

/// <summary>What of a dashboard is mailed.</summary>
/// <param name="View">Which dashboard.</param>
/// <param name="Days">Days of its period, which ends when the mail is written.</param>
/// <param name="Model">Only of this model; null for all.</param>
/// <param name="System">Only of the models of this AI system; null for all.</param>
/// <param name="Owner">Only of the models this person answers for; null for all.</param>
public sealed record SubscriptionScope(DashboardView View, int Days, string? Model, string? System, string? Owner);

/// <summary>
/// A dashboard that a person is mailed at a time of their own. What is in it is decided when it is written, with the rights they have then.
/// </summary>
public sealed class DashboardSubscription : IAudited
{
    /// <summary>Most of one person.</summary>
    public const int MaxPerPerson = 20;

    /// <summary>A mail that is later than this is left out: the next one is nearer.</summary>
    public static readonly TimeSpan LatestAfter = TimeSpan.FromHours(20);

    private DashboardSubscription() { }

    /// <summary>The readable id.</summary>
    public SubscriptionId Id { get; private init; }

    /// <summary>Who is mailed.</summary>
    public UserId Person { get; private init; }

    /// <summary>The role that was in force when it was made: the dashboard is read in it.</summary>
    public string? Role { get; private init; }

    /// <summary>Which dashboard.</summary>
    public DashboardView View { get; private init; }

    /// <summary>Days of its period.</summary>
    public int Days { get; private init; }

    /// <summary>Only of this model; null for all.</summary>
    public string? Model { get; private init; }

    /// <summary>Only of the models of this AI system; null for all.</summary>
    public string? System { get; private init; }

    /// <summary>Only of the models this person answers for; null for all.</summary>
    public string? Owner { get; private init; }

    /// <summary>How often.</summary>
    public Cadence Cadence { get; private init; }

    /// <summary>Day of the week from 1 (Monday) to 7, of the month from 1 to 28; 0 when it is daily.</summary>
    public int Day { get; private init; }

    /// <summary>Hour of the clock on the wall, 0 to 23.</summary>
    public int Hour { get; private init; }

    /// <summary>IANA name of the zone of that clock.</summary>
    public string TimeZone { get; private init; } = "Etc/UTC";

    /// <summary>Where it stands.</summary>
    public SubscriptionState State { get; private set; }

    /// <summary>When the next mail is due.</summary>
    public DateTimeOffset NextAt { get; private set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Counts changes: two nodes cannot both write the same mail.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>When mails of it are due.</summary>
    public MailSchedule Schedule => new(Cadence, Day, Hour, TimeZone);

    /// <summary>What of the dashboard is mailed.</summary>
    public SubscriptionScope Scope => new(View, Days, Model, System, Owner);

    /// <summary>Makes one.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="person">Who is mailed.</param>
    /// <param name="role">The role in force.</param>
    /// <param name="scope">What is mailed.</param>
    /// <param name="schedule">When; checked by <see cref="MailSchedule.Refuses"/>.</param>
    /// <param name="now">The server's clock.</param>
    public static DashboardSubscription Create(
        SubscriptionId id,
        UserId person,
        string? role,
        SubscriptionScope scope,
        MailSchedule schedule,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(schedule);
        return new DashboardSubscription
        {
            Id = id,
            Person = person,
            Role = role,
            View = scope.View,
            Days = scope.Days,
            Model = scope.Model,
            System = scope.System,
            Owner = scope.Owner,
            Cadence = schedule.Cadence,
            Day = schedule.Cadence is Cadence.Daily ? 0 : schedule.Day,
            Hour = schedule.Hour,
            TimeZone = schedule.TimeZone,
            CreatedAt = now,
            NextAt = schedule.NextAfter(now),
        };
    }

    /// <summary>Pauses it, or goes on with the next mail that is due from now.</summary>
    /// <returns>False when it stands so already.</returns>
    public bool Pause(bool paused, DateTimeOffset now)
    {
        var wanted = paused ? SubscriptionState.Paused : SubscriptionState.Active;
        if (State == wanted)
        {
            return false;
        }

        (State, NextAt) = (wanted, paused ? NextAt : Schedule.NextAfter(now));
        Revision++;
        return true;
    }

    /// <summary>The account was disabled: nothing more is mailed.</summary>
    public void End()
    {
        State = SubscriptionState.Ended;
        Revision++;
    }

    /// <summary>Takes the mail that is due, and waits for the next.</summary>
    /// <returns>The instant it was due at, by which it is known; null when it comes too late to be of use.</returns>
    public DateTimeOffset? Take(DateTimeOffset now)
    {
        var due = NextAt;
        NextAt = Schedule.NextAfter(now);
        Revision++;
        return now - due <= LatestAfter ? due : null;
    }
}
