using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Records who is affected, where, and since when.</summary>
public sealed class AssessIncident(IncidentActionRunner work)
{
    /// <summary>What is known of the harm.</summary>
    /// <param name="Harm">What it did to people, in words.</param>
    /// <param name="PeopleAffected">How many; left out while it is not known.</param>
    /// <param name="Countries">Countries in which it happened, two letters each.</param>
    /// <param name="OccurredAt">When it began.</param>
    public sealed record Command(
        string? Harm,
        int? PeopleAffected = null,
        IReadOnlyList<string>? Countries = null,
        DateTimeOffset? OccurredAt = null
    );

    /// <summary>Runs it.</summary>
    public Task<Result<IncidentId>> RunAsync(Actor actor, IncidentId id, Command command, string? ifMatch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return work.RunAsync(
            actor,
            "incident.assessed",
            id,
            ifMatch,
            (incident, playbook, context) =>
            {
                if (command.Countries?.Any(c => c is not { Length: 2 } || !c.All(char.IsAsciiLetterUpper)) is true)
                {
                    return IncidentRefusals.CountryNotValid;
                }

                if (
                    incident.Assess(
                        playbook,
                        command.PeopleAffected,
                        command.Countries ?? [],
                        command.OccurredAt,
                        command.Harm,
                        context.Access.PrintedName,
                        context.Now
                    ) is
                    { } refusal
                )
                {
                    return refusal;
                }

                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent("incident.assessed", id.ToString(), new JsonObject { ["peopleAffected"] = incident.PeopleAffected }),
                    incident.PeopleAffected is { } people
                        ? $"Harm assessed: {Formats.Plural(people, "person", "people")} affected."
                        : "Harm assessed: how many people are affected is not known.",
                    command.Harm
                );
                return null;
            },
            ct
        );
    }
}

/// <summary>Classifies an incident: answers the questions of the law, as a proposal that a second person confirms.</summary>
public sealed class ClassifyIncident(IncidentActionRunner work, IncidentLibrary library)
{
    /// <summary>What they say.</summary>
    /// <param name="Answers">yes, no or unsure, by question.</param>
    /// <param name="CausalLink">established, likely, suspected or excluded.</param>
    /// <param name="Reason">Why, in words.</param>
    public sealed record Command(IReadOnlyDictionary<string, string>? Answers, string? CausalLink, string? Reason);

    /// <summary>Runs it.</summary>
    public Task<Result<IncidentId>> RunAsync(Actor actor, IncidentId id, Command command, string? ifMatch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return work.RunAsync(
            actor,
            "incident.classified",
            id,
            ifMatch,
            (incident, playbook, context) =>
            {
                var judged = Judge(command);
                if (judged.Refusal is { } wrong)
                {
                    return wrong;
                }

                var (answers, link, finding) = judged.Value;
                var proposal = new IncidentClass
                {
                    Questions = library.Questions.Version,
                    Answers = answers,
                    CausalLink = link,
                    Finding = finding,
                    ProposedBy = context.Access.Person,
                    ProposedByName = context.Access.PrintedName,
                    ProposedAt = context.Now,
                };
                if (incident.Classify(playbook, proposal, command.Reason) is { } refusal)
                {
                    return refusal;
                }

                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent(
                        "incident.classified",
                        id.ToString(),
                        new JsonObject
                        {
                            ["serious"] = finding.Serious,
                            ["harms"] = new JsonArray([.. finding.Harms.Select(h => (JsonNode)h)]),
                            ["causalLink"] = WireName.Of(link),
                        }
                    ),
                    finding.Serious
                        ? $"Proposed: serious, {string.Join(", ", finding.LegalBasis)}."
                        : "Proposed: not serious within the meaning of Art. 3(49).",
                    command.Reason
                );
                return null;
            },
            ct
        );
    }

    /// <summary>What answers come to, without recording anything.</summary>
    public Result<(IReadOnlyDictionary<string, SeriousAnswer> Answers, CausalLink Link, SeriousFinding Finding)> Judge(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (!WireName.TryParse<CausalLink>(command.CausalLink, out var link))
        {
            return IncidentRefusals.LinkUnknown;
        }

        var answers = new Dictionary<string, SeriousAnswer>(StringComparer.Ordinal);
        foreach (var (question, text) in command.Answers ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (!WireName.TryParse<SeriousAnswer>(text, out var answer))
            {
                return IncidentRefusals.AnswerUnknown;
            }

            answers[question] = answer;
        }

        var finding = library.Questions.Judge(library.Law, answers, link);
        return finding.Refusal is { } refusal ? refusal : (answers, link, finding.Value);
    }
}

/// <summary>Confirms the proposed class of an incident, by a legal or compliance person who did not propose it.</summary>
public sealed class ConfirmIncidentClass(IncidentActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<IncidentId>> RunAsync(Actor actor, IncidentId id, string? note, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            "incident.class-confirmed",
            id,
            ifMatch,
            (incident, playbook, context) =>
            {
                if (note?.Length > SaltedText.MaxLength)
                {
                    return Domain.SaltedText.TooLong("note");
                }

                if (incident.ConfirmClass(playbook, context.Access.Person!.Value, context.Access.PrintedName, context.Now) is { } refusal)
                {
                    return refusal;
                }

                var decided = incident.Class!;
                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent("incident.class-confirmed", id.ToString(), new JsonObject { ["serious"] = decided.Finding.Serious })
                    {
                        ActorName = context.Access.PrintedName,
                    },
                    decided.Finding.Serious
                        ? $"Confirmed: serious, {string.Join(", ", decided.Finding.LegalBasis)}."
                        : "Confirmed: not serious within the meaning of Art. 3(49).",
                    note
                );
                return null;
            },
            ct,
            Permission.ConfirmIncidentClass
        );
}

/// <summary>Marks a step that people take outside the portal as done, or skips one that may be skipped.</summary>
public sealed class SettleStep(IncidentActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<IncidentId>> RunAsync(
        Actor actor,
        IncidentId id,
        string? step,
        bool skip,
        string? note,
        string? ifMatch,
        CancellationToken ct
    )
    {
        var action = skip ? "incident.step-skipped" : "incident.step-done";
        return work.RunAsync(
            actor,
            action,
            id,
            ifMatch,
            (incident, playbook, context) =>
            {
                if (incident.Settle(playbook, step, skip, note, context.Access.PrintedName, context.Now) is { } refusal)
                {
                    return refusal;
                }

                var title = playbook.Steps.First(s => s.Id == step).Title;
                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent(action, id.ToString(), new JsonObject { ["step"] = step }),
                    skip ? $"Skipped: {title}." : $"Step done: {title}.",
                    note
                );
                return null;
            },
            ct
        );
    }
}
