using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Models.Registries.MlFlow.Search;
using Governance.Portal.Models.Registries.MlFlow.Wire;

namespace Governance.Portal.Models.Registries.MlFlow.Actions;

/// <summary>Registers a model under the name it has in MLflow. No one has classified it, and it belongs to the owner of the key.</summary>
public sealed class RegisterNamedModel(ActionRunner runner, MlFlowReader reader)
{
    /// <summary>Runs the action.</summary>
    public async Task<Result<RegisteredModelView>> RunAsync(
        Actor actor,
        string name,
        string? description,
        IReadOnlyList<KeyValuePair<string, string>> tags,
        CancellationToken ct
    )
    {
        var done = await runner.RunAsync<string>(
            actor,
            new Attempt("model.registered", "model", Permission.WriteRegistry),
            async (context, token) =>
            {
                if ((MlFlowStore.RefusesName(name) ?? MlFlowStore.RefusesPurpose(description)) is { } wrong)
                {
                    return wrong;
                }

                if (context.Access.Person is not { } owner)
                {
                    return ModelRefusals.OwnerlessKey;
                }

                if (await MlFlowStore.IsTakenAsync(context.Db, name, except: null, token))
                {
                    return ModelRefusals.ExternalNameTaken(name);
                }

                var added = await MlFlowStore.AddModelAsync(context, name, name, description, owner, token);
                if (added.Refusal is { } refusal)
                {
                    return refusal;
                }

                return await MlFlowStore.SetTagsAsync(context, added.Value.Name, "", tags, token) is { } odd ? odd : added.Value.Name;
            },
            ct
        );
        return done.Refusal is { } refused ? refused : await reader.ModelAsync(done.Value, ct);
    }
}
