using System.Text;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>Proposed playbooks wait for everyone who may approve them, except their authors.</summary>
internal sealed class QueuedPlaybooks : IQueueSource
{
    private static readonly TimeSpan s_within = TimeSpan.FromDays(7);

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ApprovePlaybook) || access.Person is not { } person)
        {
            return [];
        }

        var open = await db
            .PlaybookVersions.AsNoTracking()
            .Where(p => p.State == PlaybookState.Proposed)
            .OrderBy(p => p.Id)
            .Take(100)
            .ToListAsync(ct);
        return
        [
            .. open.Where(p => p.IsAskedOf(person))
                .Select(p => new QueueItem(
                    p.Id.ToString(),
                    $"/playbooks/{p.Name}",
                    "Playbook",
                    "checklist",
                    Wording.Verbatim(TitleOf(p)),
                    Wording.Text($"Playbook, version {p.Version}"),
                    Wording.Text($"Decide on the playbook")
                )
                {
                    Since = p.ProposedAt,
                    DueAt = p.ProposedAt + s_within,
                }),
        ];
    }

    // Its text was read when it was proposed.
    private static string TitleOf(PlaybookVersion version) =>
        PlaybookLibrary.Read(Encoding.UTF8.GetString(version.Source)) is { IsDone: true } read ? read.Value.Title : version.Name;
}
