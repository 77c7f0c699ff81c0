using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Organisations;

/// <summary>The organisation is named.</summary>
internal sealed class OrganisationStep(ReadOrganisation organisations) : ISetupStep
{
    public int Number => 1;

    public Permission Permission => Permission.Administer;

    public async Task<SetupStep> ReadAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var named = await db
            .Organisations.AsNoTracking()
            .Select(o => new
            {
                o.ChangedAt,
                By = db.Users.Where(u => (object)u.Id == (object)o.ChangedBy!).Select(u => u.PrintedName).SingleOrDefault(),
            })
            .SingleOrDefaultAsync(ct);
        return new(
            "Name your organisation",
            "Documents for authorities name it as the provider. They remain drafts until its name is saved.",
            "Open organisation",
            "/admin/organisation",
            named is not null || organisations.ConfiguredName is not null
        )
        {
            DoneAt = named?.ChangedAt,
            DoneBy = named?.By,
        };
    }
}
