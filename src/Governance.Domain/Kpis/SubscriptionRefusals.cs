namespace Governance.Domain.Kpis;

/// <summary>Sentences about mailed dashboards.</summary>
public static class SubscriptionRefusals
{
    /// <summary>No such one of this person.</summary>
    public static readonly Refusal NotFound = new(
        "subscription.not-found",
        $"You have no such dashboard subscription.",
        RefusalKind.NotFound
    );

    /// <summary>Keys are mailed nothing.</summary>
    public static readonly Refusal PersonNeeded = new(
        "subscription.person-needed",
        $"Dashboards are e-mailed to people, not to API keys.",
        RefusalKind.Forbidden
    );

    /// <summary>A cadence no one knows.</summary>
    public static readonly Refusal CadenceUnknown = Refusal.Field(
        "subscription.cadence-unknown",
        "cadence",
        $"The frequency must be one of {string.Join(", ", WireName.All<Cadence>())}."
    );

    /// <summary>Unknown time zone.</summary>
    public static readonly Refusal ZoneUnknown = Refusal.Field(
        "subscription.zone-unknown",
        "timeZone",
        $"This is not a time zone. Use an IANA name such as Europe/Copenhagen."
    );

    /// <summary>An hour of the day.</summary>
    public static readonly Refusal HourNotValid = Refusal.Field("subscription.hour-not-valid", "hour", $"The hour must be from 0 to 23.");

    /// <summary>A day of the week or month.</summary>
    public static readonly Refusal DayNotValid = Refusal.Field(
        "subscription.day-not-valid",
        "day",
        $"The day of the week must be from 1 (Monday) to 7, the day of the month from 1 to {MailSchedule.LastDay}."
    );

    /// <summary>Enough.</summary>
    public static readonly Refusal TooMany = new(
        "subscription.too-many",
        $"A person can have at most {DashboardSubscription.MaxPerPerson} e-mailed dashboards. Remove one first.",
        RefusalKind.Conflict
    );
}
