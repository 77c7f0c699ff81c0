using Governance.Data;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>When open points of threat models are due: the day counts.</summary>
internal sealed class ThreatPointClocks : IClockSource
{
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
        if (!access.Has(question.Of is null ? Permission.ReadRisks : Permission.WriteRisks))
        {
            return [];
        }

        var open = db.ThreatPoints.AsNoTracking().Where(p => p.DoneAt == null);
        if (question.Of is { } of)
        {
            open = open.Where(p => p.Owner == of);
        }

        var points = await open.OrderBy(p => p.DueOn)
            .ThenBy(p => p.System)
            .ThenBy(p => p.Number)
            .Take(question.Most)
            .Select(p => new
            {
                p.System,
                p.Number,
                p.Text,
                p.DueOn,
                p.Owner,
                p.AddedAt,
            })
            .ToListAsync(ct);
        return
        [
            .. points.Select(p => new RunningClock(
                "account_tree",
                $"Point {p.Number} of the threat model of {p.System}",
                p.Text,
                new DateTimeOffset(p.DueOn.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
                ThreatModelAddresses.Of(p.System),
                IsDuty: true
            )
            {
                IsAllDay = true,
                Kind = "Threat model",
                Person = p.Owner,
                System = p.System,
                Task = new ClockTask(
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{p.System}, {p.Number}"),
                    Wording.Verbatim(p.Text),
                    Wording.Text($"Open point of a threat model"),
                    Wording.Text($"Resolve the open point"),
                    p.AddedAt
                ),
            }),
        ];
    }
}
