using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Models.Registries.MlFlow.Search;

namespace Governance.Portal.Models.Registries.MlFlow.Actions;

/// <summary>Nothing is deleted: what was approved, and what was not, is history. The attempt is logged.</summary>
public sealed class RefuseDeletion(ActionRunner runner)
{
    /// <summary>Answers an attempt to delete a model.</summary>
    public Task<Result<Done>> ModelAsync(Actor actor, string name, CancellationToken ct) =>
        runner.RunAsync<Done>(
            actor,
            new Attempt("model.deleted", ModelName.IsModel(name) ? name : "model", Permission.WriteRegistry),
            async (context, token) =>
                await MlFlowReader.FindAsync(context.Db.Models, name, token) is null
                    ? ModelRefusals.NotFound(name)
                    : ModelRefusals.NoDeletion,
            ct
        );

    /// <summary>Answers an attempt to delete a version.</summary>
    public Task<Result<Done>> VersionAsync(Actor actor, string name, int number, CancellationToken ct) =>
        runner.RunAsync<Done>(
            actor,
            new Attempt("version.deleted", ModelName.IsModel(name) ? name : "model", Permission.WriteRegistry),
            async (context, token) => (await MlFlowReader.FindAsync(context.Db, name, number, token)).Refusal ?? ModelRefusals.NoDeletion,
            ct
        );
}
