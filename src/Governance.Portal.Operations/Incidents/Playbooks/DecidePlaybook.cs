using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>A second person approves a proposed version of a playbook, or rejects it, with a fresh proof of who they are.</summary>
public sealed class DecidePlaybook(ActionRunner runner, PlaybookLibrary library, CheckCalls calls, ReauthenticationService reauthentication)
{
    /// <summary>What is decided.</summary>
    /// <param name="Version">Which.</param>
    /// <param name="Approve">True to approve, false to reject.</param>
    /// <param name="Sha256">Digest of the text that was on the screen.</param>
    /// <param name="Reason">Why it is rejected.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(PlaybookVersionId Version, bool Approve, string? Sha256, string? Reason, string? Proof);

    /// <summary>What a proof for this is bound to, if it is.</summary>
    public static string Binding(PlaybookVersionId version) => $"{version}|decide";

    /// <summary>Runs the action. Order of the checks: role, proof, person, state, text, calls.</summary>
    public async Task<Result<PlaybookVersionId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding(command.Version), ct);
        var attempt = new Attempt(
            command.Approve ? "playbook.approved" : "playbook.rejected",
            command.Version.ToString(),
            Permission.ApprovePlaybook
        )
        {
            LogEveryRefusal = true,
            Decides = true,
        };
        return await runner.RunAsync(actor, attempt, (context, token) => ActAsync(context, command, proof, token), ct);
    }

    private async Task<Result<PlaybookVersionId>> ActAsync(
        ActionContext context,
        Command command,
        Result<ProvenIdentity> proof,
        CancellationToken ct
    )
    {
        if (!proof.IsDone)
        {
            return proof.Refusal;
        }

        if (await context.Db.PlaybookVersions.SingleOrDefaultAsync(p => p.Id == command.Version, ct) is not { } version)
        {
            return PlaybookRefusals.NotFound;
        }

        var apart = await SeparationReader.LoadAsync(context.Db, [], [context.Access.Person!.Value, .. version.Authors], context.Now, ct);
        var person = new Signer(context.Access.Person!.Value, context.Access.PrintedName, context.Access.Role) { Separation = apart };
        var said = new JsonObject
        {
            ["authentication"] = new JsonObject { ["method"] = proof.Value.Method, ["at"] = CanonicalJson.Time(proof.Value.At) },
        };
        return command.Approve
            ? await ApproveAsync(context, version, person, command.Sha256, proof.Value, said, ct)
            : Reject(context, version, person, command.Reason, said);
    }

    private async Task<Result<PlaybookVersionId>> ApproveAsync(
        ActionContext context,
        PlaybookVersion version,
        Signer person,
        string? shown,
        ProvenIdentity proof,
        JsonObject said,
        CancellationToken ct
    )
    {
        // Of two that are approved at the same moment the second sees the first.
        await context.Db.LockPlaybooksAsync(ct);
        var inForce = await library.InForceAsync(context.Db, ct);
        var approved = version.Approve(person, shown, ProposePlaybook.NewestOf(inForce, version.Name), proof.ToProof(), context.Now);
        if (!approved.IsDone)
        {
            return approved.Refusal;
        }

        // What was possible when it was proposed may not be any more.
        var playbook = PlaybookLibrary.Of(version);
        if ((ProposePlaybook.RefusesPlace(inForce, playbook) ?? await calls.RefusesAsync(context.Db, playbook, ct)) is { } refusal)
        {
            return refusal;
        }

        PlaybookEvents.Append(context, "playbook.approved", version, said, approved.Value.Attestation.LoggedAt);
        return version.Id;
    }

    private static Result<PlaybookVersionId> Reject(
        ActionContext context,
        PlaybookVersion version,
        Signer person,
        string? reason,
        JsonObject said
    )
    {
        if (version.Reject(person, reason, context.Now) is { } refusal)
        {
            return refusal;
        }

        said["reasonSha256"] = version.Rejection?.Sha256;
        PlaybookEvents.Append(context, "playbook.rejected", version, said);
        return version.Id;
    }
}
