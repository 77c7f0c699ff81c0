using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Operations.Monitoring.Windows;

/// <summary>
/// Asks that a window, a file of labels or a business figure count no more: a wrong year, the wrong file, a reference that was not meant. A
/// second person confirms it (<see cref="DecideMeasurement"/>); until then it counts.
/// </summary>
public sealed class WithdrawMeasurement(ActionRunner runner)
{
    /// <summary>What is asked.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">Name of the version.</param>
    /// <param name="Measurement">What counts no more.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Command(string Model, string Version, MeasurementRef Measurement, string? Reason);

    /// <summary>Runs it.</summary>
    public Task<Result<MeasurementRef>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync(
            actor,
            new Attempt(
                $"{StoredMeasurements.NounOf(command.Measurement.Kind)}.withdrawal-asked",
                command.Measurement.ToString(),
                Permission.WriteMonitoring
            ),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private static async Task<Result<MeasurementRef>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var db = context.Db;
        var (model, version, id, _) = command;
        _ = await db.LockModelAsync(model, ct);
        if (await StoredMeasurements.FindAsync(db, model, version, id, ct) is not { } found)
        {
            return StoredMeasurements.NotFound(id);
        }

        if (found.AskToWithdraw(context.Access, command.Reason, context.Now) is { } refusal)
        {
            return refusal;
        }

        var facts = new JsonObject
        {
            ["model"] = model,
            ["version"] = ModelName.Of(model, version),
            ["reasonSha256"] = found.Reason!.Sha256,
        };
        if (found is MonitoringWindow window)
        {
            facts["role"] = WireName.Of(window.Role);
        }

        context.Append(
            new AuditEvent($"{StoredMeasurements.NounOf(id.Kind)}.withdrawal-asked", id.ToString(), facts)
            {
                Covers = [ModelName.Of(model, version), model],
            }
        );
        return id;
    }
}
