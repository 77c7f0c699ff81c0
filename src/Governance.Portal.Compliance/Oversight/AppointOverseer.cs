using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>Appoints a person to oversee an AI system.</summary>
public sealed class AppointOverseer(OversightAction action)
{
    /// <summary>What is appointed.</summary>
    /// <param name="System">The system.</param>
    /// <param name="Person">E-mail address of the person's account.</param>
    /// <param name="Authority"><c>stop</c>, <c>override</c> or <c>stop-and-override</c>.</param>
    /// <param name="From">The first day; null for today.</param>
    /// <param name="Until">The last day; null for an open end.</param>
    public sealed record Command(SystemId System, string? Person, string? Authority, DateOnly? From, DateOnly? Until);

    /// <summary>Runs the action; the value is the id of the appointment.</summary>
    public Task<Result<string>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return action.RunAsync(
            actor,
            new Attempt("overseer.appointed", command.System.ToString(), Permission.ManageOversight),
            command.System,
            (context, system, token) => ActAsync(context, system, command, token),
            ct
        );
    }

    private static async Task<Result<OversightAction.Written>> ActAsync(
        ActionContext context,
        AiSystem system,
        Command command,
        CancellationToken ct
    )
    {
        if (system.LifeCycle is LifeCycle.Retired)
        {
            return OversightRefusals.SystemRetired;
        }

        if (!WireName.TryParse<OversightAuthority>(command.Authority, out var authority))
        {
            return OversightRefusals.AuthorityUnknown;
        }

        if (
            string.IsNullOrWhiteSpace(command.Person)
            || command.Person.Length > 256
            || await People.ByEmailAsync(context.Db, command.Person, ct) is not { } person
            || !person.IsActive(context.Now)
        )
        {
            return OversightRefusals.PersonUnknown;
        }

        if (await RequiredCompetences.RefusesOverseerAsync(context, person.UserId, person.PrintedName, ct) is { } lacking)
        {
            return lacking;
        }

        // The id first: who takes one waits for who took the one before, so that no two appoint the same person at once.
        var id = await context.Db.NextIdAsync<OverseerId>(ct);
        var (who, today) = (person.UserId, context.Now.Day());
        var known = await context.Db.Overseers.Where(o => o.System == system.Id && o.Person == who && o.EndedAt == null).ToListAsync(ct);
        if (known.Exists(o => o.IsOpenOn(today)))
        {
            return OversightRefusals.AlreadyAppointed;
        }

        var appointed = Overseer.Appoint(
            id,
            system.Id,
            (who, person.PrintedName),
            authority,
            command.From ?? today,
            command.Until,
            (context.Access.Person!.Value, context.Access.PrintedName),
            context.Now
        );
        if (!appointed.IsDone)
        {
            return appointed.Refusal;
        }

        context.Db.Overseers.Add(appointed.Value);
        return new OversightAction.Written(
            id.ToString(),
            new JsonObject
            {
                ["person"] = who.ToString(),
                ["authority"] = WireName.Of(authority),
                ["from"] = Day(appointed.Value.From),
                ["until"] = appointed.Value.Until is { } until ? Day(until) : null,
            }
        );
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
