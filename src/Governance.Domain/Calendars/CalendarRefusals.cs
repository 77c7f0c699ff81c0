namespace Governance.Domain.Calendars;

/// <summary>Refusals about calendars.</summary>
public static class CalendarRefusals
{
    /// <summary>No address that works.</summary>
    public static Refusal NoFeed { get; } = new("calendar.no-feed", $"There is no calendar address to revoke.", RefusalKind.Conflict);

    /// <summary>A secret that opens nothing. It does not say why.</summary>
    public static Refusal NotFound { get; } =
        new("calendar.not-found", $"This calendar address does not work. Create a new one on your account page.", RefusalKind.NotFound);
}
