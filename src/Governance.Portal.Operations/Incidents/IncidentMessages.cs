using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Organisations;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Begins a message: in a person's own words, or from the playbook's draft, filled in with what is known.</summary>
public sealed class BeginMessage(IncidentActionRunner work, ReadOrganisation organisations)
{
    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which incident.</param>
    /// <param name="audience">Who it is for.</param>
    /// <param name="subject">Its subject; the draft's when left out.</param>
    /// <param name="body">Its words; the draft's when left out.</param>
    /// <param name="ifMatch">The revision the caller insists on.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<IncidentId>> RunAsync(
        Actor actor,
        IncidentId id,
        string? audience,
        string? subject,
        string? body,
        string? ifMatch,
        CancellationToken ct
    ) =>
        work.RunAsync(
            actor,
            "incident.message-begun",
            id,
            ifMatch,
            async (incident, playbook, context, token) =>
            {
                var draft = playbook.Audiences.FirstOrDefault(a => a.Id == audience);
                var lead = incident.Lead.Number;
                var name = await context.Db.Users.Where(u => u.Id == lead).Select(u => u.PrintedName).SingleOrDefaultAsync(token);
                var zone = (await organisations.RunAsync(context.Db, token)).Zone;
                var filled = draft is null ? ("", "") : MessageDraft.Fill(draft, incident, name ?? "", zone);
                var begun = incident.BeginMessage(
                    playbook,
                    audience,
                    Given(subject) ?? filled.Item1,
                    Given(body) ?? filled.Item2,
                    context.Now
                );
                if (begun.Refusal is { } refusal)
                {
                    return refusal;
                }

                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent(
                        "incident.message-begun",
                        id.ToString(),
                        new JsonObject
                        {
                            ["message"] = begun.Value,
                            ["audience"] = audience,
                            ["bodySha256"] = incident.Messages[^1].Body.Sha256,
                        }
                    ),
                    $"Message {begun.Value} started: {draft!.Name}."
                );
                return null;
            },
            ct
        );

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

/// <summary>Edits or holds a message, or records that it was sent.</summary>
public sealed class ChangeMessage(IncidentActionRunner work)
{
    /// <summary>How a message went out.</summary>
    /// <param name="SentAt">When; now when left out.</param>
    /// <param name="Recipients">To how many.</param>
    /// <param name="Receipt">Reference of the recipient, such as the number of a receipt.</param>
    public sealed record Sending(DateTimeOffset? SentAt = null, int? Recipients = null, string? Receipt = null);

    /// <summary>Rewrites it.</summary>
    public Task<Result<IncidentId>> WriteAsync(
        Actor actor,
        IncidentId id,
        int number,
        string? subject,
        string? body,
        string? ifMatch,
        CancellationToken ct
    ) =>
        RunAsync(
            actor,
            "incident.message-written",
            id,
            number,
            ifMatch,
            (incident, _, _) => incident.WriteMessage(number, subject, body),
            _ => $"Message {number} rewritten.",
            ct
        );

    /// <summary>Holds it.</summary>
    public Task<Result<IncidentId>> HoldAsync(
        Actor actor,
        IncidentId id,
        int number,
        string? waitsFor,
        string? ifMatch,
        CancellationToken ct
    ) =>
        RunAsync(
            actor,
            "incident.message-held",
            id,
            number,
            ifMatch,
            (incident, _, _) => incident.HoldMessage(number, waitsFor),
            _ => $"Message {number} held.",
            ct
        );

    /// <summary>Records that it went out.</summary>
    public Task<Result<IncidentId>> SendAsync(
        Actor actor,
        IncidentId id,
        int number,
        Sending sending,
        string? ifMatch,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(sending);
        return RunAsync(
            actor,
            "incident.message-sent",
            id,
            number,
            ifMatch,
            (incident, playbook, context) =>
                incident.SendMessage(
                    playbook,
                    number,
                    sending.SentAt,
                    sending.Recipients,
                    sending.Receipt,
                    context.Access.PrintedName,
                    context.Now
                ),
            message => Sent(number, message),
            ct
        );
    }

