using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>When the next part of the law begins to apply.</summary>
internal sealed class LawClocks(LawLibrary laws) : IClockSource
{
    private static readonly TimeSpan s_ahead = TimeSpan.FromDays(365);

    public Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadCompliance))
        {
            return Task.FromResult<IReadOnlyList<RunningClock>>([]);
        }

        var today = now.Day();
        var next = laws.Current.Timeline.Where(e => e.Date > today).OrderBy(e => e.Date).FirstOrDefault();
        IReadOnlyList<RunningClock> found =
            next is null || next.Date.DayNumber - today.DayNumber > s_ahead.TotalDays
                ? []
                :
                [
                    new RunningClock(
                        "gavel",
                        FormattableStringFactory.Create(next.Event),
                        "",
                        new DateTimeOffset(next.Date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
                        "/compliance/obligations",
                        IsDuty: false
                    )
                    {
                        Provisions = next.Ref.Split(", "),
                        Kind = "Law",
                        IsAllDay = true,
                    },
                ];
        return Task.FromResult(found);
    }
}
