using Governance.Domain.Calendars;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>The calendars of people.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<CalendarFeed> CalendarFeeds => Set<CalendarFeed>();
}
