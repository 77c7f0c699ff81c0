using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>Adds something that lowers a risk: planned, or in place with what shows it.</summary>
public sealed class AddMitigation(RiskActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<RiskId>> RunAsync(Actor actor, RiskId id, string? text, string? evidence, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            new Attempt("risk.mitigated", id.ToString(), Permission.WriteRisks),
            id,
            ifMatch,
            async (risk, context, token) =>
            {
                if (await RiskEvidence.RefusesAsync(context.Db, evidence, token) is { } unknown)
                {
                    return unknown;
                }

                var added = risk.AddMitigation(text, evidence, context.Now);
                if (added.Refusal is null)
                {
                    RiskEvents.Changed(
                        context,
                        risk,
                        new AuditEvent(
                            "risk.mitigated",
                            id.ToString(),
                            new JsonObject { ["mitigation"] = added.Value, ["inPlace"] = risk.Mitigations[^1].IsInPlace }
                        )
                    );
                }

                return added.Refusal;
            },
            ct
        );
}

/// <summary>A mitigation is in place, and this shows it.</summary>
public sealed class PutMitigationInPlace(RiskActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<RiskId>> RunAsync(Actor actor, RiskId id, int number, string? evidence, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            new Attempt("risk.mitigated", id.ToString(), Permission.WriteRisks),
            id,
            ifMatch,
            async (risk, context, token) =>
            {
                if (await RiskEvidence.RefusesAsync(context.Db, evidence, token) is { } unknown)
                {
                    return unknown;
                }

                var refusal = risk.PutInPlace(number, evidence, context.Now);
                if (refusal is null)
                {
                    RiskEvents.Changed(
                        context,
                        risk,
                        new AuditEvent("risk.mitigated", id.ToString(), new JsonObject { ["mitigation"] = number, ["inPlace"] = true })
                    );
                }

                return refusal;
            },
            ct
        );
}

/// <summary>Adds a step to the remediation plan.</summary>
public sealed class AddRiskStep(RiskActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<RiskId>> RunAsync(
        Actor actor,
        RiskId id,
        string? text,
        DateTimeOffset? dueAt,
        string? ifMatch,
        CancellationToken ct
    ) =>
        work.RunAsync(
            actor,
            new Attempt("risk.planned", id.ToString(), Permission.WriteRisks),
            id,
            ifMatch,
            (risk, context, _) => Task.FromResult(Add(context, risk, text, dueAt).Refusal),
            ct
        );

    internal static Result<int> Add(ActionContext context, Risk risk, string? text, DateTimeOffset? dueAt)
    {
        var added = risk.AddStep(text, dueAt, context.Now);
        if (added.IsDone)
        {
            RiskEvents.Changed(
                context,
                risk,
                new AuditEvent(
                    "risk.planned",
                    risk.Id.ToString(),
                    new JsonObject { ["step"] = added.Value, ["dueAt"] = CanonicalJson.Time(dueAt!.Value) }
                )
            );
        }

        return added;
    }
}

/// <summary>A step of the remediation plan is done.</summary>
public sealed class FinishRiskStep(RiskActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<RiskId>> RunAsync(Actor actor, RiskId id, int number, string? evidence, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            new Attempt("risk.remediated", id.ToString(), Permission.WriteRisks),
            id,
            ifMatch,
            async (risk, context, token) =>
            {
                if (await RiskEvidence.RefusesAsync(context.Db, evidence, token) is { } unknown)
                {
                    return unknown;
                }

                var refusal = risk.FinishStep(number, evidence, context.Access.Person, context.Now);
                if (refusal is null)
                {
                    RiskEvents.Changed(
                        context,
                        risk,
                        new AuditEvent("risk.remediated", id.ToString(), new JsonObject { ["step"] = number })
                    );
                }

                return refusal;
            },
            ct
        );
}

/// <summary>Binds a risk to what re-scores it: a monitor of its model, or a kind of alert; or to nothing.</summary>
public sealed class BindRiskSignal(RiskActionRunner work)
{
    /// <summary>What is listened to; null for nothing.</summary>
    /// <param name="Monitor">Id of a monitor of the risk's model.</param>
    /// <param name="Rule">A kind of alert.</param>
    /// <param name="WarningAdds">Levels of likelihood that an open warning adds; 1 when left out.</param>
    /// <param name="AlertAdds">Levels that an open alert adds; 2 when left out.</param>
    public sealed record Command(string? Monitor, string? Rule, int? WarningAdds = null, int? AlertAdds = null);

    /// <summary>Runs it. An open alert counts immediately.</summary>
    public Task<Result<RiskId>> RunAsync(Actor actor, RiskId id, Command? command, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            new Attempt("risk.signal-bound", id.ToString(), Permission.WriteRisks),
            id,
            ifMatch,
            async (risk, context, token) =>
            {
                var binding = command is null ? null : await ReadAsync(context.Db, risk, command, token);
                if (binding?.Refusal is { } unknown)
                {
                    return unknown;
                }

                if (risk.Bind(binding?.Value, context.Now) is { } refusal)
                {
                    return refusal;
                }

                RiskEvents.Changed(context, risk, new AuditEvent("risk.signal-bound", id.ToString(), RiskEvents.OfSignal(risk)));
                await RescoreRisks.ApplyAsync(context, risk, token);
                return null;
            },
            ct
        );

    private static async Task<Result<SignalBinding>?> ReadAsync(GovernanceDbContext db, Risk risk, Command command, CancellationToken ct)
    {
        var (monitor, rule) = ((MonitorId?)null, (AlertRule?)null);
        if (!string.IsNullOrWhiteSpace(command.Monitor))
        {
            if (
                !DisplayId.TryParse<MonitorId>(command.Monitor, out var named)
                || !await db.Monitors.AnyAsync(m => m.Id == named && m.Model == risk.Model, ct)
            )
            {
                return RiskRefusals.SignalUnknown;
            }

            monitor = named;
        }

        if (!string.IsNullOrWhiteSpace(command.Rule))
        {
            if (!WireName.TryParse<AlertRule>(command.Rule, out var named))
            {
                return RiskRefusals.SignalRuleUnknown;
            }

            rule = named;
        }

        return new SignalBinding(monitor, rule, command.WarningAdds ?? 1, command.AlertAdds ?? 2);
    }
}

/// <summary>What is named as evidence: by its id when it is stored here, else a document by its name.</summary>
internal static class RiskEvidence
{
    public static async Task<Refusal?> RefusesAsync(GovernanceDbContext db, string? text, CancellationToken ct) =>
        DisplayId.TryParse<EvidenceId>(text?.Trim(), out var id)
        && !await db.Evidence.AnyAsync(e => e.Id == id && e.WithdrawnAt == null, ct)
            ? RiskRefusals.EvidenceUnknown
            : null;
}
