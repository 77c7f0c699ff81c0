using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>
/// What an incident is about goes offline or is restricted: its permits end in the same transaction, and its gate is shut from then on.
/// </summary>
public sealed class ContainIncident(IncidentActionRunner work)
{
    private static readonly Stage[] s_stages = [Stage.Staging, Stage.Production];

    /// <summary>Runs it.</summary>
    public Task<Result<IncidentId>> RunAsync(
        Actor actor,
        IncidentId id,
        string? mode,
        string? note,
        string? ifMatch,
        CancellationToken ct
    ) =>
        work.RunAsync(
            actor,
            "incident.contained",
            id,
            ifMatch,
            async (incident, playbook, context, token) =>
            {
                if (!WireName.TryParse<ContainmentMode>(mode, out var how))
                {
                    return IncidentRefusals.ModeUnknown;
                }

                if (note?.Length > SaltedText.MaxLength)
                {
                    return Domain.SaltedText.TooLong("note");
                }

                if (incident.Contain(playbook, how, context.Access.PrintedName, context.Now) is { } refusal)
                {
                    return refusal;
                }

                var ended = incident.IsDrill ? 0 : await RevokeAsync(context, incident, token);
                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent(
                        "incident.contained",
                        id.ToString(),
                        new JsonObject
                        {
                            ["mode"] = WireName.Of(how),
                            ["permits"] = ended,
                            ["held"] = new JsonArray([
                                .. incident.Versions.Where(v => v.IsHeld).Select(v => (JsonNode)ModelName.Of(v.Model, v.Version)),
                            ]),
                        }
                    ),
                    (how is ContainmentMode.TakeOffline ? "Taken offline. " : "Restricted. ")
                        + (
                            incident.IsDrill
                                ? "A drill: no permits were ended, and no deployments are blocked."
                                : $"{Formats.Plural(ended, "permit")} ended. Deployments are blocked."
                        ),
                    note
                );
                return null;
            },
            ct
        );

    internal static async Task<int> RevokeAsync(ActionContext context, Incident incident, CancellationToken ct)
    {
        var ended = 0;
        foreach (var version in incident.Versions.Where(v => v.IsHeld))
        {
            var (model, name, now) = (version.Model, version.Version, context.Now);
            ended += await context.Db.Permits.CountAsync(
                p => p.Model == model && p.Version == name && p.RevokedAt == null && p.ExpiresAt > now,
                ct
            );
            foreach (var stage in s_stages)
            {
                await PermitEvents.RevokeAsync(context, model, name, stage, PermitEnd.Incident, ct);
            }
        }

        return ended;
    }
}

/// <summary>The serving system confirms that the model is offline or restricted.</summary>
public sealed class ConfirmContainment(IncidentActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<IncidentId>> RunAsync(
        Actor actor,
        IncidentId id,
        string? system,
        string? note,
        string? ifMatch,
        CancellationToken ct
    ) =>
        work.RunAsync(
            actor,
            "incident.containment-confirmed",
            id,
            ifMatch,
            (incident, _, context) =>
            {
                if (note?.Length > SaltedText.MaxLength)
                {
                    return Domain.SaltedText.TooLong("note");
                }

                var refusal = incident.ConfirmContainment(system, context.Now);
                if (refusal is null)
                {
                    IncidentEvents.Changed(
                        context,
                        incident,
                        new AuditEvent("incident.containment-confirmed", id.ToString(), new JsonObject()),
                        $"{incident.ContainmentConfirmedBy} confirms the containment.",
                        note
                    );
                }

                return refusal;
            },
            ct
        );
}

/// <summary>Releases a version that an incident held: it may pass the gate again.</summary>
public sealed class ReleaseVersion(IncidentActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<IncidentId>> RunAsync(
        Actor actor,
        IncidentId id,
        VersionName name,
        string? reason,
        string? ifMatch,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        return work.RunAsync(
            actor,
            "incident.released",
            id,
            ifMatch,
            async (incident, _, context, token) =>
            {
                var held = incident.Versions.Where(v =>
                    v.Model == name.Model && string.Equals(v.Version, name.Version, StringComparison.OrdinalIgnoreCase)
                );
                if (await IncidentRelease.RefusesAsync(context, incident, held, token) is { } notTheirs)
                {
                    return notTheirs;
                }

                if (incident.Release(name.Model, name.Version, reason, context.Now) is { } refusal)
                {
                    return refusal;
                }

                var subject = ModelName.Of(name.Model!, name.Version!);
                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent("incident.released", id.ToString(), new JsonObject { ["version"] = subject }),
                    $"{subject} is no longer on hold.",
                    reason
                );
                return null;
            },
            ct
        );
    }
}
