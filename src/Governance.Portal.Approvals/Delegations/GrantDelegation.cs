using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Delegations;

/// <summary>A signer lets a named person sign their slot for a time.</summary>
public sealed class GrantDelegation(ActionRunner runner, ReauthenticationService reauthentication)
{
    /// <summary>What a proof for this is bound to, if it is.</summary>
    public const string Binding = "delegation|grant";

    /// <summary>What is delegated.</summary>
    /// <param name="Slot"><c>security</c>, <c>legal</c>, <c>owner</c>.</param>
    /// <param name="To">E-mail address of the person.</param>
    /// <param name="Models">Names of models; none or null for all.</param>
    /// <param name="Since">From when; null or past for now.</param>
    /// <param name="Until">Until when.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(
        string? Slot,
        string? To,
        IReadOnlyList<string>? Models,
        DateTimeOffset? Since,
        DateTimeOffset? Until,
        string? Reason,
        string? Proof
    );

    /// <summary>Runs the action. Order of the checks: role, proof, what is delegated.</summary>
    public async Task<Result<DelegationId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding, ct);
        var attempt = new Attempt("delegation.granted", actor.Id, Permission.Delegate) { LogEveryRefusal = true, Decides = true };
        return await runner.RunAsync(actor, attempt, (context, token) => ActAsync(context, command, proof, token), ct);
    }

    private static async Task<Result<DelegationId>> ActAsync(
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

        if (!WireName.TryParse<SignOffRole>(command.Slot, out var slot))
        {
            return DelegationRefusals.SlotUnknown;
        }

        if (await ReaderAsync(context.Db, command.To, context.Now, ct) is not { } delegatee)
        {
            return DelegationRefusals.PersonUnknown;
        }

        var models = (command.Models ?? []).Select(m => m?.Trim() ?? "").Distinct(StringComparer.Ordinal).ToList();
        // No one hands over what their own role does not reach; the same answer for what there is and what there is not.
        if (context.Access.DataScope is { } dataScope && (models.Count == 0 || !models.TrueForAll(dataScope.Models.Contains)))
        {
            return DelegationRefusals.OutsideDataScope;
        }

        // Counted before they are looked up, so that no one sends a query of a million names.
        if (models.Count <= Delegation.MaxModels && await context.Db.Models.CountAsync(m => models.Contains(m.Name), ct) != models.Count)
        {
            return DelegationRefusals.ModelUnknown;
        }

        var granted = Delegation.Grant(
            await context.Db.NextIdAsync<DelegationId>(ct),
            slot,
            new Signer(context.Access.Person!.Value, context.Access.PrintedName, context.Access.Role),
            new Signer(delegatee.UserId, delegatee.PrintedName, null),
            new DelegationTerms(command.Since ?? context.Now, command.Until ?? DateTimeOffset.MinValue, models, command.Reason),
            context.Now
        );
        if (!granted.IsDone)
        {
            return granted.Refusal;
        }

        var delegation = granted.Value;
        context.Db.Delegations.Add(delegation);
        context.Append(
            new AuditEvent(
                "delegation.granted",
                delegation.Id.ToString(),
                new JsonObject
                {
                    ["slot"] = WireName.Of(slot),
                    ["from"] = delegation.From.ToString(),
                    ["to"] = delegation.To.ToString(),
                    ["models"] = new JsonArray([.. delegation.Models.Select(m => (JsonNode)m)]),
                    ["since"] = CanonicalJson.Time(delegation.Since),
                    ["until"] = CanonicalJson.Time(delegation.Until),
                    ["reasonSha256"] = delegation.Reason.Sha256,
                    ["authentication"] = new JsonObject { ["method"] = proof.Value.Method, ["at"] = CanonicalJson.Time(proof.Value.At) },
                }
            )
            {
                ActorName = context.Access.PrintedName,
            }
        );
        return delegation.Id;
    }

    // A signer has to be able to read what they sign.
    private static async Task<User?> ReaderAsync(GovernanceDbContext db, string? email, DateTimeOffset now, CancellationToken ct) =>
        !string.IsNullOrWhiteSpace(email)
        && email.Length <= 254
        && await People.ByEmailAsync(db, email, ct) is { } person
        && person.IsActive(now)
        && (await AccessReader.RolesOf(db, person.Id).ToListAsync(ct)).Exists(r =>
            Permission.ReadApprovals.GrantedTo.Contains(r, StringComparer.Ordinal)
        )
            ? person
            : null;
}
