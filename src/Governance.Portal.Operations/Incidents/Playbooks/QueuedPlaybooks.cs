using System.Text;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
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
            .ToListAsync(ct);
        return
        [
            .. open.Where(p => !p.Authors.Contains(person))
                .Select(p => new QueueItem(
                    default,
                    TitleOf(p),
                    $"Playbook, version {p.Version}",
                    "Decide the playbook",
                    null,
                    p.ProposedAt,
                    p.ProposedAt + s_within
                )
                {
                    Id = p.Id.ToString(),
                    Href = $"/playbooks/{p.Name}",
                }),
        ];
    }

    // Its text was read when it was proposed.
    private static string TitleOf(PlaybookVersion version) =>
        PlaybookLibrary.Read(Encoding.UTF8.GetString(version.Source)) is { IsDone: true } read ? read.Value.Title : version.Name;
}
