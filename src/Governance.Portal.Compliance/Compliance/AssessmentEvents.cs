using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Log entries of assessments: ids, classes and digests; the reasons people gave stay beside the log.</summary>
internal static class AssessmentEvents
{
    private static readonly Dictionary<string, string> s_members = new(StringComparer.Ordinal)
    {
        ["purpose"] = "its purpose",
        ["roles"] = "the organisation's roles",
        ["placedOn"] = "the date it was placed on the market",
        ["models"] = "its models",
        ["components"] = "its components",
    };

    /// <summary>Adds a fact about an assessment; pages of its system hear of it too.</summary>
    public static void Add(ActionContext context, AuditEvent fact, Assessment assessment, params IReadOnlyList<Assessment> others)
    {
        var data = fact.Data;
        data["system"] = assessment.System.ToString();
        data["law"] = assessment.Law;
        data["lawSha256"] = assessment.LawSha256;
        context.Append(
            fact with
            {
                ActorName = context.Access.PrintedName,
                Covers = [assessment.System.ToString(), SystemEvents.List, .. others.Select(o => o.AuditSubject)],
            }
        );
    }

    /// <summary>A system changed in something that decides its class: what was signed or waits is looked at again.</summary>
    public static async Task ReopenAsync(ActionContext context, SystemId system, IReadOnlyList<string> members, CancellationToken ct)
    {
        var reason = $"The system has changed: {string.Join(", ", members.Select(m => s_members.GetValueOrDefault(m, m)))}.";
        var assessments = await context
            .Db.Assessments.Where(a => a.System == system && (a.State == AssessmentState.Signed || a.State == AssessmentState.Submitted))
            .ToListAsync(ct);
        foreach (var assessment in assessments.Where(a => a.Reopen(reason)))
        {
            var fact = new AuditEvent(
                "assessment.reopened",
                assessment.Id.ToString(),
                new JsonObject { ["members"] = new JsonArray([.. members.Select(m => (JsonNode)m)]), ["system"] = system.ToString() }
            );
            context.AppendAs(Actor.OfJob("classification"), fact);
        }
    }
}
