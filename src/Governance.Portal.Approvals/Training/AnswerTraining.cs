using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Training;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Training;

/// <summary>An owner of data, or a security reviewer, answers a request to train: an electronic signature of this answer alone.</summary>
public sealed class AnswerTraining(ActionRunner runner, ReauthenticationService reauthentication)
{
    /// <summary>What is answered.</summary>
    /// <param name="Id">The request, as the caller wrote it.</param>
    /// <param name="Outcome"><c>allow</c> or <c>deny</c>.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(string Id, string? Outcome, string? Reason, string? Proof);

    /// <summary>What a proof for an answer is bound to.</summary>
    public static string Binding(TrainingPermitId id, string outcome) => $"{id}|answer|{outcome}";

    /// <summary>Runs it.</summary>
    public async Task<Result<TrainingPermitId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        if (!DisplayId.TryParse<TrainingPermitId>(command.Id, out var id))
        {
            id = default;
        }

        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding(id, command.Outcome ?? ""), ct);
        return await runner.RunAsync(
            actor,
            new Attempt("training.answered", id.ToString(), Permission.ApproveTraining) { LogEveryRefusal = true, Decides = true },
            (context, token) => ActAsync(context, command, proof, token),
            ct
        );
    }

    private static async Task<Result<TrainingPermitId>> ActAsync(
        ActionContext context,
        Command command,
        Result<ProvenIdentity> proof,
        CancellationToken ct
    )
    {
        var found = await TrainingSteps.LoadAsync(context.Db, command.Id, ct);
        if (found.Refusal is { } missing)
        {
            return missing;
        }

        var permit = found.Value;
        var person = new Signer(context.Access.Person!.Value, context.Access.PrintedName, context.Access.Role);
        if (permit.SlotFor(person.Id, person.RoleInForce).Refusal is { } notTheirs)
        {
            return notTheirs;
        }

        if (command.Outcome is not ("allow" or "deny"))
        {
            return TrainingRefusals.OutcomeUnknown;
        }

        if (proof.Refusal is { } unproven)
        {
            return unproven;
        }

        // What changed of the data since the request is said before anyone signs for it.
        if (command.Outcome == "allow" && await TrainingSteps.RefusesAsync(context.Db, permit, context.Now, ct) is { } notNow)
        {
            return notNow;
        }

        var before = await context.Db.TrainingAnswers.Where(a => a.Permit == permit.Id).ToListAsync(ct);
        var given = TrainingAnswer.Give(
            permit,
            before,
            (command.Outcome == "allow", command.Reason),
            person,
            proof.Value.ToProof(),
            context.Now
        );
        if (given.Refusal is { } refusal)
        {
            return refusal;
        }

        var answer = given.Value;
        context.Db.TrainingAnswers.Add(answer);
        permit.Hear([.. before, answer], context.Now);
        context.Append(
            new AuditEvent(
                "training.answered",
                permit.Id.ToString(),
                new JsonObject
                {
                    ["slot"] = answer.Slot,
                    ["outcome"] = command.Outcome,
                    ["state"] = WireName.Of(permit.State),
                    ["reasonSha256"] = answer.Reason.Sha256,
                    ["authentication"] = new JsonObject
                    {
                        ["method"] = answer.Attestation.AuthenticationMethod,
                        ["at"] = CanonicalJson.Time(answer.Attestation.AuthenticatedAt),
                    },
                }
            )
            {
                ActorName = answer.Attestation.PrintedName,
            }
        );
        return permit.Id;
    }
}
