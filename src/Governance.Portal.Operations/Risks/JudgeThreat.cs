using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>Says of an item of a framework that it does not apply to a model or system, and why; or that it applies after all.</summary>
public sealed class JudgeThreat(ActionRunner runner)
{
    /// <summary>What is said; nothing of it is checked yet.</summary>
    /// <param name="Framework">Key of the framework.</param>
    /// <param name="Item">Id of the item.</param>
    /// <param name="Place">A model's name, or a system's id.</param>
    /// <param name="Applies">False when the item does not apply.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Command(string? Framework, string? Item, string? Place, bool Applies, string? Reason);

    /// <summary>Runs the action.</summary>
    public Task<Result<ThreatVerdict>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        var framework = Frameworks.Get(command.Framework);
        var item = framework?.Items.FirstOrDefault(i => i.Id == command.Item);
        // What callers make up stays out of the log.
        return runner.RunAsync<ThreatVerdict>(
            actor,
            new Attempt("threat.judged", item?.Id ?? "risks", Permission.WriteRisks),
            (context, cancel) => ActAsync(context, command, framework, item, cancel),
            ct
        );
    }

    private static async Task<Result<ThreatVerdict>> ActAsync(
        ActionContext context,
        Command command,
        Framework? framework,
        FrameworkItem? item,
        CancellationToken ct
    )
    {
        if (framework is null)
        {
            return Refusal.Field(
                "risk.framework-unknown",
                "framework",
                $"The framework must be one of {string.Join(", ", Frameworks.All.Select(f => f.Key))}."
            );
        }

        if (item is null)
        {
            return RiskRefusals.CoverageUnknown("item", $"{framework.Name} has no item with this ID.");
        }

        if (await PlaceAsync(context.Db, command.Place, ct) is not { } place)
        {
            return RiskRefusals.CoverageUnknown("place", $"There is no such model or AI system.");
        }

        var before = await context
            .Db.ThreatVerdicts.AsNoTracking()
            .Where(v => v.Framework == framework.Key && v.Item == item.Id && v.Place == place)
            .OrderByDescending(v => v.Number)
            .FirstOrDefaultAsync(ct);
        var said = ThreatVerdict.Say(framework.Key, item.Id, place, before, command.Applies, command.Reason, context.Access, context.Now);
        if (said.Refusal is { } refusal)
        {
            return refusal;
        }

        context.Db.ThreatVerdicts.Add(said.Value);
        context.Append(
            new AuditEvent(
                "threat.judged",
                said.Value.AuditSubject,
                new JsonObject
                {
                    ["framework"] = framework.Key,
                    ["number"] = said.Value.Number,
                    ["applies"] = said.Value.Applies,
                    ["reasonSha256"] = said.Value.Reason.Sha256,
                }
            )
            {
                ActorName = said.Value.ByName,
            }
        );
        return said.Value;
    }

    private static async Task<string?> PlaceAsync(GovernanceDbContext db, string? place, CancellationToken ct) =>
        DisplayId.TryParse<SystemId>(place, out var id)
            ? await db.AiSystems.AnyAsync(s => s.Id == id, ct)
                ? id.ToString()
                : null
            : place is not null && await db.Models.AnyAsync(m => m.Name == place, ct)
                ? place
                : null;
}
