using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>
/// A person allows or denies a call that asks. What moves money or cannot be undone is allowed with a fresh proof of identity, for this
/// call and this answer alone.
/// </summary>
public sealed class AnswerCall(ActionRunner runner, ReauthenticationService reauthentication)
{
    /// <summary>What is answered.</summary>
    /// <param name="Agent">The agent; null where the call alone is named.</param>
    /// <param name="Call">The call, as the caller wrote it.</param>
    /// <param name="Outcome"><c>allow</c> or <c>deny</c>.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Proof">Proof of a fresh re-authentication, where one is needed.</param>
    public sealed record Command(string? Agent, string Call, string? Outcome, string? Reason, string? Proof);

    /// <summary>What a proof for an answer is bound to.</summary>
    public static string Binding(AgentCallId call, string outcome) => $"{call}|answer|{outcome}";

    /// <summary>Runs it.</summary>
    public async Task<Result<AgentCallId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        if (!DisplayId.TryParse<AgentCallId>(command.Call, out var id))
        {
            id = default;
        }

        Result<ProvenIdentity>? proof = string.IsNullOrEmpty(command.Proof)
            ? default(Result<ProvenIdentity>?)
            : await reauthentication.ConsumeAsync(command.Proof, actor, Binding(id, command.Outcome ?? ""), ct);
        return await runner.RunAsync(
            actor,
            new Attempt("agent-call.answered", id.ToString(), Permission.AnswerAgentCalls) { LogEveryRefusal = true, Decides = true },
            (context, token) => AnswerAsync(context, id, command, proof, token),
            ct
        );
    }

    private static async Task<Result<AgentCallId>> AnswerAsync(
        ActionContext context,
        AgentCallId id,
        Command command,
        Result<ProvenIdentity>? proof,
        CancellationToken ct
    )
    {
        var db = context.Db;
        if (
            await db.AgentCalls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } call
            || (command.Agent is { } agent && agent != call.Model)
            || await db.LockModelAsync(call.Model, ct) is not { } model
        )
        {
            return CallRefusals.NotFound;
        }

        if (command.Outcome is not ("allow" or "deny"))
        {
            return CallRefusals.OutcomeUnknown;
        }

        if (await CallProof.RefusesAsync(db, call, ct) is { } altered)
        {
            return altered;
        }

        if (await db.AgentCallAnswers.AnyAsync(a => a.Call == id, ct))
        {
            return CallRefusals.Answered(id);
        }

        var person = new Signer(context.Access.Person!.Value, context.Access.PrintedName, context.Access.Role);
        Result<SigningProof>? signed =
            proof is not { } given ? default(Result<SigningProof>?)
            : given.IsDone ? given.Value.ToProof()
            : given.Refusal;
        var made = AgentCallAnswer.Give(call, model, (command.Outcome == "allow", command.Reason), person, signed, context.Now);
        if (made.Refusal is { } refusal)
        {
            return refusal;
        }

        db.AgentCallAnswers.Add(made.Value);
        Append(context, call, made.Value);
        return id;
    }

    private static void Append(ActionContext context, AgentCall call, AgentCallAnswer answer) =>
        context.Append(
            new AuditEvent(
                "agent-call.answered",
                call.Id.ToString(),
                new JsonObject
                {
                    ["model"] = call.Model,
                    ["outcome"] = answer.Allows ? "allow" : "deny",
                    ["reasonSha256"] = answer.Reason.Sha256,
                    ["commitment"] = Convert.ToHexStringLower(call.Commitment),
                    ["authentication"] = answer.AuthenticationMethod is { } method
                        ? new JsonObject { ["method"] = method, ["at"] = CanonicalJson.Time(answer.AuthenticatedAt!.Value) }
                        : null,
                }
            )
            {
                ActorName = answer.PrintedName,
            }
        );
}
