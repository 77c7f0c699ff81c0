using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Jobs;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>Asks for the call of a step: a person presses, or everything that comes before it is done. The job sends it.</summary>
public sealed class AskPlaybookCall(IncidentActionRunner work, WorkProgress<IncidentId> calls)
{
    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which incident.</param>
    /// <param name="step">Which step.</param>
    /// <param name="ifMatch">The revision the caller insists on.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<IncidentId>> RunAsync(Actor actor, IncidentId id, string? step, string? ifMatch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var outcome = await work.RunAsync(
            actor,
            "incident.call-asked",
            id,
            ifMatch,
            (incident, playbook, context) =>
            {
                if (actor.Kind is not ActorKind.User && playbook.Steps.FirstOrDefault(s => s.Id == step)?.Call is { Confirm: true })
                {
                    return IncidentRefusals.CallTakesPerson;
                }

                var asked = incident.AskCall(playbook, step, context.Access.Actor.Id, context.Now);
                if (asked.Refusal is { } refusal)
                {
                    return refusal;
                }

                Queue(context, incident, playbook, asked.Value, isPressed: true);
                return null;
            },
            ct
        );
        if (outcome.IsDone)
        {
            calls.Wake();
        }

        return outcome;
    }

    /// <summary>Asks for what is due without anyone pressing, in the action that made it so.</summary>
    /// <returns>True when there was something.</returns>
    internal static bool AskDue(ActionContext context, Incident incident, Playbook playbook)
    {
        var due = incident.DueCalls(playbook);
        foreach (var step in due)
        {
            var asked = incident.AskCall(playbook, step.Id, context.Access.Actor.Id, context.Now);
            if (asked.IsDone)
            {
                Queue(context, incident, playbook, asked.Value, isPressed: false);
            }
        }

        return due.Count > 0;
    }

    private static void Queue(ActionContext context, Incident incident, Playbook playbook, IncidentCall call, bool isPressed)
    {
        context.Db.PlaybookCalls.Add(
            new PlaybookCall
            {
                Incident = incident.Id,
                Step = call.Step,
                Number = call.Number,
            }
        );
        var step = playbook.Steps.First(s => s.Id == call.Step);
        IncidentEvents.Changed(
            context,
            incident,
            new AuditEvent(
                "incident.call-asked",
                incident.Id.ToString(),
                new JsonObject
                {
                    ["step"] = call.Step,
                    ["key"] = call.KeyFor(incident.Id),
                    ["target"] = step.Call!.TargetOf(step),
                }
            ),
            isPressed ? $"Call “{step.Title}”: requested." : $"Call “{step.Title}”: the steps before it are done."
        );
    }
}
