using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Competences;

/// <summary>Says what the organisation requires of its people. Signatures that were given stay as they are.</summary>
public sealed class ChangeCompetencePlan(ActionRunner runner)
{
    /// <summary>Runs the action; the value is the new revision.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="topics">The whole list.</param>
    /// <param name="ifMatch">The revision the caller insists on; 0 before it is changed first.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<int>> RunAsync(Actor actor, IReadOnlyList<CompetenceTopic> topics, string? ifMatch, CancellationToken ct) =>
        runner.RunAsync<int>(
            actor,
            new Attempt("competence.plan-changed", CompetencePlan.Subject, Permission.ManageCompetences),
            async (context, token) =>
            {
                var known = await context.Db.CompetencePlans.SingleOrDefaultAsync(token);
                if (ETags.Refuses(ifMatch, known?.Revision ?? 0) is { } stale)
                {
                    return stale;
                }

                var plan = known ?? CompetencePlan.New();
                var changed = plan.Change(topics, context.Access.PrintedName, context.Now);
                if (changed.Refusal is { } refusal)
                {
                    return refusal;
                }

                if (known is null)
                {
                    context.Db.CompetencePlans.Add(plan);
                }

                context.Append(
                    new AuditEvent(
                        "competence.plan-changed",
                        CompetencePlan.Subject,
                        new JsonObject
                        {
                            ["topics"] = Names(changed.Value),
                            ["enforced"] = Names(plan.Topics.Where(t => t.Enforced).Select(t => t.Key)),
                            ["enforcedRoles"] = Names(plan.Topics.SelectMany(t => t.EnforcedRoles).Distinct(StringComparer.Ordinal)),
                            ["revision"] = plan.Revision,
                        }
                    )
                    {
                        Covers = [CompetenceEvents.List],
                    }
                );
                return plan.Revision;
            },
            ct
        );

    private static JsonArray Names(IEnumerable<string> keys) => new([.. keys.Select(k => (JsonNode)k)]);
}
