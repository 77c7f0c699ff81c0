using Governance.Data;
using Governance.Data.Approvals;
using Governance.Data.DataScopes;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>What a person may sign now: the slot of the role they work in, and what others have delegated to them.</summary>
internal sealed class SigningRights
{
    private readonly Access _access;
    private readonly IReadOnlyList<Delegation> _delegations;
    private readonly IReadOnlyDictionary<DelegationId, DataScope> _limits;
    private readonly Separation _separation;
    private readonly HashSet<string> _registered;

    private SigningRights(
        Access access,
        IReadOnlyList<Delegation> delegations,
        IReadOnlyDictionary<DelegationId, DataScope> limits,
        Separation separation,
        HashSet<string> registered
    ) => (_access, _delegations, _limits, _separation, _registered) = (access, delegations, limits, separation, registered);

    /// <summary>Null when they sign anything at all, in their own right or for someone; else the refusal.</summary>
    public Refusal? Refuses => _delegations.Count > 0 ? null : _access.Refuses(Permission.SignOff);

    /// <summary>True when someone has delegated a slot to them for now. What it is worth is decided when their rights are read.</summary>
    public static async Task<bool> ReceivesAsync(GovernanceDbContext db, Access access, DateTimeOffset now, CancellationToken ct) =>
        access.Person is { } person && access.Has(Permission.ReadApprovals) && await Received(db, person, now).AnyAsync(ct);

    /// <summary>
    /// Reads the rights of a caller, for some promotions. Keys, jobs and the host have none. In a transaction it locks, for sharing,
    /// the rows of the users who have delegated a slot to the caller: their accounts and roles stay as they were read until it ends.
    /// </summary>
    public static async Task<SigningRights> LoadAsync(
        GovernanceDbContext db,
        Access access,
        IReadOnlyList<Promotion> promotions,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (access.Actor.Kind is not ActorKind.User || access.Person is not { } person)
        {
            return new SigningRights(access, [], new Dictionary<DelegationId, DataScope>(), Separation.None, []);
        }

        var inForce = await SeparationReader.InForceAsync(db, now, ct);
        var (received, limits) = access.Has(Permission.ReadApprovals)
            ? await UsableAsync(db, [.. inForce.Where(d => d.To == person).OrderBy(d => d.Id.Number)], now, ct)
            : ([], new Dictionary<DelegationId, DataScope>());
        return new SigningRights(
            access,
            received,
            limits,
            await SeparationReader.LoadAsync(db, promotions, received.Select(d => d.From).Append(person), inForce, now, ct),
            received.Count == 0 ? [] : await RegisteredByAsync(db, person, promotions, ct)
        );
    }

    /// <summary>The person by themselves, with who counts as one with them.</summary>
    /// <exception cref="InvalidOperationException">Rights of a key, a job or the host: they sign nothing.</exception>
    public Signer Self => new(_access.Person!.Value, _access.PrintedName, _access.Role) { Separation = _separation };

    /// <summary>
    /// The person as they would sign a slot: in their own right where they can, else for the person who has delegated it.
    /// </summary>
    /// <param name="promotion">On what.</param>
    /// <param name="model">Its model.</param>
    /// <param name="role">The slot.</param>
    /// <param name="delegation">The delegation to be used, when the caller named one.</param>
    public Signer SignerFor(Promotion promotion, Model model, SignOffRole role, DelegationId? delegation = null)
    {
        var self = Self with { IsRegistrant = _registered.Contains(ModelName.Of(promotion.Model, promotion.Version)) };
        var delegated = _delegations
            .Where(d =>
                d.Slot == role
                && d.Covers(promotion.Model)
                && (!_limits.TryGetValue(d.Id, out var limit) || limit.Models.Contains(promotion.Model))
                && (delegation is null || d.Id == delegation)
            )
            .Select(d => self with { For = d })
            .ToList();
        // A delegation is used when the caller named one or has no right of their own. We take the first that would not be refused; if all
        // would, the first, so that its refusal is shown.
        return delegation is null && (delegated.Count == 0 || OwnRight(self, model, role))
            ? self
            : delegated.Find(s => promotion.RefusesSigner(model, s, role) is null) ?? (delegated.Count > 0 ? delegated[0] : self);
    }

