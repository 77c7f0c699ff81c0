using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Governance.Localisation;
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

    /// <inheritdoc/>
    public bool AsksPeople => true;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ReadCompliance))
        {
            return [];
        }

        var today = now.Day();
        var (first, until) = (today.AddDays(-Behind), today.AddDays(Ahead));
        var systems = db.AiSystems.AsNoTracking().Where(s => s.LifeCycle != LifeCycle.Retired);
        var overseers = db.Overseers.AsNoTracking().Where(o => o.EndedAt == null);
        var tested = systems;
        if (question.Of is { } of)
        {
            // The person, and the owner of the system, see to the training; the owner to the test.
            overseers = overseers.Where(o => o.Person == of || systems.Any(s => s.Id == o.System && s.Owner == of));
            tested = systems.Where(s => s.Owner == of);
        }

        var appointed = await (
            from overseer in overseers
            join system in systems on overseer.System equals system.Id
            orderby overseer.Id
            select new { Overseer = overseer, system.Name }
        )
            .Take(Most)
            .ToListAsync(ct);
        var confirmed = db.StopTests.AsNoTracking().Where(t => t.State == StopTestState.Confirmed);
        var tests = await (
            from test in confirmed
            join system in tested on test.System equals system.Id
            where
                test.NextOn >= first
                && test.NextOn <= until
                && !confirmed.Any(later => later.System == test.System && later.TestedAt > test.TestedAt)
            orderby test.NextOn, test.Id
            select new
            {
                test.System,
                test.NextOn,
                test.TestedAt,
                system.Name,
            }
        )
            .Take(question.Most)
            .ToListAsync(ct);
        return
        [
            .. appointed
                .Where(a => a.Overseer.IsOpenOn(today) && a.Overseer.TrainedUntil >= first && a.Overseer.TrainedUntil <= until)
                .OrderBy(a => a.Overseer.TrainedUntil)
                .Take(question.Most)
                .Select(a => new RunningClock(
                    "person",
                    $"Training of an overseer expires",
                    $"{a.Overseer.PersonName}, {a.Name}",
                    On(a.Overseer.TrainedUntil!.Value),
                    ComplianceAddresses.Oversight(a.Overseer.System),
                    IsDuty: true
                )
                {
                    IsAllDay = true,
                    Kind = "Human oversight",
                    Provisions = ["Art. 26(2)"],
                    Person = a.Overseer.Person,
                    System = a.Overseer.System,
                    Task = new ClockTask(
                        a.Overseer.Id.ToString(),
                        Wording.Verbatim($"{a.Overseer.PersonName}, {a.Name}"),
                        Wording.Text($"Training of an overseer expires"),
                        Wording.Text($"Renew the training"),
                        a.Overseer.ChangedAt
                    )
                    {
                        IsAskedInTime = true,
                    },
                }),
            .. tests.Select(t => new RunningClock(
                "pause_circle",
                $"Test of the stop control is due",
                t.Name,
                On(t.NextOn),
                ComplianceAddresses.Oversight(t.System),
                IsDuty: true
            )
            {
                IsAllDay = true,
                Kind = "Human oversight",
                Provisions = ["Art. 14"],
                System = t.System,
                Task = new ClockTask(
                    t.System.ToString(),
                    Wording.Verbatim(t.Name),
                    Wording.Text($"Test of the stop control is due"),
                    Wording.Text($"Test the stop control"),
                    t.TestedAt
                )
                {
                    IsAskedInTime = true,
                },
            }),
        ];
    }

    private static DateTimeOffset On(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
