using Governance.Data;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Compliance.Competences.Import;

/// <summary>
/// Records the trainings of a file that can be recorded; the file is read and compared again in the transaction. Lines that are wrong, on
/// record or not completed are left out.
/// </summary>
public sealed class ImportTrainings(ActionRunner runner)
{
    /// <summary>Runs the action; the value is how many were recorded.</summary>
    public Task<Result<int>> RunAsync(Actor actor, ReadOnlyMemory<byte> file, TrainingDefaults defaults, CancellationToken ct) =>
        runner.RunAsync(
            actor,
            new Attempt("competence.recorded", CompetenceEvents.List, Permission.RecordCompetencesOfOthers),
            (context, token) => ActAsync(context, file, defaults, token),
            ct
        );

    private static async Task<Result<int>> ActAsync(
        ActionContext context,
        ReadOnlyMemory<byte> file,
        TrainingDefaults defaults,
        CancellationToken ct
    )
    {
        // An id first: who takes one waits for who took the one before, so that no two import the same file at once. It is not used.
        await context.Db.NextIdsAsync<CompetenceId>(1, ct);
        var compared = await PreviewTrainings.CompareAsync(context.Db, file, defaults, context.Now, ct);
        if (!compared.IsDone)
        {
            return compared.Refusal;
        }

        var lines = compared.Value.Where(c => c.Line.Verdict is TrainingVerdict.Import).ToList();
        if (lines.Count == 0)
        {
            return CompetenceRefusals.NothingToImport;
        }

        var topics = (await RequiredCompetences.TopicsAsync(context.Db, ct)).ToDictionary(t => t.Key, StringComparer.Ordinal);
        var first = await context.Db.NextIdsAsync<CompetenceId>(lines.Count, ct);
        foreach (var (place, (line, person, name)) in lines.Index())
        {
            var made = Competence.Record(
                new CompetenceId(first.Number + place),
                (person, name),
                topics[line.Topic!],
                line.Training,
                context.Access,
                context.Now
            );
            if (!made.IsDone)
            {
                return made.Refusal;
            }

            context.Db.Competences.Add(made.Value);
            CompetenceEvents.Append(context, "competence.recorded", made.Value, CompetenceEvents.Training(made.Value));
        }

        return lines.Count;
    }
}
