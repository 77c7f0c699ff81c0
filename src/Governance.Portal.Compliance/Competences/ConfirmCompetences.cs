using Governance.Data;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Competences;

/// <summary>Confirms records that others wrote about others: all of those named, or none.</summary>
public sealed class ConfirmCompetences(ActionRunner runner)
{
    /// <summary>Runs the action; the value is how many were confirmed.</summary>
    public Task<Result<int>> RunAsync(Actor actor, IReadOnlyList<CompetenceId> ids, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return runner.RunAsync<int>(
            actor,
            new Attempt("competence.confirmed", ids is [var only] ? only.ToString() : CompetenceEvents.List, Permission.ManageCompetences),
            async (context, token) =>
            {
                var named = ids.Distinct().ToList();
                var records = await context.Db.Competences.Where(c => named.Contains(c.Id)).OrderBy(c => c.Id).ToListAsync(token);
                if (records.Count == 0 || records.Count < named.Count)
                {
                    return CompetenceRefusals.NotFound;
                }

                foreach (var record in records)
                {
                    if (record.Confirm((context.Access.Person!.Value, context.Access.PrintedName), context.Now) is { } refusal)
                    {
                        return refusal;
                    }

                    CompetenceEvents.Append(context, "competence.confirmed", record);
                }

                return records.Count;
            },
            ct
        );
    }
}
