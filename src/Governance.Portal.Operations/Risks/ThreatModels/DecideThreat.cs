using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Domain.Threats;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>
/// Decides a suggested threat; where it is to be treated in the register, names the risk or raises it in the same transaction.
/// </summary>
public sealed class DecideThreat(ActionRunner runner, RiskActionRunner risks)
{
    /// <summary>What is decided; nothing of it is checked yet.</summary>
    /// <param name="System">Whose threat model.</param>
    /// <param name="Threat">Id of the threat, such as <c>indirect-injection.llm</c>.</param>
    /// <param name="Decision">mitigated, in-register, accepted, transferred or not-applicable.</param>
    /// <param name="Reason">What answers it, or why.</param>
    /// <param name="Risk">Id of the open risk that is about it.</param>
    /// <param name="Raise">Inherent rating of the risk that is to be raised for it.</param>
    /// <param name="IfMatch">The revision the caller insists on, as an entity tag; null when they do not.</param>
    public sealed record Command(
        SystemId System,
        string? Threat,
        string? Decision,
        string? Reason,
        string? Risk = null,
        RatingBody? Raise = null,
        string? IfMatch = null
    )
    {
        /// <summary>The words of the rules in the language a new risk is kept in; as they stand when left out.</summary>
        public Func<string, string> Words { get; init; } = text => text;
    }

    /// <summary>Runs it.</summary>
    public Task<Result<ThreatModelId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return ThreatModelAction.RunAsync(
            runner,
            actor,
            new Attempt("threat-model.decided", command.System.ToString(), Permission.WriteRisks),
            command.System,
            command.IfMatch,
            changes: true,
            (context, model, token) => ActAsync(context, model, command, token),
            ct
        );
    }

    private async Task<Result<JsonObject>> ActAsync(ActionContext context, ThreatModel model, Command command, CancellationToken ct)
    {
        if (ThreatRules.For(model.Drawing).FirstOrDefault(t => t.Id == command.Threat) is not { } threat)
        {
            return ThreatRefusals.ThreatUnknown;
        }

        if (!WireName.TryParse<ThreatDecisionKind>(command.Decision, out var kind))
        {
            return ThreatRefusals.WordUnknown("decision", WireName.All<ThreatDecisionKind>());
        }

        if (!model.IsDraft)
        {
            return ThreatRefusals.NotADraft(model.State);
        }

        var named = await RiskAsync(context, command, model, threat, kind, ct);
        if (named.Refusal is { } unknown)
        {
            return unknown;
        }

        var risk = named.Value.Risk;
        if (model.Decide(threat, kind, command.Reason, risk, context.Access, context.Now) is { } refusal)
        {
            return refusal;
        }

        return new JsonObject
        {
            ["threat"] = threat.Id,
            ["decision"] = WireName.Of(kind),
            ["risk"] = risk?.Id.ToString(),
        };
    }

    private async Task<Result<Linked>> RiskAsync(
        ActionContext context,
        Command command,
        ThreatModel model,
        SuggestedThreat threat,
        ThreatDecisionKind kind,
        CancellationToken ct
    )
    {
        if (command.Raise is { } inherent && kind is ThreatDecisionKind.InRegister && string.IsNullOrWhiteSpace(command.Risk))
        {
            var element = model.Drawing.Component(threat.Element);
            var flow = model.Drawing.Flows.FirstOrDefault(f => f.Key == threat.Element);
            var at = element ?? model.Drawing.Component(flow!.To)!;
            var rule = threat.Rule;
            var raised = await RaiseRisk.RaiseAsync(
                context,
                new RiskSettings
                {
                    Title = Cut($"{command.Words(rule.Title)}: {at.Name}"),
                    Category = WireName.Of(rule.Category),
                    Cause = command.Words(rule.Why),
                    Model = at.Model,
                    System = command.System.ToString(),
                    Inherent = inherent,
                    Treatment = WireName.Of(RiskTreatment.Reduce),
                    Threats = rule.Threats,
                },
                ct,
                controls: [.. rule.Mitigations.Select(command.Words)]
            );
            if (raised.Refusal is { } refusal)
            {
                return refusal;
            }

            await risks.ChangedAsync(context, await RiskActionRunner.ModelsAsync(context.Db, raised.Value, ct), ct);
            return new Linked(raised.Value);
        }

        if (string.IsNullOrWhiteSpace(command.Risk))
        {
            return new Linked(null);
        }

        var system = command.System.ToString();
        var models = await context
            .Db.AiSystems.Where(s => s.Id == command.System)
            .Select(s => EF.Property<List<string>>(s, "_models"))
            .SingleAsync(ct);
        return
            DisplayId.TryParse<RiskId>(command.Risk.Trim(), out var id)
            && await context.Db.Risks.SingleOrDefaultAsync(r => r.Id == id && r.State == RiskState.Open, ct) is { } risk
            && (risk.SystemId == system || (risk.Model is { } name && models.Contains(name)))
            ? new Linked(risk)
            : ThreatRefusals.RiskUnknown;
    }

    private static string Cut(string title) => title.Length <= Risk.MaxTitle ? title : title[..Risk.MaxTitle];

    private sealed record Linked(Risk? Risk);
}
