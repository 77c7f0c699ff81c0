using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Portal.Models.Registry;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registries.MlFlow.Actions;

/// <summary>What several actions of the facade and of the import do within their transaction.</summary>
internal static class MlFlowStore
{
    /// <summary>Longest name of a model, as in MLflow.</summary>
    public const int MaxName = 256;

    private const int MaxPurpose = 2_000;
    private const int MaxDescription = 5_000;

    /// <summary>Registers a model under a name made elsewhere.</summary>
    /// <param name="context">The action.</param>
    /// <param name="external">The name there; it has been checked to be free.</param>
    /// <param name="display">Name people read.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="owner">Who owns it.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Result<Model>> AddModelAsync(
        ActionContext context,
        string external,
        string display,
        string? description,
        UserId owner,
        CancellationToken ct
    )
    {
        var name = await FreeNameAsync(context.Db, external, ct);
        var facts = new ModelFacts(name)
        {
            ExternalName = external,
            DisplayName = WholeText.Beginning(display, 200),
            Purpose = string.IsNullOrWhiteSpace(description) ? null : description,
        };
        var registered = Model.Register(facts, owner, [], context.Access.Actor.Id, context.Now);
        if (registered.Refusal is { } refusal)
        {
            return refusal;
        }

        RegisterModel.Add(context, registered.Value);
        context.Db.MlFlowModels.Add(new MlFlowModel(name, context.Now));
        return registered.Value;
    }

    /// <summary>A name that is refused, or null.</summary>
    public static Refusal? RefusesName(string name) =>
        name.Length > MaxName || string.IsNullOrWhiteSpace(name) || NameText.Misleads(name)
            ? Refusal.Field(
                "model.external-name-not-allowed",
                "name",
                $"A model's name must have 1 to {MaxName} characters and contain no control characters or line breaks."
            )
            : null;

    /// <summary>A model's description that is refused, or null: it becomes the purpose people read.</summary>
    public static Refusal? RefusesPurpose(string? text) => text?.Length > MaxPurpose ? TooLong(MaxPurpose) : null;

    /// <summary>A version's description that is refused, or null.</summary>
    public static Refusal? RefusesDescription(string? text) => text?.Length > MaxDescription ? TooLong(MaxDescription) : null;

    /// <summary>True when a name elsewhere is another model's, here or there. Names that differ by capitals alone are one name.</summary>
    public static Task<bool> IsTakenAsync(GovernanceDbContext db, string external, string? except, CancellationToken ct) =>
        ModelNames.IsTakenAsync(db, external, except, ct);

    /// <summary>Something of a model changed for MLflow clients.</summary>
    public static async Task TouchAsync(ActionContext context, string model, CancellationToken ct)
    {
        var known = await context.Db.MlFlowModels.FindAsync([model], ct);
        if (known is null)
        {
            context.Db.MlFlowModels.Add(new MlFlowModel(model, context.Now));
        }
        else
        {
            known.Touch(context.Now);
        }
    }

    /// <summary>Something of a version changed for MLflow clients.</summary>
    public static async Task<MlFlowVersion> TouchAsync(ActionContext context, ModelVersion version, CancellationToken ct)
    {
        if (await context.Db.MlFlowVersions.FindAsync([version.Model, version.Version], ct) is { } known)
        {
            known.Touch(context.Now);
            return known;
        }

        var made = new MlFlowVersion(version.Model, version.Version, context.Now);
        context.Db.MlFlowVersions.Add(made);
        return made;
    }

    /// <summary>Sets tags. The caller appends the fact.</summary>
    /// <returns>Why one is not kept, or null.</returns>
    public static async Task<Refusal?> SetTagsAsync(
        ActionContext context,
        string model,
        string version,
        IEnumerable<KeyValuePair<string, string>> tags,
        CancellationToken ct
    )
    {
        var known = await context
            .Db.MlFlowTags.Where(t => t.Model == model && t.Version == version)
            .ToDictionaryAsync(t => t.Key, StringComparer.Ordinal, ct);
        foreach (var (key, value) in tags)
        {
            if (MlFlowTag.MarksPrompt(key, value))
            {
                return ModelRefusals.PromptNotAllowed;
            }

            if (string.IsNullOrWhiteSpace(key) || key.Length > MlFlowTag.MaxKey || value.Length > MlFlowTag.MaxValue)
            {
                return ModelRefusals.TagNotAllowed(
                    $"A tag must have a key of 1 to {MlFlowTag.MaxKey} characters and a value of at most {MlFlowTag.MaxValue}."
                );
            }

            if (known.TryGetValue(key, out var tag))
            {
                tag.Value = value;
            }
            else if (known.Count >= MlFlowTag.Most)
            {
                return ModelRefusals.TagNotAllowed($"A model or version can have at most {MlFlowTag.Most} tags.");
            }
            else
            {
                context.Db.MlFlowTags.Add(known[key] = new MlFlowTag(model, version, key, value));
            }
        }

        return null;
    }

    /// <summary>The fact that a tag was set or removed. The log cannot forget, so it holds digests of a stranger's text.</summary>
    public static AuditEvent TagFact(string action, string model, string? version, string key, string? value) =>
        new(
            action,
            version is null ? model : ModelName.Of(model, version),
            new JsonObject
            {
                ["keySha256"] = Sha256Hex.Of(Encoding.UTF8.GetBytes(key)),
                ["valueSha256"] = value is null ? null : Sha256Hex.Of(Encoding.UTF8.GetBytes(value)),
            }
        )
        {
            Covers = [model],
        };

    private static Refusal TooLong(int most) =>
        Refusal.Field("model.description-too-long", "description", $"A description can have at most {most} characters.");

    private static async Task<string> FreeNameAsync(GovernanceDbContext db, string external, CancellationToken ct)
    {
        for (var number = 1; ; number++)
        {
            var name = ModelName.Suggest(external, number);
            if (!await ModelNames.IsTakenAsync(db, name, except: null, ct))
            {
                return name;
            }
        }
    }
}
