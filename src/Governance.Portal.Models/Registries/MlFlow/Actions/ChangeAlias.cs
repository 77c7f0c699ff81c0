using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Models.Registries.MlFlow.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registries.MlFlow.Actions;

/// <summary>
/// Gives aliases to versions and takes them away. One that stands for production goes only to a version that the gate lets into production,
/// and so does one by which a version gets a share of real traffic, which deploys nothing.
/// </summary>
public sealed class ChangeAlias(ActionRunner runner, ServeVersion serve, IOptions<MlFlowOptions> options)
{
    /// <summary>Gives an alias to a version.</summary>
    public async Task<Result<Done>> SetAsync(Actor actor, string name, string alias, int number, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(alias);
        var isGated = options.Value.IsGated(alias);
        var asked = await runner.RunAsync<ModelVersion>(
            actor,
            Trying("model"),
            async (context, token) =>
                ModelAlias.IsAlias(alias) ? await MlFlowReader.FindAsync(context.Db, name, number, token) : ModelRefusals.AliasNotAllowed,
            ct
        );
        if (asked.Refusal is { } refusal)
        {
            return refusal;
        }

        var version = asked.Value;
        var reasons =
            isGated ? await serve.RunAsync(actor, version, Stage.Production, ct)
            : options.Value.IsOfShare(alias) ? await serve.RefusesShareAsync(version, ct)
            : null;
        if (reasons is not null)
        {
            var gated = ModelRefusals.AliasGated(alias, version.Id, Sentence.Ours(reasons));
            await runner.RefusedAsync(actor, Trying(version.Id), gated, ct);
            return gated;
        }

        return await runner.RunAsync(
            actor,
            Trying(version.Id),
            (context, token) => SetAsync(context, version.Model, version.Version, alias, isGated, token),
            ct
        );
    }

    /// <summary>Takes an alias away. Production stays as it is.</summary>
    public Task<Result<Done>> RemoveAsync(Actor actor, string name, string alias, CancellationToken ct) =>
        runner.RunAsync<Done>(
            actor,
            new Attempt("alias.removed", "model", Permission.WriteRegistry),
            async (context, token) =>
            {
                if (await MlFlowReader.FindAsync(context.Db.Models, name, token) is not { } model)
                {
                    return ModelRefusals.NotFound(name);
                }

                if (
                    await context.Db.ModelAliases.SingleOrDefaultAsync(a => a.Model == model.Name && a.Alias == alias, token)
                    is not { } known
                )
                {
                    return ModelRefusals.AliasNotFound(alias);
                }

                context.Db.ModelAliases.Remove(known);
                await MlFlowStore.TouchAsync(context, model.Name, token);
                context.Append(
                    new AuditEvent("alias.removed", ModelName.Of(model.Name, known.Version), new JsonObject { ["alias"] = known.Alias })
                    {
                        Covers = [model.Name],
                    }
                );
                return Done.Instance;
            },
            ct
        );

    /// <summary>
    /// Gives an alias to a version within an action. One that stands for production is given only to a version that is there.
    /// </summary>
    internal static async Task<Result<Done>> SetAsync(
        ActionContext context,
        string model,
        string name,
        string alias,
        bool isGated,
        CancellationToken ct
    )
    {
        await context.Db.LockModelAsync(model, ct);
        var version = await context.Db.Versions.SingleAsync(v => v.Model == model && v.Version == name, ct);
        if (isGated && version.Stage is not Stage.Production)
        {
            return ModelRefusals.AliasGated(alias, version.Id, $"The version is no longer in production.");
        }

        var known = await context.Db.ModelAliases.SingleOrDefaultAsync(a => a.Model == model && a.Alias == alias, ct);
        if (known?.Version == name)
        {
            return Done.Instance;
        }

        var before = known?.Version;
        if (known is null)
        {
            context.Db.ModelAliases.Add(new ModelAlias(model, alias, name, isGated, context.Access.Actor.Id, context.Now));
        }
        else
        {
            known.MoveTo(name, isGated, context.Access.Actor.Id, context.Now);
        }

        await MlFlowStore.TouchAsync(context, model, ct);
        context.Append(
            new AuditEvent("alias.set", version.Id, new JsonObject { ["alias"] = alias, ["before"] = before }) { Covers = [model] }
        );
        return Done.Instance;
    }

    private static Attempt Trying(string subject) => new("alias.set", subject, Permission.WriteRegistry);
}
