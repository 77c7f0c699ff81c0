using Governance.Data;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Competences;

/// <summary>Records a training: one's own, or with the right to do so that of another person.</summary>
public sealed class RecordCompetence(ActionRunner runner)
{
    /// <summary>What is recorded.</summary>
    /// <param name="Person">E-mail address of the person's account; null for the caller.</param>
    /// <param name="Topic">Key of the topic.</param>
    /// <param name="Course">The course.</param>
    /// <param name="Provider">Who gave it.</param>
    /// <param name="On">The day on which it was completed; null for today.</param>
    /// <param name="ValidUntil">The last day it counts; null for as long as the topic says.</param>
    /// <param name="Reference">Where the proof is.</param>
    /// <param name="Sha256">SHA-256 of that file.</param>
    public sealed record Command(
        string? Person,
        string? Topic,
        string? Course,
        string? Provider,
        DateOnly? On,
        DateOnly? ValidUntil,
        string? Reference,
        string? Sha256
    );

    /// <summary>Runs the action.</summary>
    public Task<Result<CompetenceId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync(
            actor,
            new Attempt("competence.recorded", CompetenceEvents.List, Permission.RecordCompetences),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private static async Task<Result<CompetenceId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var person = await PersonAsync(context, command.Person, ct);
        if (person.Refusal is { } unknown)
        {
            return unknown;
        }

        if ((await RequiredCompetences.TopicsAsync(context.Db, ct)).FirstOrDefault(t => t.Key == command.Topic) is not { } topic)
        {
            return CompetenceRefusals.TopicUnknown;
        }

        var training = new CompetenceTraining(
            command.Course,
            command.Provider,
            command.On ?? context.Now.Day(),
            command.ValidUntil,
            command.Reference,
            command.Sha256,
            CompetenceSource.Manual
        );
        // The id first: who takes one waits for who took the one before, so that no two record the same training at once.
        var id = await context.Db.NextIdAsync<CompetenceId>(ct);
        var who = person.Value;
        var known = await context.Db.Competences.AsNoTracking().Where(c => c.Person == who.Id && c.Topic == topic.Key).ToListAsync(ct);
        if (known.Find(c => c.IsOf(topic.Key, training)) is { } same)
        {
            return CompetenceRefusals.AlreadyRecorded(same.Id);
        }

        var made = Competence.Record(id, who, topic, training, context.Access, context.Now);
        if (!made.IsDone)
        {
            return made.Refusal;
        }

        context.Db.Competences.Add(made.Value);
        CompetenceEvents.Append(context, "competence.recorded", made.Value, CompetenceEvents.Training(made.Value));
        return id;
    }

    // Asked before who it is: someone who may record their own alone learns nothing of the accounts. A key records those of its owner.
    private static async Task<Result<(UserId Id, string Name)>> PersonAsync(ActionContext context, string? email, CancellationToken ct)
    {
        var named = string.IsNullOrWhiteSpace(email) || email.Length > 256 ? null : await People.ByEmailAsync(context.Db, email, ct);
        if (context.Access.Person is { } own && (string.IsNullOrWhiteSpace(email) || named?.UserId == own))
        {
            return (own, (await People.ByIdAsync(context.Db, [own], ct))[own].Name);
        }

        if (!context.Access.Has(Permission.RecordCompetencesOfOthers))
        {
            return CompetenceRefusals.NotYours;
        }

        return named is not null && named.IsActive(context.Now) ? (named.UserId, named.PrintedName) : CompetenceRefusals.PersonUnknown;
    }
}
