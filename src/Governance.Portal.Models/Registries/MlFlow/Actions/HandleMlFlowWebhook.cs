using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Domain.Models.Registries;
using Governance.Portal.Kernel.Api;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registries.MlFlow.Actions;

/// <summary>
/// Notes what an MLflow server says happened, once for each delivery. It is a claim of the server: nothing follows from it but a look at
/// that model on that server.
/// </summary>
public sealed class HandleMlFlowWebhook(ActionRunner runner, IOptions<MlFlowOptions> options, DatabaseClock time)
{
    private const int ForgottenAtOnce = 100;

    internal static readonly Actor Job = Actor.OfJob("mlflow");

    // Events about prompts and budgets are none of a model.
    private static readonly string[] s_known =
    [
        "registered_model.created",
        "model_version.created",
        "model_version_tag.set",
        "model_version_tag.deleted",
        "model_version_alias.created",
        "model_version_alias.deleted",
    ];

    /// <summary>A call.</summary>
    /// <param name="Delivery">Id of the delivery.</param>
    /// <param name="Event">Entity and action: <c>model_version.created</c>.</param>
    /// <param name="Name">The model's name on the server.</param>
    /// <param name="Version">Number of the version there.</param>
    public sealed record Call(string Delivery, string Event, string? Name, string? Version);

    /// <summary>Runs the action.</summary>
    public Task<Result<HookReceipt>> RunAsync(Call call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        return runner.RunAsync<HookReceipt>(
            Job,
            new Attempt("mlflow.event-noted", "mlflow", null),
            async (context, token) =>
            {
                if (await context.Db.MlFlowDeliveries.AnyAsync(d => d.Id == call.Delivery, token))
                {
                    return new HookReceipt("known");
                }

                context.Db.MlFlowDeliveries.Add(new MlFlowDelivery { Id = call.Delivery, At = context.Now });
                await ForgetAsync(context, token);
                if (call.Name is not { Length: <= MlFlowStore.MaxName } name || !s_known.Contains(call.Event, StringComparer.Ordinal))
                {
                    return new HookReceipt("ignored");
                }

                var server = options.Value.WebhookServer;
                var subject = await SubjectAsync(context, server, name, call.Version, token);
                context.Append(
                    new AuditEvent(
                        "mlflow.event-noted",
                        subject,
                        new JsonObject
                        {
                            ["event"] = call.Event,
                            ["server"] = server.Length > 0 ? server : null,
                            ["nameSha256"] = Sha256Hex.Of(Encoding.UTF8.GetBytes(name)),
                            ["versionSha256"] = call.Version is null ? null : Sha256Hex.Of(Encoding.UTF8.GetBytes(call.Version)),
                        }
                    )
                );
                if (server.Length == 0)
                {
                    return new HookReceipt("noted");
                }

                var waiting = await context
                    .Db.RegistryImports.Where(i =>
                        i.Connection == server && !i.IsDryRun && i.Only == name && i.State == RegistryImportState.Queued
                    )
                    .FirstOrDefaultAsync(token);
                waiting ??= await RequestImport.AddAsync(context, time, server, name, isDryRun: false, token);
                return new HookReceipt("queued", waiting.Id.ToString());
            },
            ct
        );
    }

    // Older ones would be refused for their time.
    private static async Task ForgetAsync(ActionContext context, CancellationToken ct)
    {
        var old = context.Now - (3 * MlFlowDelivery.Window);
        context.Db.MlFlowDeliveries.RemoveRange(
            await context
                .Db.MlFlowDeliveries.Where(d => d.At < old)
                .OrderBy(d => d.At)
                .ThenBy(d => d.Id)
                .Take(ForgottenAtOnce)
                .ToListAsync(ct)
        );
    }

    private static async Task<string> SubjectAsync(ActionContext context, string server, string name, string? version, CancellationToken ct)
    {
        var model = await context
            .Db.MlFlowModels.AsNoTracking()
            .Where(m => m.Server == server && m.ServerName == name)
            .Select(m => m.Model)
            .FirstOrDefaultAsync(ct);
        if (model is null)
        {
            return "mlflow";
        }

        var known = await context
            .Db.MlFlowVersions.AsNoTracking()
            .Where(v => v.Model == model && v.ServerVersion == version && version != null)
            .Select(v => v.Version)
            .FirstOrDefaultAsync(ct);
        return known is null ? model : ModelName.Of(model, known);
    }
}
