using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>When the training of overseers lapses, and when stopping a system is to be tested again.</summary>
internal sealed class OversightClocks : IClockSource
{
    private const int Ahead = 90;
    private const int Behind = 30;

    // Trainings are one column of their appointment; there are few of these.
    private const int Most = 2_000;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        int most,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadCompliance))
        {
            return [];
        }

        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var (first, until) = (today.AddDays(-Behind), today.AddDays(Ahead));
        var appointed = await (
            from overseer in db.Overseers.AsNoTracking()
            join system in db.AiSystems.AsNoTracking() on overseer.System equals system.Id
            where overseer.EndedAt == null && system.LifeCycle != LifeCycle.Retired
            orderby overseer.Id
            select new { Overseer = overseer, system.Name }
        )
            .Take(Most)
            .ToListAsync(ct);
        var confirmed = db.StopTests.AsNoTracking().Where(t => t.State == StopTestState.Confirmed);
        var tests = await (
            from test in confirmed
            join system in db.AiSystems.AsNoTracking() on test.System equals system.Id
            where
                test.NextOn >= first
                && test.NextOn <= until
                && system.LifeCycle != LifeCycle.Retired
                && !confirmed.Any(later => later.System == test.System && later.TestedAt > test.TestedAt)
            orderby test.NextOn, test.Id
            select new
            {
                test.System,
                test.NextOn,
                system.Name,
            }
        )
            .Take(most)
            .ToListAsync(ct);
        return
        [
            .. appointed
                .Where(a => a.Overseer.IsOpenOn(today) && a.Overseer.TrainedUntil >= first && a.Overseer.TrainedUntil <= until)
                .OrderBy(a => a.Overseer.TrainedUntil)
                .Take(most)
                .Select(a => new RunningClock(
                    "person",
                    $"Training of an overseer lapses",
                    $"{a.Overseer.PersonName}, {a.Name}",
                    EndOf(a.Overseer.TrainedUntil!.Value),
                    ComplianceAddresses.Oversight(a.Overseer.System),
                    IsDuty: true
                )
                {
                    Kind = "Human oversight",
                    Provisions = ["Art. 26(2)"],
                    Person = a.Overseer.Person,
                    System = a.Overseer.System,
                }),
            .. tests.Select(t => new RunningClock(
                "pause_circle",
                $"Test of the stop control is due",
                t.Name,
                EndOf(t.NextOn),
                ComplianceAddresses.Oversight(t.System),
                IsDuty: true
            )
            {
                Kind = "Human oversight",
                Provisions = ["Art. 14"],
                System = t.System,
            }),
        ];
    }

    private static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
