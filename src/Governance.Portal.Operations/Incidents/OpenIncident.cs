using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Incidents.Playbooks;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Declares an incident, either from nothing or from an alert, which fills in most of it.</summary>
public sealed class OpenIncident(ActionRunner runner, PlaybookLibrary library, ListAlerts alerts)
{
    /// <summary>Runs it.</summary>
    public async Task<Result<IncidentId>> RunAsync(Actor actor, IncidentSettings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var filled = await FilledAsync(settings, ct);
        return await runner.RunAsync<IncidentId>(
            actor,
            new Attempt("incident.opened", "incident", Permission.WriteIncidents),
            async (context, token) => filled.Refusal is { } unknown ? unknown : await ActAsync(context, filled.Value, token),
            ct
        );
    }

    /// <summary>What an alert, or a model, already says, for a form.</summary>
    public Task<Result<IncidentSettings>> FilledAsync(IncidentSettings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return string.IsNullOrWhiteSpace(settings.Alert) ? Task.FromResult<Result<IncidentSettings>>(settings) : OfAlertAsync(settings, ct);
    }

    private async Task<Result<IncidentSettings>> OfAlertAsync(IncidentSettings settings, CancellationToken ct) =>
        DisplayId.TryParse<AlertId>(settings.Alert!.Trim(), out var id) && await alerts.GetAsync(id, ct) is { } alert
            ? settings.Over(alert)
            : IncidentRefusals.AlertUnknown;

    /// <summary>Opens it in an action that is running.</summary>
    internal async Task<Result<IncidentId>> ActAsync(ActionContext context, IncidentSettings settings, CancellationToken ct)
    {
        // Without a named lead, the person who declares the incident leads the response.
        var resolved = await (settings with { KnownLead = settings.KnownLead ?? context.Access.Person }).ResolveAsync(
            context.Db,
            context.Now,
            ct
        );
        if (resolved.Refusal is { } refusal)
        {
            return refusal;
        }

        var facts = resolved.Value;
        if (facts.Alert is { } alert)
        {
            var live = await context
                .Db.Incidents.IgnoreAutoIncludes()
                .Where(i => i.Alert == alert && i.State != IncidentState.Closed && i.State != IncidentState.Dismissed)
                .Select(i => i.Id)
                .ToListAsync(ct);
            if (live.Count > 0)
            {
                return IncidentRefusals.AlertHasOne(live[0]);
            }
        }

        var playbook = await library.ForAsync(context.Db, facts.Category, ct);
        var opened = Incident.Open(
            await context.Db.NextIdAsync<IncidentId>(ct),
            facts,
            playbook,
            context.Access.Actor.Id,
            context.Access.PrintedName,
            context.Now
        );
        if (opened.Refusal is { } wrong)
        {
            return wrong;
        }

        var incident = opened.Value;
        context.Db.Incidents.Add(incident);
        IncidentEvents.Changed(
            context,
            incident,
            new AuditEvent(
                "incident.opened",
                incident.Id.ToString(),
                new JsonObject
                {
                    ["category"] = WireName.Of(incident.Category),
                    ["severity"] = WireName.Of(incident.Severity),
                    ["alert"] = incident.Alert?.ToString(),
                    ["awareAt"] = CanonicalJson.Time(incident.AwareAt),
                    ["playbook"] = $"{incident.Playbook} v{incident.PlaybookVersion}",
                    ["versions"] = new JsonArray([
                        .. incident.Versions.Select(v => (JsonNode)Domain.Models.ModelName.Of(v.Model, v.Version)),
                    ]),
                    ["systems"] = new JsonArray([.. incident.Systems.Select(s => (JsonNode)s)]),
                }
            )
            {
                Covers = [.. incident.Systems, .. incident.Alert is { } from ? [from.ToString()] : Array.Empty<string>()],
            },
            incident.IsDrill ? "Drill opened."
                : incident.Alert is { } origin ? $"Opened from {origin}."
                : "Opened."
        );
        AskPlaybookCall.AskDue(context, incident, playbook);
        return incident.Id;
    }
}

/// <summary>Changes the facts of an incident.</summary>
public sealed class ChangeIncident(IncidentActionRunner work)
{
    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="change">From what it is to what it is to be.</param>
    /// <param name="reason">Why; needed when the times of awareness change.</param>
    /// <param name="ifMatch">The revision the caller insists on, as an entity tag; null when they do not.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<IncidentId>> RunAsync(
        Actor actor,
        IncidentId id,
        Func<IncidentSettings, IncidentSettings> change,
        string? reason,
        string? ifMatch,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        return work.RunAsync(
            actor,
            "incident.changed",
            id,
            ifMatch,
            async (incident, _, context, token) =>
            {
                var resolved = await change(IncidentSettings.Of(incident)).ResolveAsync(context.Db, context.Now, token);
                if (resolved.Refusal is { } wrong)
                {
                    return wrong;
                }

                var (facts, before) = (resolved.Value, incident.AwareAt);
                var moved = facts.ProviderAwareAt != incident.ProviderAwareAt || facts.DeployerAwareAt != incident.DeployerAwareAt;
                if (incident.Change(facts, context.Now) is { } refusal)
                {
                    return refusal;
                }

                // A version named later is contained with the others.
                if (incident.ContainedAt is not null && !incident.IsDrill)
                {
                    foreach (
                        var model in incident.Versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                    )
                    {
                        await context.Db.LockModelAsync(model, token);
                    }

                    await ContainIncident.RevokeAsync(context, incident, token);
                }

                if (moved && incident.BecameAware(facts.ProviderAwareAt, facts.DeployerAwareAt, reason, context.Now) is { } unexplained)
                {
                    return unexplained;
                }

                if (reason?.Length > SaltedText.MaxLength)
                {
                    return Domain.SaltedText.TooLong("reason");
                }

                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent(
                        "incident.changed",
                        id.ToString(),
                        new JsonObject
                        {
                            ["severity"] = WireName.Of(incident.Severity),
                            ["awareBefore"] = CanonicalJson.Time(before),
                            ["awareAt"] = CanonicalJson.Time(incident.AwareAt),
                        }
                    ),
                    incident.AwareAt == before
                        ? "Changed."
                        : $"Clocks run from {Stamp(incident.AwareAt)} UTC, previously from {Stamp(before)} UTC.",
                    reason
                );
                return null;
            },
            ct
        );
    }

    private static string Stamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Adds a note to the timeline.</summary>
public sealed class NoteIncident(IncidentActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<IncidentId>> RunAsync(
        Actor actor,
        IncidentId id,
        string? text,
        DateTimeOffset? happenedAt,
        string? ifMatch,
        CancellationToken ct
    ) =>
        work.RunAsync(
            actor,
            "incident.noted",
            id,
            ifMatch,
            (incident, _, context) =>
            {
                var refusal = incident.Note(text, happenedAt, context.Now);
                if (refusal is null)
                {
                    IncidentEvents.Changed(
                        context,
                        incident,
                        new AuditEvent("incident.noted", id.ToString(), new JsonObject()),
                        "Note.",
                        text,
                        happenedAt
                    );
                }

                return refusal;
            },
            ct
        );
}
