using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Operations.Retirements;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>The first version of the router of complaints is on its way out: its traffic is stopped, the rest of its steps waits.</summary>
internal sealed class DemoRetirement(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    PlanRetirement plan,
    WorkOnTask work,
    StopTraffic stop,
    GetRetirement get,
    TimeProvider clock
)
{
    /// <summary>Plays it. The first refusal ends it.</summary>
    public async Task<Refusal?> RunAsync(Actor engineer, Actor owner, Action<string> say, CancellationToken ct)
    {
        List<string> versions;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            versions = await db
                .Versions.AsNoTracking()
                .Where(v => v.Model == DemoRouter.Model)
                .OrderBy(v => v.Number)
                .Select(v => v.Version)
                .ToListAsync(ct);
        }

        if (versions.Count < 2)
        {
            return null;
        }

        var planned = await plan.RunAsync(
            engineer,
            new(
                $"{DemoRouter.Model}@{versions[0]}",
                "Replaced by the newer version (demo data).",
                clock.GetUtcNow().AddDays(21),
                $"{DemoRouter.Model}@{versions[^1]}",
                DemoScene.Owner
            ),
            ct
        );
        if (planned.Refusal is { } refusal)
        {
            return refusal;
        }

        var (id, tasks) = (planned.Value, (await get.RunAsync(planned.Value, ct)).Value.Tasks);
        var stopped = await stop.RunAsync(owner, id, "The complaints desk has used newer versions since July.", null, ct);
        var learned =
            stopped.Refusal
            ?? (
                await work.FinishAsync(
                    owner,
                    id,
                    tasks[^1].Number,
                    "Plan the end of a version when its successor is approved.",
                    null,
                    null,
                    ct
                )
            ).Refusal;
        if (learned is null)
        {
            say("a retirement under way");
        }

        return learned;
    }
}
