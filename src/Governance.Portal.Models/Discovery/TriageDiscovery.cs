using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Discovery;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Discovery;

/// <summary>Decides about something that a scan found: it belongs to a registered model, needs no registration, or must go.</summary>
public sealed class TriageDiscovery(ActionRunner runner)
{
    /// <summary>What is decided.</summary>
    /// <param name="Id">The discovery, as the caller wrote it.</param>
    /// <param name="Outcome">Wire name of the state.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="RegisteredAs">The model it belongs to.</param>
    public sealed record Command(string Id, string? Outcome, string? Reason, string? RegisteredAs);

    /// <summary>Runs it.</summary>
    public Task<Result<DiscoveryView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        var id = DisplayId.TryParse<DiscoveryId>(command.Id, out var named) ? named : default;
        return runner.RunAsync<DiscoveryView>(
            actor,
            new Attempt("discovery.triaged", id.ToString(), Permission.TriageDiscoveries) { Decides = true },
            (context, token) => DecideAsync(context, id, command, token),
            ct
        );
    }

    private static async Task<Result<DiscoveryView>> DecideAsync(
        ActionContext context,
        DiscoveryId id,
        Command command,
        CancellationToken ct
    )
    {
        if (await context.Db.Discoveries.SingleOrDefaultAsync(d => d.Id == id, ct) is not { } item)
        {
            return DiscoveryRefusals.NotFound;
        }

        if (!WireName.TryParse<DiscoveryState>(command.Outcome, out var outcome))
        {
            return DiscoveryRefusals.OutcomeUnknown;
        }

        var model = command.RegisteredAs?.Trim();
        if (outcome is DiscoveryState.Registered)
        {
            model =
                model is not null && ModelName.IsModel(model)
                    ? await context.Db.Models.Where(m => m.Name == model).Select(m => m.Name).FirstOrDefaultAsync(ct)
                    : null;
        }

        var by = (context.Access.Person!.Value, context.Access.PrintedName);
        if (item.Decide(outcome, command.Reason, model, by, context.Now) is { } refusal)
        {
            return refusal;
        }

        context.Append(
            new AuditEvent(
                "discovery.triaged",
                id.ToString(),
                new JsonObject
                {
                    ["outcome"] = WireName.Of(outcome),
                    ["model"] = item.RegisteredAs,
                    ["reasonSha256"] = item.Reason?.Sha256,
                    ["findingSha256"] = item.Sha256,
                }
            )
            {
                ActorName = context.Access.PrintedName,
                Covers = [ReportDiscoveries.List],
            }
        );
        return DiscoveryView.Of(item);
    }
}
