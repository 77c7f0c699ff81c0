using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Calendars;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Calendar;

/// <summary>A calendar as an address gives it.</summary>
/// <param name="Items">What is due.</param>
/// <param name="MadeAt">When the address was made.</param>
/// <param name="Language">Language of the person whose it is, as their account keeps it; null when they chose none.</param>
public sealed record CalendarContent(IReadOnlyList<RunningClock> Items, DateTimeOffset MadeAt, string? Language = null);

/// <summary>Reads calendars by their addresses, and whether a person has one.</summary>
public sealed class CalendarFeeds(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ReadCalendar calendar,
    DataScopeAccessor dataScopes,
    TimeProvider clock
)
{
    private const int LongestSecret = 100;

    /// <summary>The address of a person that works; null when there is none.</summary>
    public async Task<CalendarFeed?> OfAsync(UserId person, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.CalendarFeeds.AsNoTracking().SingleOrDefaultAsync(f => f.Person == person && f.RevokedAt == null, ct);
    }

    /// <summary>What the person of an address sees now, in the role the address was made in.</summary>
    public async Task<Result<CalendarContent>> ReadAsync(string? secret, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(secret) || secret.Length > LongestSecret)
        {
            return CalendarRefusals.NotFound;
        }

        var now = clock.GetLocalNow();
        var digest = MakeCalendarAddress.DigestOf(secret);
        CalendarFeed? feed;
        string? language;
        Access access;
        // Whose the address is, and what they may: read by the portal itself.
        using (dataScopes.As(null))
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            feed = await db.CalendarFeeds.AsNoTracking().SingleOrDefaultAsync(f => f.TokenSha256 == digest && f.RevokedAt == null, ct);
            if (feed is null)
            {
                return CalendarRefusals.NotFound;
            }

            var loaded = await AccessReader.LoadAsync(db, Actor.OfUser(feed.Person, feed.Role, session: null), now, ct);
            // A role that is no longer held, and an account that is disabled: the address shows nothing.
            if (loaded.Refusal is not null || !loaded.Value.Has(Permission.ReadOverview))
            {
                return CalendarRefusals.NotFound;
            }

            access = loaded.Value;
            var person = feed.Person;
            language = await db
                .NotificationPreferences.AsNoTracking()
                .Where(p => p.Person == person)
                .Select(p => p.Language)
                .SingleOrDefaultAsync(ct);
        }

        using (dataScopes.As(access.DataScope))
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            return new CalendarContent(await calendar.OfPersonAsync(db, access, now, ct), feed.MadeAt, language);
        }
    }
}
