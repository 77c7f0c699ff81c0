using Governance.Data;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Permits;

/// <summary>Judges the newest permit of a version for features that act on it elsewhere.</summary>
internal sealed class StandingPermits(IDbContextFactory<GovernanceDbContext> dbFactory, CheckPermits check) : IStandingPermits
{
    // Newer ones that are for experiments are passed over; more than that in a row there are not.
    private const int Most = 20;

    public async Task<StandingPermit?> NewestAsync(string model, string version, CancellationToken ct)
    {
        List<Domain.Gates.DeploymentPermit> permits;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            permits = await db
                .Permits.AsNoTracking()
                .Where(p => p.Model == model && p.Version == version && p.Stage == Stage.Production)
                .OrderByDescending(p => p.Id)
                .Take(Most)
                .ToListAsync(ct);
        }

        if (permits.Find(p => p.Says()?.Experiment is null) is not { } newest)
        {
            return null;
        }

        var isValid = (await check.CountsAsync(newest, ct)).IsDone;
        return new StandingPermit(
            newest.Id.ToString(),
            newest.Environment,
            isValid,
            isValid || (await check.StandsAsync(newest, ct)).IsDone
        );
    }
}
