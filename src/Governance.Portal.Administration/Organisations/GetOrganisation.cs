using Governance.Data;
using Governance.Portal.Kernel.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Organisations;

/// <summary>Reads who the organisation is, for those who change it.</summary>
public sealed class GetOrganisation(IDbContextFactory<GovernanceDbContext> dbFactory, ReadOrganisation organisations)
{
    /// <summary>Runs it.</summary>
    public async Task<OrganisationView> RunAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Organisations.AsNoTracking().SingleOrDefaultAsync(ct) is { } named
            ? new(
                named.Name,
                named.Address,
                named.Email,
                named.TimeZone ?? organisations.ConfiguredZone,
                IsConfigured: false,
                named.ChangedAt,
                named.Revision
            )
            : new(
                organisations.ConfiguredName,
                "",
                "",
                organisations.ConfiguredZone,
                IsConfigured: organisations.ConfiguredName is not null,
                null,
                0
            );
    }
}
