using Governance.Data;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Reads which incident holds a version.</summary>
public sealed class GetHold(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>The incident; null when none does.</summary>
    public async Task<IncidentId?> RunAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await HeldVersions.IncidentAsync(db, model, version, ct);
    }
}
