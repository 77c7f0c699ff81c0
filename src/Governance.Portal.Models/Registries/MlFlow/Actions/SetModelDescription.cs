using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Models.Registries.MlFlow.Search;
using Governance.Portal.Models.Registries.MlFlow.Wire;
using Governance.Portal.Models.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registries.MlFlow.Actions;

/// <summary>Changes the description of a model, which is its purpose: the same change as in the portal.</summary>
public sealed class SetModelDescription(ChangeModel change, MlFlowReader reader, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>Runs the action.</summary>
    public async Task<Result<RegisteredModelView>> RunAsync(Actor actor, string name, string? description, CancellationToken ct)
    {
        string? found;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            found = (await MlFlowReader.FindAsync(db.Models.AsNoTracking(), name, ct))?.Name;
        }

        if (found is null)
        {
            return ModelRefusals.NotFound(name);
        }

        if (MlFlowStore.RefusesPurpose(description) is { } wrong)
        {
            return wrong;
        }

        var changed = await change.RunAsync(actor, new ChangeModel.Command(found, null) { Purpose = new Patch<string>(description) }, ct);
        return changed.Refusal is { } refusal ? refusal : await reader.ModelAsync(found, ct);
    }
}
