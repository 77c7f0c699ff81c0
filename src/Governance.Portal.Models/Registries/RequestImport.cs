using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Domain.Models.Registries;
using Governance.Portal.Models.Registries.MlFlow.Actions;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registries;

/// <summary>Asks for an import from a registry that is set up, or for a dry run of one, and stops one.</summary>
public sealed class RequestImport(ActionRunner runner, RegistryConnections connections, DatabaseClock time)
{
    /// <summary>Asks for one.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="connection">Name of the registry.</param>
    /// <param name="model">One model, by its id there; null for all.</param>
    /// <param name="isDryRun">True to learn what it would do, and do nothing.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<RegistryImportId>> RunAsync(Actor actor, string? connection, string? model, bool isDryRun, CancellationToken ct) =>
        runner.RunAsync<RegistryImportId>(
            actor,
            new Attempt("registry.import-requested", "registries", Permission.Administer),
            async (context, token) =>
            {
                if (connections.Find(connection) is not { } known)
                {
                    return MlFlowRefusals.ServerUnknown(connection ?? "");
                }

                var only = string.IsNullOrWhiteSpace(model) ? null : model;
                if (only is not null && RefusesId(only) is { } odd)
                {
                    return odd;
                }

                var running = await context
                    .Db.RegistryImports.Where(i =>
                        i.Connection == known.Name
                        && i.Only == only
                        && i.IsDryRun == isDryRun
                        && (i.State == RegistryImportState.Queued || i.State == RegistryImportState.Running)
                    )
                    .FirstOrDefaultAsync(token);
                return running is not null
                    ? MlFlowRefusals.ImportRunning(running.Id)
                    : (await AddAsync(context, time, known.Name, only, isDryRun, token)).Id;
            },
            ct
        );

    /// <summary>Stops one; what was read stays.</summary>
    public Task<Result<RegistryImportId>> CancelAsync(Actor actor, RegistryImportId id, CancellationToken ct) =>
        runner.RunAsync<RegistryImportId>(
            actor,
            new Attempt("registry.import-cancelled", id.ToString(), Permission.Administer),
            async (context, token) =>
            {
                if (await context.Db.RegistryImports.SingleOrDefaultAsync(i => i.Id == id, token) is not { } import)
                {
                    return MlFlowRefusals.ImportNotFound;
                }

                if (import.Cancel(await time.NowAsync(context.Db, token)) is { } refusal)
                {
                    return refusal;
                }

                context.Append(
                    new AuditEvent("registry.import-cancelled", id.ToString(), new JsonObject { ["connection"] = import.Connection })
                    {
                        Covers = [RegistriesPage.List],
                    }
                );
                return id;
            },
            ct
        );

    /// <summary>Puts one into the queue within an action.</summary>
    internal static async Task<RegistryImport> AddAsync(
        ActionContext context,
        DatabaseClock time,
        string connection,
        string? only,
        bool isDryRun,
        CancellationToken ct
    )
    {
        var import = RegistryImport.Ask(
            await context.Db.NextIdAsync<RegistryImportId>(ct),
            connection,
            only,
            isDryRun,
            context.Access.Actor.Id,
            await time.NowAsync(context.Db, ct)
        );
        context.Db.RegistryImports.Add(import);
        context.Append(
            new AuditEvent(
                "registry.import-requested",
                import.Id.ToString(),
                new JsonObject
                {
                    ["connection"] = connection,
                    ["onlySha256"] = only is null ? null : Sha256Hex.Of(Encoding.UTF8.GetBytes(only)),
                    ["isDryRun"] = isDryRun,
                }
            )
            {
                Covers = [RegistriesPage.List],
            }
        );
        return import;
    }

    private static Refusal? RefusesId(string id) =>
        id.Length > ImportedModel.MaxId
            ? ModelRefusals.NotFound(id[..100])
            : MlFlowStore.RefusesName(WholeText.Beginning(id, MlFlowStore.MaxName));
}
