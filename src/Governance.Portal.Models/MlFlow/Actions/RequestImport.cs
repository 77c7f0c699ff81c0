using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models.MlFlow;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.MlFlow.Actions;

/// <summary>Asks for an import from a server that is set up, and stops one.</summary>
public sealed class RequestImport(ActionRunner runner, IOptions<MlFlowOptions> options, DatabaseClock time)
{
    /// <summary>Asks for one.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="server">Name of the server.</param>
    /// <param name="model">One model, by its name there; null for all.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<MlFlowImportId>> RunAsync(Actor actor, string? server, string? model, CancellationToken ct) =>
        runner.RunAsync<MlFlowImportId>(
            actor,
            new Attempt("mlflow.import-requested", "mlflow", Permission.Administer),
            async (context, token) =>
            {
                if (options.Value.Server(server ?? "") is not { } known)
                {
                    return MlFlowRefusals.ServerUnknown(server ?? "");
                }

                var only = string.IsNullOrWhiteSpace(model) ? null : model;
                if (only is not null && MlFlowStore.RefusesName(only) is { } odd)
                {
                    return odd;
                }

                var running = await context
                    .Db.MlFlowImports.Where(i =>
                        i.Server == known.Name
                        && i.Only == only
                        && (i.State == MlFlowImportState.Queued || i.State == MlFlowImportState.Running)
                    )
                    .FirstOrDefaultAsync(token);
                return running is not null
                    ? MlFlowRefusals.ImportRunning(running.Id)
                    : (await AddAsync(context, time, known.Name, only, token)).Id;
            },
            ct
        );

    /// <summary>Stops one; what was read stays.</summary>
    public Task<Result<MlFlowImportId>> CancelAsync(Actor actor, MlFlowImportId id, CancellationToken ct) =>
        runner.RunAsync<MlFlowImportId>(
            actor,
            new Attempt("mlflow.import-cancelled", id.ToString(), Permission.Administer),
            async (context, token) =>
            {
                if (await context.Db.MlFlowImports.SingleOrDefaultAsync(i => i.Id == id, token) is not { } import)
                {
                    return MlFlowRefusals.ImportNotFound;
                }

                if (import.Cancel(await time.NowAsync(context.Db, token)) is { } refusal)
                {
                    return refusal;
                }

                context.Append(new AuditEvent("mlflow.import-cancelled", id.ToString(), new JsonObject { ["server"] = import.Server }));
                return id;
            },
            ct
        );

    /// <summary>Puts one into the queue within an action.</summary>
    internal static async Task<MlFlowImport> AddAsync(
        ActionContext context,
        DatabaseClock time,
        string server,
        string? only,
        CancellationToken ct
    )
    {
        var import = MlFlowImport.Ask(
            await context.Db.NextIdAsync<MlFlowImportId>(ct),
            server,
            only,
            context.Access.Actor.Id,
            await time.NowAsync(context.Db, ct)
        );
        context.Db.MlFlowImports.Add(import);
        context.Append(
            new AuditEvent(
                "mlflow.import-requested",
                import.Id.ToString(),
                new JsonObject { ["server"] = server, ["onlySha256"] = only is null ? null : Sha256Hex.Of(Encoding.UTF8.GetBytes(only)) }
            )
        );
        return import;
    }
}