    // Whole sentences, so that they can be said in other languages.
    private static string Sent(int number, IncidentMessage message) =>
        (message.Audience == Playbook.Authority, message.Recipients is { } many ? Formats.Plural(many, "recipient") : null) switch
        {
            (true, { } recipients) => $"Message {number} sent to the authority, {recipients}.",
            (true, null) => $"Message {number} sent to the authority.",
            (false, { } recipients) => $"Message {number} sent, {recipients}.",
            (false, null) => $"Message {number} sent.",
        };

    private Task<Result<IncidentId>> RunAsync(
        Actor actor,
        string action,
        IncidentId id,
        int number,
        string? ifMatch,
        Func<Incident, Playbook, ActionContext, Refusal?> act,
        Func<IncidentMessage, string> what,
        CancellationToken ct
    ) =>
        work.RunAsync(
            actor,
            action,
            id,
            ifMatch,
            (incident, playbook, context) =>
            {
                if (act(incident, playbook, context) is { } refusal)
                {
                    return refusal;
                }

                var message = incident.Messages.First(m => m.Number == number);
                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent(
                        action,
                        id.ToString(),
                        new JsonObject
                        {
                            ["message"] = number,
                            ["audience"] = message.Audience,
                            ["bodySha256"] = message.Body.Sha256,
                            ["sentAt"] = message.SentAt is { } sent ? CanonicalJson.Time(sent) : null,
                        }
                    ),
                    what(message)
                );
                return null;
            },
            ct
        );
}

/// <summary>Fills a playbook's draft with what is known. What is not known says so.</summary>
internal static class MessageDraft
{
    public static (string Subject, string Body) Fill(PlaybookAudience audience, Incident incident, string lead, TimeZoneInfo zone)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = incident.Id.ToString(),
            ["title"] = incident.Title,
            ["lead"] = lead,
            ["description"] = Given(incident.Description.Text),
            ["versions"] =
                incident.Versions.Count == 0
                    ? "no registered model"
                    : string.Join(", ", incident.Versions.Select(v => $"{v.Model} {v.Version}")),
            ["systems"] = incident.Systems.Count == 0 ? "none registered" : string.Join(", ", incident.Systems),
            ["occurred"] = Time(incident.OccurredAt, zone),
            ["providerAware"] = Time(incident.ProviderAwareAt, zone),
            ["deployerAware"] = Time(incident.DeployerAwareAt, zone),
            ["countries"] = incident.Countries.Count == 0 ? "not known yet" : string.Join(", ", incident.Countries),
            ["people"] = incident.PeopleAffected?.ToString(CultureInfo.InvariantCulture) ?? "not known yet",
            ["legalBasis"] = incident.Class is { Finding.Serious: true } decided
                ? string.Join(", ", decided.Finding.LegalBasis)
                : "not decided yet",
            ["causalLink"] = incident.Class is { } c ? WireName.Of(c.CausalLink) : "not known yet",
            ["containment"] = incident.Containment is { } mode
                ? $"{(mode is ContainmentMode.TakeOffline ? "taken offline" : "restricted")} on {Time(incident.ContainedAt, zone)}"
                : "nothing yet",
            ["evidence"] = incident.FrozenAt is null
                ? "not yet"
                : $"items frozen on {Time(incident.FrozenAt, zone)}: {incident.Evidence.Count}, list {incident.EvidenceSha256}",
        };
        var subject = Replace(audience.Subject, facts);
        return (
            subject.Length > IncidentMessage.MaxSubject ? subject[..IncidentMessage.MaxSubject] : subject,
            Replace(audience.Draft, facts)
        );
    }

    // In one pass: words of people that happen to hold braces are left as they are.
    private static string Replace(string text, Dictionary<string, string> facts)
    {
        var filled = System.Text.RegularExpressions.Regex.Replace(
            text,
            "\\{([a-zA-Z]+)\\}",
            match => facts.GetValueOrDefault(match.Groups[1].Value, match.Value),
            System.Text.RegularExpressions.RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );
        return filled.Length > SaltedText.MaxLength ? filled[..SaltedText.MaxLength] : filled;
    }

    private static string Given(string? text) => string.IsNullOrWhiteSpace(text) ? "not written yet" : text;

    private static string Time(DateTimeOffset? time, TimeZoneInfo zone) =>
        time is { } known
            ? $"{TimeZoneInfo.ConvertTime(known, zone).ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)}"
            : "not known yet";
}
