using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents.Tools;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry.Agents.Tools;

/// <summary>
/// A security reviewer says once what a tool can do. From the commit on, it counts in gates, at each call and on pages for every manifest
/// that names the tool's digest.
/// </summary>
public sealed class ReviewTool(ActionRunner runner, ManifestTools tools, IFactsChanged facts)
{
    /// <summary>The action's name in the log.</summary>
    public const string Action = "agent-tool.reviewed";

    /// <summary>What is said.</summary>
    /// <param name="Sha256">Digest of the tool.</param>
    /// <param name="Risks">What it can do.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Command(string Sha256, IReadOnlyList<string?>? Risks, string? Reason);

    /// <summary>Records it.</summary>
    public async Task<Result<ToolRow>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        // Only what one sees of the register, one reviews.
        var known = (await tools.OfAsync(command.Sha256, ct)).Count > 0;
        var done = await runner.RunAsync<string>(
            actor,
            new Attempt(Action, known ? command.Sha256 : "agent-tool", Permission.ReviewAgentTools) { Decides = true },
            (context, token) => ReviewAsync(context, known, command, token),
            ct
        );
        return done.IsDone ? (await tools.OfAsync(done.Value, ct))[0] : done.Refusal;
    }

    private async Task<Result<string>> ReviewAsync(ActionContext context, bool isKnown, Command command, CancellationToken ct)
    {
        if (!isKnown)
        {
            return AgentToolRefusals.NotFound;
        }

        if (AgentToolReview.Refuses(command.Risks, AgentVocabulary.ToolRisks, command.Reason) is { } wrong)
        {
            return wrong;
        }

        var (db, sha256) = (context.Db, command.Sha256);
        var naming = await tools.NamingAsync(db, sha256, ct);
        // Calls are decided under the same locks: before the review or after it.
        foreach (var (agent, _) in naming)
        {
            await db.LockModelAsync(agent, ct);
        }

        var review = await db.AgentToolReviews.SingleOrDefaultAsync(r => r.Sha256 == sha256, ct);
        if (review is null)
        {
            review = AgentToolReview.Of(sha256, naming[0].Tool.Id);
            db.AgentToolReviews.Add(review);
        }

        review.Review(command.Risks!.OfType<string>(), command.Reason!, context.Access.Actor.Id, context.Now);
        context.Append(
            new AuditEvent(
                Action,
                sha256,
                new JsonObject
                {
                    ["tool"] = review.Tool,
                    ["risks"] = new JsonArray([.. review.Risks.Select(r => JsonValue.Create(r))]),
                    ["reasonSha256"] = review.Reason.Sha256,
                }
            )
            {
                Covers = [.. naming.Select(n => n.Agent)],
            }
        );
        foreach (var (agent, _) in naming)
        {
            await facts.ChangedAsync(context, agent, null, ct);
        }

        return sha256;
    }
}
