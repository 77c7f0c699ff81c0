using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Governance.Domain.Models;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Log entries of incidents, each with the entry of the timeline that it makes.</summary>
internal static class IncidentEvents
{
    /// <summary>What lists of incidents listen to.</summary>
    public const string List = "incidents";

    /// <summary>Writes the timeline and says so in the log.</summary>
    /// <param name="context">The running action.</param>
    /// <param name="incident">The incident, changed.</param>
    /// <param name="fact">What was done, with what of it matters: ids and digests.</param>
    /// <param name="what">What was done, in a sentence of the portal. No words of people, no names.</param>
    /// <param name="words">What the person says about it.</param>
    /// <param name="happenedAt">When it happened, where that is another time.</param>
    public static void Changed(
        ActionContext context,
        Incident incident,
        AuditEvent fact,
        string what,
        string? words = null,
        DateTimeOffset? happenedAt = null
    )
    {
        var entry = IncidentEntry.Of(
            incident,
            fact.Action,
            what,
            words,
            happenedAt,
            context.Access.Actor.Id,
            context.Access.PrintedName,
            context.Now
        );
        context.Db.IncidentEntries.Add(entry);
        fact.Data["revision"] = incident.Revision;
        fact.Data["state"] = WireName.Of(incident.State);
        fact.Data["drill"] = incident.IsDrill;
        fact.Data["sha256"] = entry.Sha256;
        fact.Data["wordsSha256"] = string.IsNullOrWhiteSpace(words) ? null : entry.Words.Sha256;
        IEnumerable<string> about = incident.Versions.SelectMany(v => new[] { v.Model, ModelName.Of(v.Model, v.Version) });
        context.Append(
            fact with
            {
                Covers = [.. fact.Covers, List, .. about.Distinct(StringComparer.Ordinal)],
            },
            index => entry.LogIndex = index
        );
    }
}
