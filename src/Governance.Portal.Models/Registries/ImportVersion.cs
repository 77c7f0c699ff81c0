using System.Text.Json;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Models.Registries;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Models.Registries.MlFlow.Actions;
using Governance.Portal.Models.Registry;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registries;

/// <summary>
/// Takes one version of a registry over, with what the registry says of it as evidence and, where the connection is set up for it, its
/// files.
/// </summary>
public sealed class ImportVersion(
    ActionRunner runner,
    RegisterNumberedVersion register,
    AddEvidence evidence,
    ContentStore store,
    ImportRuns runs,
    RegistryConnections connections,
    IEnumerable<IRegistryFiles> files,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IOptions<LimitsOptions> limits,
    TimeProvider clock
)
{
    /// <summary>Imports it.</summary>
    internal async Task RunAsync(
        RegistryConnection from,
        FoundModel there,
        string model,
        VersionReading reading,
        ImportLines lines,
        CancellationToken ct
    )
    {
        if (reading.IsSettled)
        {
            lines.Count(new ImportTally(Versions: 1));
            return;
        }

        var found = reading.Version;
        var taken = await runner.RunAsync(
            RunImports.Job,
            new Attempt("version.registered", model, null),
            (context, token) => TakeAsync(context, from, there, model, found, lines, token),
            ct
        );
        lines.Count(taken.IsDone ? new ImportTally(Versions: 1) : new ImportTally(Versions: 1, Skipped: 1));
        if (taken.Refusal is { } refusal)
        {
            lines.Add(RegistryDifferenceKind.Skipped, there.Name, found.Number, model, refusal.Message);
            return;
        }

        var version = taken.Value;
        var isComplete = await DocumentsAsync(from, there, model, version, found, lines, ct);
        isComplete &= await runs.OfVersionAsync(from, there, (model, version), found, lines, ct);
        if (
            from.Artifacts
            && files.FirstOrDefault(f => f.Kind == from.Kind) is { } fetch
            && await fetch.StoreAsync(from, found, model, version, lines.Count, ct)
        )
        {
            lines.Count(new ImportTally(Artifacts: 1));
        }

        if (isComplete)
        {
            await CompleteAsync(from, there, reading, ct);
        }
    }

    private async Task<Result<string>> TakeAsync(
        ActionContext context,
        RegistryConnection from,
        FoundModel there,
        string model,
        FoundVersion found,
        ImportLines lines,
        CancellationToken ct
    )
    {
        var known = await context
            .Db.ImportedVersions.Where(v => v.Connection == from.Name && v.SourceModel == there.Id && v.SourceId == found.Id)
            .Select(v => v.Version)
            .SingleOrDefaultAsync(ct);
        // Versions that were imported when MLflow servers alone were read are known by their number.
        var numbered = await context
            .Db.MlFlowVersions.Where(v => v.Model == model && v.ServerVersion == found.Number)
            .Select(v => v.Version)
            .SingleOrDefaultAsync(ct);
        if (known is null && numbered is not null && await IsFreeAsync(context, model, numbered, ct))
        {
            context.Db.ImportedVersions.Add(
                new ImportedVersion(from.Name, there.Id, found.Id, found.Number, (model, numbered), context.Now)
            );
            context.Append(ImportModel.FactOf(from, there.Id, model));
            known = numbered;
        }

        if (known is not null)
        {
            return await ImportModel.ChangedTagsAsync(context, model, known, found.Tags, ct) is { } odd ? odd : known;
        }

        var added = await register.AddAsync(
            context,
            model,
            new(model, string.IsNullOrWhiteSpace(found.SourceUri) ? "unknown" : found.SourceUri)
            {
                RunId = found.RunId,
                RunLink = found.RunLink,
                LoggedModel = found.LoggedModel,
                Description = found.Description,
                Tags = [.. found.Tags],
            },
            numbered is null ? found.Number : null,
            ct
        );
        if (added.Refusal is { } refusal)
        {
            return refusal;
        }

        var version = added.Value.Version;
        context.Db.ImportedVersions.Add(new ImportedVersion(from.Name, there.Id, found.Id, found.Number, (model, version), context.Now));
        lines.Count(new ImportTally(NewVersions: 1));
        lines.Add(RegistryDifferenceKind.Added, there.Name, found.Number, model);
        return version;
    }

    private static async Task<bool> IsFreeAsync(ActionContext context, string model, string version, CancellationToken ct) =>
        !await context.Db.ImportedVersions.AnyAsync(v => v.Model == model && v.Version == version, ct);

    // False while it could not be read: it is asked for again next time.
    private async Task<bool> DocumentsAsync(
        RegistryConnection from,
        FoundModel there,
        string model,
        string version,
        FoundVersion found,
        ImportLines lines,
        CancellationToken ct
    )
    {
        HashSet<string> known;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            known =
            [
                .. await db.Evidence.Where(e => e.Model == model && e.Version == version).Select(e => e.Tool).Distinct().ToListAsync(ct),
            ];
        }

        IReadOnlyList<FoundDocument> documents;
        try
        {
            documents = await connections.ReaderOf(from).DocumentsAsync(from, there, found, ct);
        }
        catch (RegistryException e) when (e.IsMissing)
        {
            return true; // runs are deleted more often than models
        }
        catch (RegistryException e) when (e.IsRubbish)
        {
            lines.Count(new ImportTally(Skipped: 1)); // what cannot be read must not stop the rest
            lines.Add(RegistryDifferenceKind.Skipped, there.Name, found.Number, model, e.Message);
            return false;
        }

        foreach (var document in documents.Where(d => !known.Contains(d.Tool)))
        {
            if (await FileAsync(model, version, document, ct) is { } refusal)
            {
                lines.Count(new ImportTally(Skipped: 1));
                lines.Add(RegistryDifferenceKind.Skipped, there.Name, found.Number, model, refusal.Message);
            }
        }

        return true;
    }

    private async Task<Refusal?> FileAsync(string model, string version, FoundDocument document, CancellationToken ct)
    {
        var command = new AddEvidence.Command(
            model,
            version,
            WireName.Of(document.Kind),
            document.Tool,
            CanonicalJson.Time(document.ProducedAt ?? clock.GetUtcNow())
        );
        if (document.FileName is null && document.MediaType is null)
        {
            try
            {
                using var json = JsonDocument.Parse(document.Content);
                return (await evidence.RunAsync(RunImports.Job, command, json.RootElement, ct)).Refusal;
            }
            catch (JsonException)
            {
                return new Refusal("evidence.not-acceptable", $"The registry sent a document that is not JSON.", RefusalKind.Invalid);
            }
        }

        using var stream = new MemoryStream(document.Content.ToArray(), writable: false);
        var received = await store.ReceiveAsync(stream, limits.Value.EvidenceBytes, "Limits__EvidenceBytes", ct);
        if (received.Refusal is { } refused)
        {
            return refused;
        }

        await using var incoming = received.Value;
        var file = new AddEvidence.File(incoming, document.FileName, document.MediaType ?? "application/json");
        return (await evidence.RunAsync(RunImports.Job, command, file, ct)).Refusal;
    }

    private Task<Result<Done>> CompleteAsync(RegistryConnection from, FoundModel there, VersionReading reading, CancellationToken ct) =>
        runner.RunAsync<Done>(
            RunImports.Job,
            new Attempt("version.registered", "registries", null),
            async (context, token) =>
            {
                var row = await context.Db.ImportedVersions.SingleAsync(
                    v => v.Connection == from.Name && v.SourceModel == there.Id && v.SourceId == reading.Version.Id,
                    token
                );
                row.Complete(reading.Complete);
                return Done.Instance;
            },
            ct
        );
}
