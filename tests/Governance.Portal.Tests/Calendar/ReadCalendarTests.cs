using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Calendar;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Calendar;

/// <summary>What is due on a day is due all day.</summary>
public sealed class ReadCalendarTests
{
    [Fact]
    public async Task DutyOfADay_IsOverdueWhenTheDayIsOver_AndNotBefore()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var today = new DateTimeOffset(scene.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

        var found = await ReadAsync(scene, [Due(today), Due(today.AddDays(-1))]);

        Assert.Equal([today.AddDays(-1)], found.Overdue.Select(c => c.At));
        Assert.Equal([today], found.Items.Select(c => c.At));
    }

    private static async Task<CalendarItems> ReadAsync(ApprovalsScene scene, IReadOnlyList<RunningClock> clocks)
    {
        var read = new ReadCalendar(scene.Get<IDbContextFactory<GovernanceDbContext>>(), [new Fixed(clocks)], scene.Clock);
        var now = scene.Clock.GetUtcNow();
        return (await read.RunAsync(scene.Engineer, new CalendarFilter(now, now.AddDays(30)), ApprovalsScene.Ct)).Value;
    }

    private static RunningClock Due(DateTimeOffset day) =>
        new("gavel", $"OBL-4 obligation", "", day, "/", IsDuty: true) { IsAllDay = true };

    private sealed class Fixed(IReadOnlyList<RunningClock> clocks) : IClockSource
    {
        public Task<IReadOnlyList<RunningClock>> RunningAsync(
            GovernanceDbContext db,
            Access access,
            ClockQuestion question,
            DateTimeOffset now,
            CancellationToken ct
        ) => Task.FromResult(clocks);
    }
}
