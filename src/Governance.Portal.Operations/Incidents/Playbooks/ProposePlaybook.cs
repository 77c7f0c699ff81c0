using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>Proposes the next version of a playbook, or the first of a new one. A second person approves it.</summary>
public sealed class ProposePlaybook(ActionRunner runner, PlaybookLibrary library, CheckCalls calls)
{
    /// <summary>Runs the action.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="text">The exact text, YAML.</param>
    /// <param name="reason">Why.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<PlaybookVersionId>> RunAsync(Actor actor, string? text, string? reason, CancellationToken ct)
    {
        var read = PlaybookLibrary.Read(text);
        return await runner.RunAsync<PlaybookVersionId>(
            actor,
            new Attempt("playbook.proposed", read.IsDone ? read.Value.Id : "playbook", Permission.ProposePlaybook),
            async (context, token) =>
                read.Refusal is { } unreadable ? unreadable : await ActAsync(context, read.Value, text!, reason, token),
            ct
        );
    }

    private async Task<Result<PlaybookVersionId>> ActAsync(
        ActionContext context,
        Playbook playbook,
        string text,
        string? reason,
        CancellationToken ct
    )
    {
        var name = playbook.Id;
        if (
            await context
                .Db.PlaybookVersions.Where(p => p.Name == name && p.State == PlaybookState.Proposed)
                .Select(p => (PlaybookVersionId?)p.Id)
                .FirstOrDefaultAsync(ct) is
            { } open
        )
        {
            return PlaybookRefusals.AlreadyOpen(open.ToString());
        }

        var inForce = await library.InForceAsync(context.Db, ct);
        if ((RefusesPlace(inForce, playbook) ?? await calls.RefusesAsync(context.Db, playbook, ct)) is { } refusal)
        {
            return refusal;
        }

        var source = Encoding.UTF8.GetBytes(text);
        var proposed = PlaybookVersion.Propose(
            await context.Db.NextIdAsync<PlaybookVersionId>(ct),
            playbook,
            source,
            Sha256Hex.Of(source),
            NewestOf(inForce, name),
            reason,
            (context.Access.Actor.Id, context.Access.PrintedName, [.. context.Access.People]),
            context.Now
        );
        if (!proposed.IsDone)
        {
            return proposed.Refusal;
        }

        var version = proposed.Value;
        context.Db.PlaybookVersions.Add(version);
        PlaybookEvents.Append(
            context,
            "playbook.proposed",
            version,
            new JsonObject
            {
                ["reasonSha256"] = version.Reason.Sha256,
                ["calls"] = new JsonArray([
                    .. playbook.Steps.Where(s => s.Call is not null).Select(s => (JsonNode)$"{s.Id}: {s.Call!.TargetOf(s)}"),
                ]),
            }
        );
        return version.Id;
    }

    /// <summary>The version that incidents follow now; 0 when there is none.</summary>
    internal static int NewestOf(IReadOnlyList<Playbook> inForce, string name) => inForce.FirstOrDefault(p => p.Id == name)?.Version ?? 0;

    /// <summary>Every category has one playbook, and exactly one is for all others.</summary>
    internal static Refusal? RefusesPlace(IReadOnlyList<Playbook> inForce, Playbook playbook)
    {
        var others = inForce.Where(p => p.Id != playbook.Id).ToList();
        foreach (var category in playbook.Categories)
        {
            if (others.Find(p => p.Categories.Contains(category)) is { } holder)
            {
                return PlaybookRefusals.CategoryTaken(WireName.Of(category), holder.Id);
            }
        }

        return others.Append(playbook).Count(p => p.Categories.Count == 0) == 1 ? null : PlaybookRefusals.DefaultMissing;
    }
}
