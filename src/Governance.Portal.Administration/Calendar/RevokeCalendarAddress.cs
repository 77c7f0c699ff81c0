using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Calendars;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Calendar;

/// <summary>Ends a person's own calendar address.</summary>
public sealed class RevokeCalendarAddress(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<bool>> RunAsync(Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return runner.RunAsync<bool>(
            actor,
            new Attempt("calendar.address-revoked", actor.User?.ToString() ?? "calendar", Permission.ReadOverview),
            async (context, token) =>
            {
                var person = context.Access.Person;
                if (
                    await context.Db.CalendarFeeds.SingleOrDefaultAsync(f => f.Person == person, token) is not { } feed
                    || feed.Revoke(context.Now) is not null
                )
                {
                    return CalendarRefusals.NoFeed;
                }

                context.Append(new AuditEvent("calendar.address-revoked", feed.AuditSubject, new JsonObject()));
                return true;
            },
            ct
        );
    }
}
