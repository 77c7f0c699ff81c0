using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Threats;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>Adds what is still to be done about the threats of a system, and says what came of it.</summary>
public sealed class ThreatPoints(ActionRunner runner)
{
    /// <summary>A point; nothing of it is checked yet.</summary>
    /// <param name="System">The system.</param>
    /// <param name="Text">What is to be done.</param>
    /// <param name="Threat">The threat it is about; left out for the system as a whole.</param>
    /// <param name="Owner">E-mail address of who answers for it.</param>
    /// <param name="Due">The last day, such as 2027-03-01.</param>
    public sealed record Command(SystemId System, string? Text, string? Threat, string? Owner, string? Due);

    /// <summary>Adds one.</summary>
    /// <returns>Its number.</returns>
    public Task<Result<int>> AddAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync<int>(
            actor,
            new Attempt("threat-point.added", command.System.ToString(), Permission.WriteRisks),
            async (context, token) =>
            {
                if (await ThreatModelAction.NewestAsync(context.Db, command.System, token) is not { } model)
                {
                    return ThreatRefusals.NotFound;
                }

                var threat = string.IsNullOrWhiteSpace(command.Threat) ? null : command.Threat.Trim();
                if (threat is not null && ThreatRules.For(model.Drawing).All(t => t.Id != threat))
                {
                    return ThreatRefusals.ThreatUnknown;
                }

                var errors = new FieldErrors();
                var owner = await People.OwnerAsync(context, errors, command.Owner, token);
                var text = errors.Optional("text", command.Text, ThreatPoint.MaxText);
                if (string.IsNullOrWhiteSpace(command.Due))
                {
                    errors.Add("due", $"This must be a date such as 2027-03-01.");
                }

                var due = errors.Day("due", command.Due);
                if (errors.Refuse("threat-model.point-not-acceptable", $"The open point was not added.") is { } wrong)
                {
                    return wrong;
                }

                var number = await context.Db.ThreatPoints.CountAsync(p => p.System == command.System, token) + 1;
                var added = ThreatPoint.Add(command.System, number, text, threat, owner, due!.Value, context.Access, context.Now);
                if (added.Refusal is { } refusal)
                {
                    return refusal;
                }

                context.Db.ThreatPoints.Add(added.Value);
                Append(
                    context,
                    "threat-point.added",
                    added.Value,
                    new JsonObject { ["due"] = added.Value.DueOn.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) }
                );
                return number;
            },
            ct
        );
    }

    /// <summary>Closes one.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="system">The system.</param>
    /// <param name="number">Its number.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<int>> FinishAsync(Actor actor, SystemId system, int number, string? outcome, CancellationToken ct) =>
        runner.RunAsync<int>(
            actor,
            new Attempt("threat-point.closed", system.ToString(), Permission.WriteRisks),
            async (context, token) =>
            {
                if (
                    await context.Db.ThreatPoints.SingleOrDefaultAsync(p => p.System == system && p.Number == number, token)
                    is not { } point
                )
                {
                    return ThreatRefusals.PointNotFound;
                }

                if (point.Finish(outcome, context.Access, context.Now) is { } refusal)
                {
                    return refusal;
                }

                Append(context, "threat-point.closed", point, []);
                return number;
            },
            ct
        );

    private static void Append(ActionContext context, string action, ThreatPoint point, JsonObject data)
    {
        data["threat"] = point.Threat;
        context.Append(
            new AuditEvent(action, point.AuditSubject, data)
            {
                ActorName = context.Access.PrintedName,
                Covers = [point.System.ToString(), ThreatModelAction.List],
            }
        );
    }
}
