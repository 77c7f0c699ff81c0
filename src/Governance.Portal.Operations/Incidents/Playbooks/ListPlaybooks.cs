using Governance.Data;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>Reads playbooks and the versions that were proposed of them.</summary>
public sealed class ListPlaybooks(IDbContextFactory<GovernanceDbContext> dbFactory, PlaybookLibrary library)
{
    /// <summary>Every version that is or was in force.</summary>
    public async Task<IReadOnlyList<Playbook>> VersionsAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await library.AllAsync(db, ct);
    }
}
