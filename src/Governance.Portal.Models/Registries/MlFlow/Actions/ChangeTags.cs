using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Models.Registries.MlFlow.Search;

namespace Governance.Portal.Models.Registries.MlFlow.Actions;

/// <summary>Sets and removes tags of models and versions. They are text: no gate and no policy reads them.</summary>
public sealed class ChangeTags(ActionRunner runner)
{
    private sealed record Place(string Model, string Version, ModelVersion? Of);

    /// <summary>Sets a tag.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="name">The model's name in MLflow.</param>
    /// <param name="number">The version; null for the model itself.</param>
    /// <param name="key">What the tag is called.</param>
    /// <param name="value">What it says.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Done>> SetAsync(Actor actor, string name, int? number, string key, string value, CancellationToken ct) =>
        runner.RunAsync<Done>(
            actor,
            new Attempt("tag.set", "model", Permission.WriteRegistry),
            async (context, token) =>
            {
                var found = await FindAsync(context, name, number, token);
                if (found.Refusal is { } unknown)
                {
                    return unknown;
                }

                var place = found.Value;
                if (
                    await MlFlowStore.SetTagsAsync(context, place.Model, place.Version, [KeyValuePair.Create(key, value)], token) is
                    { } refusal
                )
                {
                    return refusal;
                }

                await TouchAsync(context, place, token);
                context.Append(MlFlowStore.TagFact("tag.set", place.Model, place.Of?.Version, key, value));
                return Done.Instance;
            },
            ct
        );

    /// <summary>Removes a tag.</summary>
    public Task<Result<Done>> RemoveAsync(Actor actor, string name, int? number, string key, CancellationToken ct) =>
        runner.RunAsync<Done>(
            actor,
            new Attempt("tag.removed", "model", Permission.WriteRegistry),
            async (context, token) =>
            {
                var found = await FindAsync(context, name, number, token);
                if (found.Refusal is { } unknown)
                {
                    return unknown;
                }

                var place = found.Value;
                if (await context.Db.MlFlowTags.FindAsync([place.Model, place.Version, key], token) is not { } tag)
                {
                    return ModelRefusals.TagNotFound(key);
                }

                context.Db.MlFlowTags.Remove(tag);
                await TouchAsync(context, place, token);
                context.Append(MlFlowStore.TagFact("tag.removed", place.Model, place.Of?.Version, key, null));
                return Done.Instance;
            },
            ct
        );

    private static async Task<Result<Place>> FindAsync(ActionContext context, string name, int? number, CancellationToken ct)
    {
        if (number is { } wanted)
        {
            var found = await MlFlowReader.FindAsync(context.Db, name, wanted, ct);
            return found.Refusal is { } refusal ? refusal : new Place(found.Value.Model, found.Value.Version, found.Value);
        }

        return await MlFlowReader.FindAsync(context.Db.Models, name, ct) is { } model
            ? new Place(model.Name, "", null)
            : ModelRefusals.NotFound(name);
    }

    private static async Task TouchAsync(ActionContext context, Place place, CancellationToken ct)
    {
        await MlFlowStore.TouchAsync(context, place.Model, ct);
        if (place.Of is { } version)
        {
            await MlFlowStore.TouchAsync(context, version, ct);
        }
    }
}
