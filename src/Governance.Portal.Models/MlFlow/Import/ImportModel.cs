using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Models.MlFlow.Actions;
using Governance.Portal.Models.Registries;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.MlFlow.Import;

/// <summary>
/// Takes one model of a server over: registers it and its versions, their tags, aliases and what their runs measured. What is known by
/// server, name and version is recognised, so doing it again changes only what changed there. Aliases and stages that stand for production
/// are claims of the server and move nothing here.
/// </summary>
public sealed class ImportModel(ActionRunner runner, ServerReader server, ImportVersion versions, IOptions<MlFlowOptions> options)
{
    private const int MaxVersions = 10_000;
    private const int MaxAliases = 500;

    /// <summary>Imports it.</summary>
    /// <param name="from">The server.</param>
    /// <param name="given">The model as the server lists it.</param>
    /// <param name="counted">Told what was done, also when it ends early.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ServerException">The server could not be read to the end.</exception>
    internal async Task RunAsync(MlFlowServer from, JsonElement given, Action<ImportTally> counted, CancellationToken ct)
    {
        if (given.Text("name", MlFlowStore.MaxName + 1) is not { } name || MlFlowStore.RefusesName(name) is not null)
        {
            counted(new ImportTally(Models: 1, Skipped: 1));
            return;
        }

        var model = await runner.RunAsync(
            HandleMlFlowWebhook.Job,
            new Attempt("mlflow.model-imported", "mlflow", null),
            (context, token) => TakeAsync(context, from, name, given, counted, token),
            ct
        );
        if (model.Refusal is { } refusal)
        {
            if (refusal.Kind is RefusalKind.Invalid || refusal.Code == "model.external-name-taken")
            {
                counted(new ImportTally(Models: 1, Skipped: 1)); // it cannot be kept under any circumstances
                return;
            }

            throw new ServerException(refusal.Message) { IsFinal = refusal.Code == "mlflow.owner-missing" };
        }

        counted(new ImportTally(Models: 1));
        foreach (var version in await VersionsAsync(from, name, ct))
        {
            await versions.RunAsync(from, model.Value, version, counted, ct);
        }

        await AliasesAsync(model.Value, given, ct);
    }

    private static async Task<Result<string>> TakeAsync(
        ActionContext context,
        MlFlowServer from,
        string name,
        JsonElement given,
        Action<ImportTally> counted,
        CancellationToken ct
    )
    {
        var tags = given.Pairs("tags", MlFlowTag.MaxKey, MlFlowTag.MaxValue, MlFlowTag.Most);
        var known = await context.Db.MlFlowModels.SingleOrDefaultAsync(m => m.Server == from.Name && m.ServerName == name, ct);
        if (known is not null)
        {
            return await ChangedTagsAsync(context, known.Model, "", tags, ct) ?? Result<string>.Done(known.Model);
        }

        if (await People.ByEmailAsync(context.Db, from.Owner, ct) is not { } owner || !owner.IsActive(context.Now))
        {
            return MlFlowRefusals.OwnerMissing(from.Name);
        }

        // Two servers may have models of one name: the second is told apart by its server.
        var external = await MlFlowStore.IsTakenAsync(context.Db, name, except: null, ct) ? $"{name} ({from.Name})" : name;
        if (await MlFlowStore.IsTakenAsync(context.Db, external, except: null, ct))
        {
            return ModelRefusals.ExternalNameTaken(external);
        }

        var added = await MlFlowStore.AddModelAsync(context, external, name, given.Text("description", 2_000), owner.UserId, ct);
        if (added.Refusal is { } refusal)
        {
            return refusal;
        }

        var model = added.Value.Name;
        (await context.Db.MlFlowModels.FindAsync([model], ct))!.ComesFrom(from.Name, name);
        context.Append(
            new AuditEvent(
                "mlflow.model-imported",
                model,
                new JsonObject { ["server"] = from.Name, ["nameSha256"] = Sha256Hex.Of(Encoding.UTF8.GetBytes(name)) }
            )
        );
        counted(new ImportTally(NewModels: 1));
        return await MlFlowStore.SetTagsAsync(context, model, "", tags, ct) is { } odd ? odd : model;
    }

    /// <summary>Sets the tags that differ, within an action.</summary>
    /// <returns>Why they are not kept, or null.</returns>
    internal static async Task<Refusal?> ChangedTagsAsync(
        ActionContext context,
        string model,
        string version,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken ct
    )
    {
        var known = await context
            .Db.MlFlowTags.Where(t => t.Model == model && t.Version == version)
            .ToDictionaryAsync(t => t.Key, t => t.Value, StringComparer.Ordinal, ct);
        var changed = tags.Where(t => !known.TryGetValue(t.Key, out var value) || value != t.Value).ToList();
        if (changed.Count == 0)
        {
            return null;
        }

        context.Append(
            MlFlowStore.TagFact(
                "tag.set",
                model,
                version.Length == 0 ? null : version,
                string.Join('\n', changed.Select(c => c.Key)),
                string.Join('\n', changed.Select(c => c.Value))
            )
        );
        await MlFlowStore.TouchAsync(context, model, ct);
        return await MlFlowStore.SetTagsAsync(context, model, version, changed, ct);
    }

    // Oldest first, so that numbers stay what they are on the server.
    private async Task<IReadOnlyList<JsonElement>> VersionsAsync(MlFlowServer from, string name, CancellationToken ct)
    {
        var found = new SortedDictionary<int, JsonElement>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var size = options.Value.PageSize.ToString(System.Globalization.CultureInfo.InvariantCulture);
        for (string? token = null; ; )
        {
            var page = await server.GetAsync(
                from,
                "model-versions/search",
                [("filter", $"name='{name.Replace("'", "''", StringComparison.Ordinal)}'"), ("max_results", size), ("page_token", token)],
                ct
            );
            foreach (var version in page.List("model_versions"))
            {
                // A server that knows no filter would give other models' versions.
                if (version.Version() is { } number && version.Text("name", MlFlowStore.MaxName + 1) == name)
                {
                    found[number] = version;
                }
            }

            if (found.Count > MaxVersions)
            {
                return [.. found.Values]; // more than that nobody governs one by one
            }

            if ((token = page.NextPage()) is null)
            {
                return [.. found.Values];
            }

            if (!seen.Add(token))
            {
                throw new ServerException("The server gives out the same page of versions again and again.");
            }
        }
    }

    private async Task AliasesAsync(string model, JsonElement given, CancellationToken ct)
    {
        foreach (var item in given.List("aliases").Take(MaxAliases))
        {
            if (
                item.Text("alias", 256) is not { } alias
                || !ModelAlias.IsAlias(alias)
                || options.Value.IsGated(alias)
                || item.Version() is not { } number
            )
            {
                continue;
            }

            var there = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await runner.RunAsync(
                HandleMlFlowWebhook.Job,
                new Attempt("alias.set", model, null),
                async (context, token) =>
                    await context
                        .Db.MlFlowVersions.Where(v => v.Model == model && v.ServerVersion == there)
                        .Select(v => v.Version)
                        .SingleOrDefaultAsync(token)
                        is { } version
                        ? await ChangeAlias.SetAsync(context, model, version, alias, isGated: false, token)
                        : Done.Instance,
                ct
            );
        }
    }
}
