using Governance.Data;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// The AI systems that a model is part of: those that <see cref="ClassOfModel.Has"/> is true for, within the reader's scope.
/// </summary>
public sealed class SystemsOfModel(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Ids and names.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="system">What the model itself says: the id of a system, or a text.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<(SystemId Id, string Name)>> RunAsync(string model, string? system, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db
            .AiSystems.AsNoTracking()
            .OfModel(model, system)
            .OrderBy(s => s.Id)
            .Select(s => new { s.Id, s.Name })
            .ToListAsync(ct);
        return [.. found.Select(s => (s.Id, s.Name))];
    }
}
