using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Aliases that stand for production name what is in production, no matter who moved it there, or nothing.</summary>
public static class GatedAliases
{
    /// <summary>Another version went into production: the aliases go with it.</summary>
    public static async Task FollowAsync(ActionContext context, ModelVersion deployed, DeploymentId cause, CancellationToken ct)
    {
        var (model, version) = (deployed.Model, deployed.Version);
        foreach (
            var alias in await context.Db.ModelAliases.Where(a => a.Model == model && a.IsGated && a.Version != version).ToListAsync(ct)
        )
        {
            var before = alias.Version;
            alias.MoveTo(version, isGated: true, context.Access.Actor.Id, context.Now);
            context.Append(
                new AuditEvent(
                    "alias.set",
                    deployed.Id,
                    new JsonObject
                    {
                        ["alias"] = alias.Alias,
                        ["before"] = before,
                        ["cause"] = cause.ToString(),
                    }
                )
                {
                    Covers = [model],
                }
            );
        }
    }

    /// <summary>A version was retired: it has none of them any more.</summary>
    public static async Task DropAsync(ActionContext context, ModelVersion retired, string cause, CancellationToken ct)
    {
        var (model, version) = (retired.Model, retired.Version);
        foreach (
            var alias in await context.Db.ModelAliases.Where(a => a.Model == model && a.IsGated && a.Version == version).ToListAsync(ct)
        )
        {
            context.Db.ModelAliases.Remove(alias);
            context.Append(
                new AuditEvent("alias.removed", retired.Id, new JsonObject { ["alias"] = alias.Alias, ["cause"] = cause })
                {
                    Covers = [model],
                }
            );
        }
    }
}
