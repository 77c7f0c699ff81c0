using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>When obligations are due as they were assigned, and when what was met is to be looked at again.</summary>
internal sealed class DutyClocks(LawLibrary laws) : IClockSource
{
    /// <inheritdoc/>
    public bool IsOnOverview => false;

    /// <inheritdoc/>
    public bool AsksPeople => true;

    /// <summary>Obligations that apply, as people took them in hand.</summary>
    internal static IQueryable<Duty> Open(GovernanceDbContext db) => db.Duties.AsNoTracking().Where(d => d.NotApplicableAt == null);

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

        var open = Open(db);
        if (question.Of is { } of)
        {
            // Those that are not met yet wait from the beginning, with or without a day: QueuedObligations reads them.
            open = open.Where(d => d.Owner == of && d.MetAt != null);
        }

        var duties = await open.Where(d => (d.MetAt == null && d.DueOn != null) || (d.MetAt != null && d.NextReview != null))
            .Join(
                db.AiSystems,
                d => d.System,
                s => s.Id,
                (d, s) =>
                    new
                    {
                        d.System,
                        s.Name,
                        d.Obligation,
                        d.Owner,
                        d.MetAt,
                        Day = d.MetAt != null ? d.NextReview : d.DueOn,
                    }
            )
            .OrderBy(d => d.Day)
            .ThenBy(d => d.System)
            .ThenBy(d => d.Obligation)
            .Take(question.Most)
            .ToListAsync(ct);
        return
        [
            .. duties.Select(d => new RunningClock(
                "gavel",
                Title(d.Obligation, isReview: d.MetAt is not null),
                d.Name,
                new DateTimeOffset(d.Day!.Value.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
                ComplianceAddresses.Obligation(d.System, d.Obligation),
                IsDuty: true
            )
            {
                Kind = "Obligation",
                Person = d.Owner,
                System = d.System,
                IsAllDay = true,
                Task = d.MetAt is null
                    ? null
                    : new ClockTask(
                        $"{d.System}/{d.Obligation}",
                        Wording.Verbatim(d.Name),
                        Wording.Text($"Met, needs review"),
                        Wording.Text($"Review the obligation"),
                        d.MetAt
                    )
                    {
                        IsAskedInTime = true,
                    },
            }),
        ];
    }

    // What is asked has the title of its obligation; a review has the provision, which each language cites its own way.
    private FormattableString Title(string id, bool isReview)
    {
        var obligation = laws.Current.Obligation(id);
        if (isReview)
        {
            return $"{obligation?.Ref ?? id} review";
        }

        return obligation is null ? $"{id} obligation" : FormattableStringFactory.Create(obligation.Title);
    }
}
