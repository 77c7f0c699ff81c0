using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Models.Registries.MlFlow.Search;
using Governance.Portal.Models.Registries.MlFlow.Wire;
using Governance.Transparency;

namespace Governance.Portal.Models.Registries.MlFlow.Actions;

/// <summary>Gives a model another name elsewhere. Its name here, by which approvals and the log know it, stays.</summary>
public sealed class RenameModel(ActionRunner runner, MlFlowReader reader)
{
    /// <summary>Runs the action.</summary>
    public async Task<Result<RegisteredModelView>> RunAsync(Actor actor, string name, string newName, CancellationToken ct)
    {
        var done = await runner.RunAsync<string>(
            actor,
            new Attempt("model.renamed", ModelName.IsModel(name) ? name : "model", Permission.WriteRegistry),
            async (context, token) =>
            {
                if (await MlFlowReader.FindAsync(context.Db.Models, name, token) is not { } model)
                {
                    return ModelRefusals.NotFound(name);
                }

                if (MlFlowStore.RefusesName(newName) is { } wrong)
                {
                    return wrong;
                }

                if (await MlFlowStore.IsTakenAsync(context.Db, newName, model.Name, token))
                {
                    return ModelRefusals.ExternalNameTaken(newName);
                }

                if (model.ExternalName != newName)
                {
                    var before = model.ExternalName ?? model.Name;
                    model.Rename(newName);
                    await MlFlowStore.TouchAsync(context, model.Name, token);
                    context.Append(
                        new AuditEvent(
                            "model.renamed",
                            model.Name,
                            new JsonObject { ["beforeSha256"] = Digest(before), ["afterSha256"] = Digest(newName) }
                        )
                    );
                }

                return model.Name;
            },
            ct
        );
        return done.Refusal is { } refused ? refused : await reader.ModelAsync(done.Value, ct);
    }

    private static string Digest(string name) => Sha256Hex.Of(Encoding.UTF8.GetBytes(name));
}
