using Governance.Data;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Whether a model is an agent, whose versions are registered elsewhere.</summary>
public sealed class IsAgent(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Asks.</summary>
    public async Task<bool> RunAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return ModelName.IsModel(model) && await db.Agents.AnyAsync(a => a.Model == model, ct);
    }
}
