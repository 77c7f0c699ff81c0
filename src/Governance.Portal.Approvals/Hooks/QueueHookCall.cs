using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Hooks;

/// <summary>Puts a code host's question into the queue; its answer is made in the background.</summary>
public sealed class QueueHookCall(ActionRunner runner, DatabaseClock time)
{
    internal static readonly Actor Job = Actor.OfJob("hooks");

    /// <summary>Runs the action. A delivery that is known is not asked twice.</summary>
    public Task<Result<(HookCallId Id, bool IsNew)>> RunAsync(HookKind kind, HookQuestion question, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(question);
        return runner.RunAsync<(HookCallId, bool)>(
            Job,
            new Attempt("hook.asked", question.Model, null),
            async (context, token) =>
            {
                var (delivery, model) = (question.Delivery, question.Model);
                if (
                    await context
                        .Db.HookCalls.Where(c => c.Kind == kind && c.Delivery == delivery)
                        .Select(c => (HookCallId?)c.Id)
                        .SingleOrDefaultAsync(token) is
                    { } known
                )
                {
                    return (known, false);
                }

                if (!await context.Db.Models.AnyAsync(m => m.Name == model, token))
                {
                    return ModelRefusals.NotFound(model);
                }

                var call = HookCall.Ask(
                    await context.Db.NextIdAsync<HookCallId>(token),
                    kind,
                    question,
                    await time.NowAsync(context.Db, token)
                );
                context.Db.HookCalls.Add(call);
                context.Append(
                    new AuditEvent(
                        "hook.asked",
                        call.Id.ToString(),
                        new JsonObject
                        {
                            ["kind"] = WireName.Of(kind),
                            ["model"] = call.Model,
                            ["commit"] = call.Commit,
                            ["stage"] = call.Stage is { } stage ? WireName.Of(stage) : null,
                        }
                    )
                );
                return (call.Id, true);
            },
            ct
        );
    }
}