    /// <summary>The slots of a promotion that still wait and that this person could sign now, the own one first.</summary>
    public IEnumerable<(SignOffRole Slot, Signer Signer)> SlotsToSign(Promotion promotion, Model model, DateTimeOffset now)
    {
        if (
            (_access.DataScope is { } dataScope && !dataScope.Models.Contains(promotion.Model))
            || promotion.State is not PromotionState.Open
            || promotion.ExpiresAt <= now
            || Refuses is not null
        )
        {
            return [];
        }

        return promotion
            .RequiredRoles.Where(role => !promotion.LiveSignOffs.Any(s => s.Role == role))
            .Select(role => (role, SignerFor(promotion, model, role)))
            .Where(pair => promotion.RefusesSigner(model, pair.Item2, pair.role) is null)
            .OrderBy(pair => pair.Item2.For is not null);
    }

    private static bool OwnRight(Signer self, Model model, SignOffRole role) =>
        self.RoleInForce == PromotionRefusals.RoleFor(role) && (role is not SignOffRole.Owner || model.IsAnsweredForBy(self.Id));

    // The versions a person registered, themselves or with a key of theirs.
    private static async Task<HashSet<string>> RegisteredByAsync(
        GovernanceDbContext db,
        UserId person,
        IReadOnlyList<Promotion> promotions,
        CancellationToken ct
    )
    {
        var names = promotions.Select(p => p.Model).Distinct().ToList();
        var keys = await db.ApiKeys.AsNoTracking().Where(k => k.Owner == person).Select(k => k.Id).ToListAsync(ct);
        List<string> actors = [$"user:{person}", .. keys.Select(k => $"key:{k}")];
        var registered = await db
            .Versions.AsNoTracking()
            .Where(v => names.Contains(v.Model) && actors.Contains(v.RegisteredBy))
            .Select(v => new { v.Model, v.Version })
            .ToListAsync(ct);
        return registered.Select(v => ModelName.Of(v.Model, v.Version)).ToHashSet(StringComparer.Ordinal);
    }

    // A delegation is worth what its giver may do now: active, still in the role, and as far as the role was given to them.
    private static async Task<(IReadOnlyList<Delegation> Usable, Dictionary<DelegationId, DataScope> Limits)> UsableAsync(
        GovernanceDbContext db,
        IReadOnlyList<Delegation> received,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var usable = new List<Delegation>();
        var limits = new Dictionary<DelegationId, DataScope>();
        if (received.Count == 0)
        {
            return (usable, limits);
        }

        var from = received.Select(d => d.From).Distinct().ToList();
        var numbers = from.ConvertAll(giver => giver.Number);
        var givers = (await db.LockUsersForShareAsync(numbers, ct))
            .Where(giver => giver.IsActive(now))
            .Select(giver => giver.UserId)
            .ToHashSet();
        var roles = (await AccessReader.InForce(db).Where(held => numbers.Contains(held.User)).ToListAsync(ct))
            .Select(held => (new UserId(held.User), held.Role))
            .ToHashSet();
        var limited = (
            await db.RoleScopes.AsNoTracking().Where(s => from.Contains(s.User)).Select(s => new { s.User, s.Role }).ToListAsync(ct)
        )
            .Select(s => (s.User, s.Role))
            .ToHashSet();
        foreach (var delegation in received)
        {
            var role = PromotionRefusals.RoleFor(delegation.Slot);
            if (givers.Contains(delegation.From) && roles.Contains((delegation.From, role)))
            {
                usable.Add(delegation);
                if (
                    limited.Contains((delegation.From, role))
                    && await DataScopeReader.OfRoleAsync(db, delegation.From, role, ct) is { } dataScope
                )
                {
                    limits[delegation.Id] = dataScope;
                }
            }
        }

        return (usable, limits);
    }

    private static IQueryable<Delegation> Received(GovernanceDbContext db, UserId person, DateTimeOffset now) =>
        db
            .Delegations.AsNoTracking()
            .Where(d => d.To == person && d.AcceptedAt != null && d.RevokedAt == null && d.Since <= now && d.Until > now);
}
