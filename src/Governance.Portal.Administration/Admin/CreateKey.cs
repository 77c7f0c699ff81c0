using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>A key just made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">The key itself: shown once, stored as a hash.</param>
public sealed record CreatedKey(ApiKeyId Id, string Text);

/// <summary>Makes an API key.</summary>
public sealed class CreateKey(ActionRunner runner, Accounts accounts)
{
    /// <summary>Longest life of a key.</summary>
    public const int MaxDays = 730;

    /// <summary>Most agents of a key.</summary>
    public const int MaxAgents = 50;

    private const int HintLength = 8;

    /// <param name="Name">What it is for.</param>
    /// <param name="Scopes">What it may do.</param>
    /// <param name="ExpiresInDays">How long it works.</param>
    /// <param name="Owner">E-mail address of the person who answers for it; the person who makes it when left out (no one, on the
    /// host).</param>
    public sealed record Command(string? Name, IReadOnlyList<string>? Scopes, int? ExpiresInDays, string? Owner)
    {
        /// <summary>True for a key that may widen rights; only the host makes one.</summary>
        public bool Administers { get; init; }

        /// <summary>Agents for which it asks, reports and sends spans, by name; needed with the scope agents:decide.</summary>
        public IReadOnlyList<string?>? Agents { get; init; }

        internal IReadOnlyList<string> Named =>
            [.. (Agents ?? []).Select(a => a?.Trim() ?? "").Where(a => a.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Answers the key.</summary>
    public Task<Result<CreatedKey>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return Refuses(command) is { } refusal
            ? Task.FromResult(Result<CreatedKey>.Refused(refusal))
            : runner.RunAsync(
                actor,
                new Attempt("key.created", "key", Permission.Administer) { WidensRights = true },
                (context, ct) => CreateAsync(context, command, ct),
                ct
            );
    }

    private static Refusal? Refuses(Command command)
    {
        var errors = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(command.Name) || command.Name.Trim().Length > 100)
        {
            errors["name"] = [$"Describe the purpose of the key in 1 to 100 characters."];
        }
        else if (NameText.Misleads(command.Name))
        {
            errors["name"] = [NameText.Refused];
        }

        if (
            command.Scopes is not { Count: > 0 } scopes
            || scopes.Any(s => !Scopes.All.Contains(s, StringComparer.Ordinal))
            || scopes.Distinct(StringComparer.Ordinal).Count() != scopes.Count
        )
        {
            errors["scopes"] = AdminRefusals.UnknownScopes.FieldWords["scopes"];
        }

        var decides = command.Scopes?.Contains(Scopes.AgentsDecide, StringComparer.Ordinal) is true;
        if (decides && (command.Named.Count is 0 or > MaxAgents || !command.Named.All(ModelName.IsModel)))
        {
            errors["agents"] = [$"Name the agents for which the key asks whether calls are allowed: 1 to {MaxAgents} names of agents."];
        }
        else if (
            !decides
            && command.Named.Count > 0
            && (
                command.Named.Count > MaxAgents
                || !command.Named.All(ModelName.IsModel)
                || command.Scopes?.Contains(Scopes.TracesWrite, StringComparer.Ordinal) is not true
            )
        )
        {
            errors["agents"] =
            [
                $"Only a key with the scope agents:decide or traces:write is for certain agents: at most {MaxAgents} names of agents.",
            ];
        }

        if (command.ExpiresInDays is not (>= 1 and <= MaxDays))
        {
            errors["expiresInDays"] = [$"A key must be valid for 1 to {MaxDays} days."];
        }

        return errors.Count == 0 ? null : Refusal.Fields("key.invalid", $"The key cannot be created with these values.", errors);
    }

    private async Task<Result<CreatedKey>> CreateAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var owner = await OwnerAsync(context, command.Owner, ct);
        if (!owner.IsDone)
        {
            return owner.Refusal;
        }

