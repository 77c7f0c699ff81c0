using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Intake;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Intake;

/// <summary>
/// Gives models the label by which the pack that was accepted for their use case finds them. A label of that key that someone chose stays:
/// then the gate says that it is another one (<see cref="UseCasesOfModel"/>).
/// </summary>
internal sealed class LabelModels : IModelsNamed
{
    public async Task NamedAsync(ActionContext context, IReadOnlyList<Model> models, CancellationToken ct)
    {
        var useCases = await context
            .Db.UseCases.IgnoreQueryFilters()
            .IgnoreAutoIncludes()
            .AsNoTracking()
            .Where(u => u.State == UseCaseState.Accepted && u.System != null && u.Pack != null)
            .OrderBy(u => u.Id)
            .ToListAsync(ct);
        if (useCases.Count == 0)
        {
            return;
        }

        var ids = useCases.Select(u => u.System!.Value).Distinct().ToList();
        var systems = await context
            .Db.AiSystems.IgnoreQueryFilters()
            .Where(s => ids.Contains(s.Id))
            .WithPendingAsync(context.Db, s => ids.Contains(s.Id), ct);
        foreach (var useCase in useCases)
        {
            if (PolicyPacks.Find(useCase.Pack!)?.Tag is not { } tag || systems.Find(s => s.Id == useCase.System) is not { } system)
            {
                continue;
            }

            foreach (var model in models.Where(m => ClassOfModel.Has(system, m) && m.Label(tag.Key, tag.Value)))
            {
                context.Append(
                    new AuditEvent(
                        "model.changed",
                        model.Name,
                        new JsonObject
                        {
                            ["members"] = new JsonArray("tags"),
                            ["tag"] = $"{tag.Key}={tag.Value}",
                            ["useCase"] = useCase.Id.ToString(),
                        }
                    )
                );
            }
        }
    }
}
