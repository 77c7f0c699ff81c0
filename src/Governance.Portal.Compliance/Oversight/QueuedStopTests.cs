using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Oversight;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>Tests of stop controls that wait for someone other than who recorded them.</summary>
internal sealed class QueuedStopTests : IQueueSource
{
    private const int Most = 100;
    private static readonly TimeSpan s_within = TimeSpan.FromDays(7);

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ConfirmStopTests) || access.Person is not { } person)
        {
            return [];
        }

        var recorded = await db
            .StopTests.AsNoTracking()
            .Where(t => t.State == StopTestState.Recorded)
            .Join(db.AiSystems, t => t.System, s => s.Id, (t, s) => new { Test = t, s.Name })
            .OrderBy(t => t.Test.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. recorded
                .Where(t => t.Test.IsAskedOf(person))
                .Select(t => new QueueItem(
                    t.Test.Id.ToString(),
                    ComplianceAddresses.Oversight(t.Test.System),
                    "Human oversight",
                    "pause_circle",
                    Wording.Verbatim(t.Name),
                    Wording.Text($"Test of the stop control recorded"),
                    Wording.Text($"Confirm or decline the test")
                )
                {
                    Since = t.Test.RecordedAt,
                    DueAt = t.Test.RecordedAt + s_within,
                }),
        ];
    }
}
