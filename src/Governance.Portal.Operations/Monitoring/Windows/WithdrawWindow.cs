using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Windows;

/// <summary>
/// Asks that a window count no more: a wrong year, the wrong file, a reference that was not meant. A second person confirms it
/// (<see cref="DecideWindow"/>); until then it counts.
/// </summary>
public sealed class WithdrawWindow(ActionRunner runner)
{
    /// <summary>What is asked.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">Name of the version.</param>
    /// <param name="Window">The window.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Command(string Model, string Version, WindowId Window, string? Reason);

    /// <summary>Runs it.</summary>
    public Task<Result<WindowId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync(
            actor,
            new Attempt("window.withdrawal-asked", command.Window.ToString(), Permission.WriteMonitoring),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private static async Task<Result<WindowId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var db = context.Db;
        _ = await db.LockModelAsync(command.Model, ct);
        if (
            await db.AllWindows.SingleOrDefaultAsync(
                w => w.Id == command.Window && w.Model == command.Model && w.Version == command.Version,
                ct
            )
            is not { } window
        )
        {
            return MonitoringRefusals.WindowNotFound;
        }

        if (window.AskToWithdraw(context.Access, command.Reason, context.Now) is { } refusal)
        {
            return refusal;
        }

        context.Append(
            new AuditEvent(
                "window.withdrawal-asked",
                window.Id.ToString(),
                new JsonObject
                {
                    ["version"] = ModelName.Of(window.Model, window.Version),
                    ["role"] = WireName.Of(window.Role),
                    ["reasonSha256"] = window.Reason!.Sha256,
                }
            )
            {
                Covers = [ModelName.Of(window.Model, window.Version), window.Model],
            }
        );
        return window.Id;
    }
}
