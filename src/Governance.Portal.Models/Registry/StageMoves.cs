using Governance.Data;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Moves versions between stages after one of them was deployed.</summary>
internal static class StageMoves
{
    /// <summary>Moves the deployed version to its stage; the version in production before goes back to staging.</summary>
    /// <returns>The other versions that moved.</returns>
    public static async Task<IReadOnlyList<ModelVersion>> ReplaceAsync(
        ActionContext context,
        ModelVersion deployed,
        Stage stage,
        DeploymentId cause,
        CancellationToken ct
    )
    {
        var displaced =
            stage is Stage.Production
                ? await context
                    .Db.Versions.Where(v => v.Model == deployed.Model && v.Stage == Stage.Production && v.Version != deployed.Version)
                    .ToListAsync(ct)
                : [];
        foreach (var version in displaced)
        {
            Move(context, version, Stage.Staging, cause);
        }

        // A version that serves in production may be tried in staging too, and stays where it is.
        if (stage > deployed.Stage)
        {
            Move(context, deployed, stage, cause);
        }

        if (stage is Stage.Production)
        {
            await GatedAliases.FollowAsync(context, deployed, cause, ct);
        }

        return displaced;
    }

    private static void Move(ActionContext context, ModelVersion version, Stage to, DeploymentId cause)
    {
        if (version.MoveTo(to, cause.ToString(), context.Now) is { } change)
        {
            context.Db.StageChanges.Add(change);
        }
    }
}