        // What a key may not do at all is refused before what would be of no use.
        if (context.Access.Actor.Kind is ActorKind.Key)
        {
            // Through a second key no one gets out of what the first one's owner answers for.
            if (owner.Value != context.Access.Person)
            {
                return AdminRefusals.OwnerOfKey;
            }

            if (
                !Scopes.Expand(command.Scopes!).IsSubsetOf(context.Access.KeyScopes)
                || command.Named.Any(agent => context.Access.RefusesAgent(agent) is not null)
            )
            {
                return AdminRefusals.WiderScopes;
            }
        }

        // Such a key requests promotions, and there has to be someone who then does not sign them.
        if (owner.Value is null && Scopes.Expand(command.Scopes!).Contains(Scopes.RegistryWrite))
        {
            return AdminRefusals.OwnerMissing;
        }

        if (owner.Value is { } person && await RefusesScopesAsync(context.Db, person, command.Scopes!, ct) is { } unusable)
        {
            return unusable;
        }

        var text = SecretText.New(ApiKey.TextPrefix);
        var id = await context.Db.NextIdAsync<ApiKeyId>(ct);
        var key = new ApiKey
        {
            Id = id,
            Name = command.Name!.Trim(),
            Hash = SecretText.Hash(text),
            Hint = text[..HintLength],
            Scopes = [.. command.Scopes!],
            Agents = command.Named.Count > 0 ? command.Named : null,
            Owner = owner.Value,
            ExpiresAt = context.Now.AddDays(command.ExpiresInDays!.Value),
            CreatedAt = context.Now,
            CreatedBy = context.Access.Actor.Id,
            Administers = command.Administers && context.Access.Actor.Kind is ActorKind.Host,
        };
        context.Db.ApiKeys.Add(key);
        var data = new JsonObject
        {
            ["scopes"] = new JsonArray([.. key.Scopes.Order(StringComparer.Ordinal).Select(s => (JsonNode)s)]),
            ["owner"] = key.Owner?.ToString(),
            ["expiresAt"] = CanonicalJson.Time(key.ExpiresAt),
        };
        if (key.Agents is not null)
        {
            data["agents"] = new JsonArray([.. key.Agents.Select(a => (JsonNode)a)]);
        }

        if (key.Administers)
        {
            data["administers"] = true;
        }

        context.Append(new AuditEvent("key.created", id.ToString(), data));
        return new CreatedKey(id, text);
    }

    // A key does what its scopes and its owner's roles both allow: one that could do nothing is refused where it is made, not at each use.
    private static async Task<Refusal?> RefusesScopesAsync(
        GovernanceDbContext db,
        UserId owner,
        IReadOnlyList<string> scopes,
        CancellationToken ct
    )
    {
        var held = await AccessReader.RolesOf(db, owner.Number).Distinct().ToListAsync(ct);
        foreach (var scope in scopes.Order(StringComparer.Ordinal))
        {
            if (Scopes.RolesWith(scope) is { } needed && !needed.Intersect(held, StringComparer.Ordinal).Any())
            {
                var name = await db.Users.AsNoTracking().Where(u => u.Id == owner.Number).Select(u => u.Email).SingleAsync(ct);
                return AdminRefusals.ScopeNotForOwner(scope, name ?? owner.ToString(), [.. held.Order(StringComparer.Ordinal)], needed);
            }
        }

        return null;
    }

    private async Task<Result<UserId?>> OwnerAsync(ActionContext context, string? email, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(email))
        {
            return Result<UserId?>.Done(context.Access.Person);
        }

        var normalised = accounts.Normalise(email);
        var found = await context
            .Db.Users.AsNoTracking()
            .Where(u => u.NormalizedEmail == normalised && u.DisabledAt == null)
            .Select(u => (int?)u.Id)
            .SingleOrDefaultAsync(ct);
        return found is { } id ? Result<UserId?>.Done(new UserId(id)) : AdminRefusals.UnknownOwner;
    }
}
