using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>AI systems that a model is part of, found by the database and not by reading every system.</summary>
public static class SystemsWithModel
{
    /// <summary>Systems that name the model.</summary>
    /// <param name="systems">The systems to choose from.</param>
    /// <param name="model">The model's name.</param>
    public static IQueryable<AiSystem> Naming(this IQueryable<AiSystem> systems, string model)
    {
        // The names of its models are one column, stored as JSON: a name has no character that is escaped there.
        var quoted = $"\"{model}\"";
        return systems.Where(s => ((string)(object)EF.Property<List<string>>(s, "_models")).Contains(quoted));
    }

    /// <summary>
    /// Systems for which <see cref="ClassOfModel.Has"/> is true: those that name the model, and the one that the model names.
    /// </summary>
    /// <param name="systems">The systems to choose from.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="system">What the model itself says: the id of a system, or a text.</param>
    public static IQueryable<AiSystem> OfModel(this IQueryable<AiSystem> systems, string model, string? system)
    {
        if (!DisplayId.TryParse<SystemId>(system, out var named))
        {
            return systems.Naming(model);
        }

        var quoted = $"\"{model}\"";
        return systems.Where(s => s.Id == named || ((string)(object)EF.Property<List<string>>(s, "_models")).Contains(quoted));
    }

    /// <summary>Systems in use that a model is part of, by their ids: what it is judged by, no matter who asks.</summary>
    /// <param name="db">The action's context; what it has queued counts.</param>
    /// <param name="model">The model.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<AiSystem>> InUseAsync(GovernanceDbContext db, Model model, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(model);
        var systems = await db
            .AiSystems.IgnoreQueryFilters()
            .Where(s => s.LifeCycle != LifeCycle.Retired)
            .OfModel(model.Name, model.System)
            .WithPendingAsync(db, s => s.LifeCycle is not LifeCycle.Retired && ClassOfModel.Has(s, model), ct);
        return [.. systems.OrderBy(s => s.Id.Number)];
    }
}
