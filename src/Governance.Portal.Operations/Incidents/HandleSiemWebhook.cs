using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Integrations;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Incidents;

/// <summary>
/// Opens an incident for what a SIEM found, or writes into the one it opened before. The same signed message is taken once.
/// </summary>
public sealed class HandleSiemWebhook(ActionRunner runner, OpenIncident open, IOptions<SiemOptions> options)
{
    private const int MaxId = 200;

    /// <summary>Runs the action.</summary>
    /// <param name="actor">A key, or this portal on behalf of a signed call.</param>
    /// <param name="message">Id of the signed message; null for a key.</param>
    /// <param name="body">What it says.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<HookReceipt>> RunAsync(Actor actor, string? message, SiemCallBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(body);
        var external = body.ExternalId?.Trim() ?? "";
        if (external.Length is 0 or > MaxId || NameText.Misleads(external))
        {
            return Task.FromResult(Result<HookReceipt>.Refused(HookRefusals.Malformed("externalId")));
        }

        return runner.RunAsync<HookReceipt>(
            actor,
            new Attempt("incident.opened", "incident", message is null ? Permission.WriteIncidents : null),
            async (context, token) =>
            {
                var known = await context.Db.ForeignIncidents.SingleOrDefaultAsync(f => f.ExternalId == external, token);
                if (message is not null)
                {
                    if (await context.Db.InboundMessages.AnyAsync(m => m.Id == message, token))
                    {
                        return new HookReceipt("known", known?.Incident.ToString());
                    }

                    context.Db.InboundMessages.Add(new InboundMessage { Id = message, At = context.Now });
                }

                return known is not null && await LiveAsync(context.Db, known.Incident, token) is { } incident
                    ? Update(context, incident, body)
                    : await OpenAsync(context, known, external, body, token);
            },
            ct
        );
    }

    private async Task<Result<HookReceipt>> OpenAsync(
        ActionContext context,
        ForeignIncident? known,
        string external,
        SiemCallBody body,
        CancellationToken ct
    )
    {
        var opened = await open.ActAsync(
            context,
            new IncidentSettings
            {
                Title = body.Title,
                Description = body.Description,
                Category = string.IsNullOrWhiteSpace(body.Category) ? "security-adversarial" : body.Category,
                Severity = SeverityOf(body.Severity),
                Lead = string.IsNullOrWhiteSpace(body.Lead) ? options.Value.SiemLead : body.Lead,
                Versions = body.Versions,
                Systems = body.Systems,
                OccurredAt = body.OccurredAt,
                ProviderAwareAt = body.AwareAt ?? context.Now,
            },
            ct
        );
        if (opened.Refusal is { } refusal)
        {
            return refusal;
        }

        if (known is null)
        {
            context.Db.ForeignIncidents.Add(new ForeignIncident { ExternalId = external, Incident = opened.Value });
        }
        else
        {
            known.Incident = opened.Value; // the one before is over, and what is over is not opened again
        }

        return new HookReceipt("opened", opened.Value.ToString());
    }

    private static Result<HookReceipt> Update(ActionContext context, Incident incident, SiemCallBody body)
    {
        if (body.Severity is not null)
        {
            if (!WireName.TryParse<IncidentSeverity>(SeverityOf(body.Severity), out var severity))
            {
                return IncidentRefusals.SeverityUnknown;
            }

            // Only upwards: what people judged worse than the SIEM stays so.
            if (severity > incident.Severity)
            {
                if (incident.Change(incident.ToFacts() with { Severity = severity }, context.Now) is { } refusal)
                {
                    return refusal;
                }

                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent("incident.changed", incident.Id.ToString(), new JsonObject { ["severity"] = WireName.Of(severity) }),
                    "The SIEM raised the severity."
                );
            }
        }

        var words = string.IsNullOrWhiteSpace(body.Description) ? body.Title : body.Description;
        if (incident.Note(words, body.OccurredAt, context.Now) is { } wrong)
        {
            return wrong;
        }

        IncidentEvents.Changed(
            context,
            incident,
            new AuditEvent("incident.noted", incident.Id.ToString(), []),
            "Reported by the SIEM.",
            words,
            body.OccurredAt
        );
        return new HookReceipt("updated", incident.Id.ToString());
    }

    private static async Task<Incident?> LiveAsync(GovernanceDbContext db, IncidentId id, CancellationToken ct)
    {
        foreach (
            var model in await db
                .IncidentVersions.Where(v => v.Incident == id)
                .Select(v => v.Model)
                .Distinct()
                .OrderBy(m => m)
                .ToListAsync(ct)
        )
        {
            await db.LockModelAsync(model, ct);
        }

        return await db.Incidents.SingleOrDefaultAsync(
            i => i.Id == id && i.State != IncidentState.Closed && i.State != IncidentState.Dismissed,
            ct
        );
    }

    private static string SeverityOf(string? text) =>
        text?.Trim().ToLowerInvariant() switch
        {
            "informational" or "info" => "low",
            "critical" => "severe",
            var other => other ?? "",
        };
}
