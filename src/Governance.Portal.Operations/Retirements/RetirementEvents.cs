using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Retirements;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Log entries of retirements, each with the entry of the record that it makes.</summary>
internal static class RetirementEvents
{
    /// <summary>What lists of retirements listen to.</summary>
    public const string List = "retirements";

    /// <summary>What the portal does automatically about retirements.</summary>
    public static Actor Job { get; } = Actor.OfJob("retirements");

    /// <summary>Writes the record and says so in the log.</summary>
    /// <param name="context">The running action.</param>
    /// <param name="retirement">The retirement, changed.</param>
    /// <param name="fact">What was done, with what of it matters: ids and digests.</param>
    /// <param name="what">What was done, in a sentence of the portal. No words of people, no names.</param>
    /// <param name="words">What the person says about it.</param>
    /// <param name="byPortal">True for what follows from the action and is the portal's own doing.</param>
    public static void Changed(
        ActionContext context,
        Retirement retirement,
        AuditEvent fact,
        string what,
        string? words = null,
        bool byPortal = false
    )
    {
        var actor =
            byPortal && context.Access.Actor.Kind is not ActorKind.System
                ? Job with
                {
                    Request = context.Access.Actor.Request,
                }
                : context.Access.Actor;
        var entry = RetirementEntry.Of(
            retirement,
            fact.Action,
            what,
            words,
            actor.Id,
            byPortal ? "Portal" : context.Access.PrintedName,
            context.Now
        );
        context.Db.RetirementEntries.Add(entry);
        fact.Data["revision"] = retirement.Revision;
        fact.Data["state"] = WireName.Of(retirement.State);
        fact.Data["sha256"] = entry.Sha256;
        fact.Data["wordsSha256"] = string.IsNullOrWhiteSpace(words) ? null : entry.Words.Sha256;
        IEnumerable<string> about = retirement.Versions.SelectMany(v => new[] { v.Model, ModelName.Of(v.Model, v.Version) });
        context.AppendAs(
            actor,
            fact with
            {
                Covers = [.. fact.Covers, List, retirement.Subject, .. about.Distinct(StringComparer.Ordinal)],
            },
            index => entry.LogIndex = index
        );
    }

    // What is kept is English; pages say it in the reader's language.
    internal static string Counted(int count, string one) => $"{count} {one}{(count == 1 ? "" : "s")}";
}
