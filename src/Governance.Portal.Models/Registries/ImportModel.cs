using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Domain.Models.Registries;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Models.Registries.MlFlow.Actions;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registries;

/// <summary>
/// Takes one model of a registry over: registers it and its versions, their tags, aliases and documents. What is known by connection and id
/// is recognised, so doing it again changes only what changed there. Aliases and stages that stand for production are claims of the
/// registry
/// and move nothing here.
/// </summary>
public sealed class ImportModel(
    ActionRunner runner,
    RegistryConnections connections,
    ReadModel read,
    ImportVersion versions,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
{
    /// <summary>Imports it.</summary>
    /// <param name="from">The connection.</param>
    /// <param name="import">The import.</param>
    /// <param name="found">The model as the registry lists it.</param>
    /// <param name="lines">Told what was done, also when it ends early.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RegistryException">The registry could not be read to the end.</exception>
    internal async Task RunAsync(
        RegistryConnection from,
        RegistryImportId import,
        FoundModel found,
        ImportLines lines,
        CancellationToken ct
    )
    {
        if (Refuses(found) is { } odd)
        {
            Skip(lines, found, odd);
            return;
        }

        // First read, then registered: what cannot be read leaves no half model.
        var reading = await read.RunAsync(from, found, ct);
        var taken = await runner.RunAsync(
            RunImports.Job,
            new Attempt("registry.model-imported", "registries", null),
            (context, token) => TakeAsync(context, from, found, lines, token),
            ct
        );
        if (taken.Refusal is { } refusal)
        {
            if (refusal.Kind is RefusalKind.Invalid || refusal.Code == "model.external-name-taken")
            {
                Skip(lines, found, refusal); // it cannot be kept under any circumstances
                return;
            }

            throw new RegistryException(refusal.Message) { IsFinal = refusal.Code == "mlflow.owner-missing" };
        }

        lines.Count(new ImportTally(Models: 1));
        var model = taken.Value;
        foreach (var version in reading.Versions)
        {
            await versions.RunAsync(from, found, model, version, lines, ct);
        }

        await AliasesAsync(from, model, reading, lines, ct);
        await NoteAsync(from, import, model, reading, lines, ct);
    }

    /// <summary>Why a model of a registry is never taken over, or null.</summary>
    internal static Refusal? Refuses(FoundModel found) =>
        found.Id.Length > ImportedModel.MaxId ? ModelRefusals.SourceIdTooLong(ImportedModel.MaxId)
        : IsPrompt(found) ? ModelRefusals.PromptNotAllowed
        : MlFlowStore.RefusesName(found.Name);

    /// <summary>True for a prompt that a registry lists among its models.</summary>
    internal static bool IsPrompt(FoundModel found) => found.Tags.Any(t => MlFlowTag.MarksPrompt(t.Key, t.Value));

    /// <summary>Notes that it is not taken over, and why.</summary>
    internal static void Skip(ImportLines lines, FoundModel found, Refusal why)
    {
        lines.Count(new ImportTally(Models: 1, Skipped: 1));
        lines.Add(RegistryDifferenceKind.Skipped, found.Name, detail: why.Message);
    }

    private static async Task<Result<string>> TakeAsync(
        ActionContext context,
        RegistryConnection from,
        FoundModel found,
        ImportLines lines,
        CancellationToken ct
    )
    {
        if (await KnownAsync(context, from, found, ct) is { } known)
        {
            return await ChangedTagsAsync(context, known, "", found.Tags, ct) ?? Result<string>.Done(known);
        }

        if (await People.ByEmailAsync(context.Db, from.Owner, ct) is not { } owner || !owner.IsActive(context.Now))
        {
            return MlFlowRefusals.OwnerMissing(from.Name);
        }

        // Two registries may have models of one name: the second is told apart by its connection.
        var isTaken = await MlFlowStore.IsTakenAsync(context.Db, found.Name, except: null, ct);
        var external = isTaken ? $"{found.Name} ({from.Name})" : found.Name;
        if (await MlFlowStore.IsTakenAsync(context.Db, external, except: null, ct))
        {
            return ModelRefusals.ExternalNameTaken(external);
        }

        var added = await MlFlowStore.AddModelAsync(context, external, found.Name, found.Description, owner.UserId, ct);
        if (added.Refusal is { } refusal)
        {
            return refusal;
        }

        var model = added.Value.Name;
        (await context.Db.MlFlowModels.FindAsync([model], ct))!.ComesFrom(from.Name, found.Id);
        context.Db.ImportedModels.Add(new ImportedModel(from.Name, found.Id, found.Name, model, context.Now));
        context.Append(FactOf(from, found.Id, model));
        lines.Count(new ImportTally(NewModels: 1));
        lines.Add(RegistryDifferenceKind.Added, found.Name, knownAs: model);
        if (isTaken)
        {
            lines.Add(
                RegistryDifferenceKind.Conflict,
                found.Name,
                knownAs: model,
                detail: "Another model here already has this name. Both are kept; the name of its registry was added to this one."
            );
        }

        return await MlFlowStore.SetTagsAsync(context, model, "", found.Tags, ct) is { } odd ? odd : model;
    }

    /// <summary>That a model of a registry is one here, or has another name or number there.</summary>
    internal static AuditEvent FactOf(RegistryConnection from, string id, string model) =>
        new(
            "registry.model-imported",
            model,
            new JsonObject { ["connection"] = from.Name, ["idSha256"] = Sha256Hex.Of(Encoding.UTF8.GetBytes(id)) }
        );

    // Models that were imported when MLflow servers alone were read are known by server and name.
    private static async Task<string?> KnownAsync(ActionContext context, RegistryConnection from, FoundModel found, CancellationToken ct)
    {
        var known = await context
            .Db.ImportedModels.Where(m => m.Connection == from.Name && m.SourceId == found.Id)
            .Select(m => m.Model)
            .SingleOrDefaultAsync(ct);
        if (known is not null)
        {
            return known;
        }

        var before = await context
            .Db.MlFlowModels.Where(m => m.Server == from.Name && m.ServerName == found.Id)
            .Select(m => m.Model)
            .SingleOrDefaultAsync(ct);
        if (before is not null)
        {
            context.Db.ImportedModels.Add(new ImportedModel(from.Name, found.Id, found.Name, before, context.Now));
            context.Append(FactOf(from, found.Id, before));
        }

        return before;
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

    // An alias that a person gave to a version here stays there: of the two sides the portal counts.
    private async Task AliasesAsync(RegistryConnection from, string model, ModelReading reading, ImportLines lines, CancellationToken ct)
    {
        var wanted = reading.Aliases.Where(a => ModelAlias.IsAlias(a.Key) && !from.IsGated(a.Key)).ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        Dictionary<string, (string Version, string SetBy)> here;
        Dictionary<string, string> versionsHere;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            here = await db
                .ModelAliases.AsNoTracking()
                .Where(a => a.Model == model)
                .ToDictionaryAsync(a => a.Alias, a => (a.Version, a.SetBy), StringComparer.Ordinal, ct);
            versionsHere = await db
                .ImportedVersions.AsNoTracking()
                .Where(v => v.Connection == from.Name && v.SourceModel == reading.Model.Id)
                .ToDictionaryAsync(v => v.SourceId, v => v.Version, StringComparer.Ordinal, ct);
        }

        foreach (var (alias, target) in wanted)
        {
            if (!versionsHere.TryGetValue(target.Version.Id, out var version) || here.GetValueOrDefault(alias).Version == version)
            {
                continue;
            }

            if (here.TryGetValue(alias, out var set) && !RunImports.IsOurs(set.SetBy))
            {
                if (reading.IsChanged || reading.Known is null)
                {
                    lines.Add(
                        RegistryDifferenceKind.Conflict,
                        reading.Model.Name,
                        target.Version.Number,
                        model,
                        $"The alias {alias} was assigned to version {set.Version} here and stays with it: "
                            + "where the two differ, the portal takes precedence."
                    );
                }

                continue;
            }

            await runner.RunAsync(
                RunImports.Job,
                new Attempt("alias.set", model, null),
                (context, token) => ChangeAlias.SetAsync(context, model, version, alias, isGated: false, token),
                ct
            );
        }
    }

    private async Task NoteAsync(
        RegistryConnection from,
        RegistryImportId import,
        string model,
        ModelReading reading,
        ImportLines lines,
        CancellationToken ct
    )
    {
        var writer = connections.WriterOf(from);
        var noted = await runner.RunAsync<Done>(
            RunImports.Job,
            new Attempt("registry.model-imported", model, null),
            async (context, token) =>
            {
                var known = await context.Db.ImportedModels.SingleAsync(
                    m => m.Connection == from.Name && m.SourceId == reading.Model.Id,
                    token
                );
                var isNamedAnew = known.SourceName != reading.Model.Name;
                if (known.See(reading.Model.Name, reading.Sha256, import, context.Now))
                {
                    lines.Count(new ImportTally(Changed: 1));
                    lines.Add(RegistryDifferenceKind.Changed, reading.Model.Name, knownAs: model, detail: await AgainstAsync());
                }

                var rows = await context
                    .Db.ImportedVersions.Where(v => v.Connection == from.Name && v.SourceModel == reading.Model.Id)
                    .ToDictionaryAsync(v => v.SourceId, StringComparer.Ordinal, token);
                var written = writer is null
                    ? []
                    : await context
                        .Db.RegistryWrites.AsNoTracking()
                        .Where(w => w.Connection == from.Name && w.Model == model && w.State == RegistryWriteState.Written && w.IsApproved)
                        .OrderBy(w => w.WrittenAt)
                        .ThenBy(w => w.Version)
                        .Select(w => w.Version)
                        .ToListAsync(token);
                foreach (var version in reading.Versions.Where(v => rows.ContainsKey(v.Version.Id)))
                {
                    var row = rows[version.Version.Id];
                    isNamedAnew |= row.Number != version.Version.Number;
                    if (row.See(version.Version.Number, version.Sha256, import, context.Now))
                    {
                        lines.Count(new ImportTally(Changed: 1));
                        lines.Add(RegistryDifferenceKind.Changed, reading.Model.Name, version.Version.Number, model);
                    }

                    // Where one version at a time can be marked as approved, the one written last is.
                    var shows = writer is { MarksSeveral: true }
                        ? written.Contains(row.Version)
                        : written.Count > 0 && written[^1] == row.Version;
                    row.Claim(ClaimOf(from, reading, version), shows ? writer!.IsAsWritten(from, version.Version, isApproved: true) : null);
                }

                foreach (var gone in reading.Missed.Where(m => m.GoneAt is null && rows.ContainsKey(m.SourceId)))
                {
                    rows[gone.SourceId].Vanish(context.Now);
                    rows[gone.SourceId].Claim(null, null);
                    lines.Count(new ImportTally(Gone: 1));
                    lines.Add(RegistryDifferenceKind.Gone, reading.Model.Name, gone.Number, model);
                }

                // By name and number an approval is written there: a change of these is one that the log states.
                if (isNamedAnew)
                {
                    context.Append(FactOf(from, reading.Model.Id, model));
                }

                return Done.Instance;

                async Task<string?> AgainstAsync() =>
                    reading.Model.Description is { Length: > 0 } there
                    && await context.Db.Models.Where(m => m.Name == model).Select(m => m.Purpose).SingleAsync(token) != there
                        ? "The description there differs from the purpose here. The purpose takes precedence."
                        : null;
            },
            ct
        );
        if (noted.Refusal is { } refusal)
        {
            throw new RegistryException(refusal.Message);
        }
    }

    private static string? ClaimOf(RegistryConnection from, ModelReading reading, VersionReading version)
    {
        var aliases = reading
            .Aliases.Where(a => from.IsGated(a.Key) && a.Value.Version.Id == version.Version.Id)
            .Select(a => a.Key)
            .Order(StringComparer.Ordinal)
            .ToList();
        return aliases.Count > 0 ? WholeText.Beginning(string.Join(", ", aliases), 300)
            : version.Version.ClaimsProduction ? WholeText.Beginning(version.Version.Stage ?? "production", 300)
            : null;
    }
}
