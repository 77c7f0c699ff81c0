using System.Text;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Account;

/// <summary>How an account is linked to single sign-on.</summary>
/// <param name="Name">Name of the provider.</param>
/// <param name="Issuer">The provider's issuer identifier.</param>
/// <param name="Subject">The person's identifier at the provider; null if the account is not linked.</param>
/// <param name="LinkedAt">When the account was linked.</param>
/// <param name="LastUsedAt">When the link was last used to sign in.</param>
/// <param name="Roles">Roles that come from the provider.</param>
public sealed record ProviderLinkView(
    string Name,
    string Issuer,
    string? Subject,
    DateTimeOffset? LinkedAt,
    DateTimeOffset? LastUsedAt,
    IReadOnlyList<string> Roles
);

/// <summary>Address for linking an account.</summary>
/// <param name="Url">Open it in the browser of this session within five minutes.</param>
public sealed record LinkStartView(string Url);

/// <summary>
/// Links one's own account to single sign-on, and cuts the link, each against a fresh proof of identity. An e-mail address links nothing.
/// </summary>
public sealed class LinkIdentity
{
    /// <summary>What a proof for linking is bound to, if it is.</summary>
    public const string LinkBinding = "provider|link";

    /// <summary>What a proof for cutting the link is bound to, if it is.</summary>
    public const string UnlinkBinding = "provider|unlink";

    private readonly ActionRunner _runner;
    private readonly ReauthenticationService _proofs;
    private readonly PasskeyChallenges _challenges;
    private readonly IDbContextFactory<GovernanceDbContext> _dbFactory;
    private readonly IOptions<SingleSignOnOptions> _options;

    /// <summary>Made once.</summary>
    public LinkIdentity(
        ActionRunner runner,
        ReauthenticationService proofs,
        PasskeyChallenges challenges,
        IDbContextFactory<GovernanceDbContext> dbFactory,
        IOptions<SingleSignOnOptions> options
    ) => (_runner, _proofs, _challenges, _dbFactory, _options) = (runner, proofs, challenges, dbFactory, options);

    /// <summary>How an account stands; null when there is no provider.</summary>
    public async Task<ProviderLinkView?> FindAsync(UserId user, CancellationToken ct)
    {
        if (!_options.Value.IsEnabled)
        {
            return null;
        }

        await using var db = await _dbFactory.CreateDbContextAsync(ct);
        var link = await db.ProviderIdentities.AsNoTracking().Where(i => i.User == user).OrderBy(i => i.LinkedAt).FirstOrDefaultAsync(ct);
        var roles = await db.ProviderRoles.AsNoTracking().Where(r => r.User == user).Select(r => r.Role).ToListAsync(ct);
        return new(
            _options.Value.Name,
            link?.Issuer ?? _options.Value.Authority,
            link?.Subject,
            link?.LinkedAt,
            link?.LastUsedAt,
            [.. Roles.All.Where(roles.Contains)]
        );
    }

    /// <summary>Begins linking one's own account.</summary>
    public async Task<Result<LinkStartView>> BeginAsync(Actor actor, string? proof, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await DoubtAsync(actor, IdentityLinks.Linked, proof, LinkBinding, ct) is { } doubt)
        {
            return doubt;
        }

        if ((await FindAsync(actor.User!.Value, ct))!.Subject is not null)
        {
            return ProviderRefusals.LinkedAlready;
        }

        var request = _challenges.Seal(Purpose(actor), Encoding.ASCII.GetBytes(SecretText.New()));
        return new LinkStartView($"{ProviderEndpoints.Start}?link={Uri.EscapeDataString(request)}");
    }

    /// <summary>Cuts the link of one's own account.</summary>
    public async Task<Result<UserId>> RemoveAsync(Actor actor, string? proof, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await DoubtAsync(actor, IdentityLinks.Unlinked, proof, UnlinkBinding, ct) is { } doubt)
        {
            return doubt;
        }

        var user = actor.User!.Value;
        return await _runner.RunAsync<UserId>(
            actor,
            new Attempt(IdentityLinks.Unlinked, user.ToString(), null),
            async (context, token) =>
            {
                var row = (await context.Db.LockUserForUpdateAsync(user.Number, token))!;
                if (row.PasswordHash is null && !await context.Db.UserPasskeys.AnyAsync(p => p.UserId == user.Number, token))
                {
                    return ProviderRefusals.LastWay;
                }

                return await IdentityLinks.UnlinkAsync(context.Db, actor, row, context.Now, token) is { } refusal ? refusal : user;
            },
            ct
        );
    }

    /// <summary>What to ask the provider for a request that was begun in this session; null when it was not, or is too old.</summary>
    internal AuthenticationProperties? Ask(Actor actor, string request)
    {
        if (actor.User is not { } user || actor.Session is not { } session || _challenges.Open(Purpose(actor), request) is null)
        {
            return null;
        }

        var properties = new AuthenticationProperties { RedirectUri = "/account/security" };
        properties.Items[ProviderItems.Purpose] = "link";
        // Anyone who left this browser signed in at the provider must not be linked by accident.
        properties.Items[ProviderItems.Fresh] = "yes";
        properties.Items[ProviderItems.User] = user.ToString();
        properties.Items[ProviderItems.Session] = session;
        return properties;
    }

    /// <summary>Links the account to the person who has come back, in the session in which it was begun.</summary>
    internal async Task<Result<UserId>> TakeAsync(
        Actor actor,
        ProviderPerson person,
        AuthenticationProperties properties,
        CancellationToken ct
    )
    {
        if (
            actor.User is not { } user
            || properties.Items[ProviderItems.User] != user.ToString()
            || properties.Items[ProviderItems.Session] != actor.Session
        )
        {
            return ProviderRefusals.NotBegunHere;
        }

        return await _runner.RunAsync<UserId>(
            actor,
            new Attempt(IdentityLinks.Linked, user.ToString(), null) { LogEveryRefusal = true },
            async (context, token) =>
            {
                var row = (await context.Db.LockUserForUpdateAsync(user.Number, token))!;
                if (
                    row.BreakGlass
                    || !await _challenges.AnswerAsync(context.Db, Encoding.ASCII.GetBytes(properties.Items[ProviderItems.Nonce]!), token)
                )
                {
                    return ProviderRefusals.NotBegunHere;
                }

                return
                    await IdentityLinks.LinkAsync(context.Db, actor, user, person.Issuer, person.Subject, context.Now, token) is { } refusal
                    ? refusal
                    : user;
            },
            ct
        );
    }

    private async Task<Refusal?> DoubtAsync(Actor actor, string action, string? proof, string binding, CancellationToken ct)
    {
        if (actor.User is not { } user || actor.Session is null)
        {
            await _runner.RefusedAsync(actor, new Attempt(action, actor.Id, null), SessionRefusals.NotForKeys, ct);
            return SessionRefusals.NotForKeys;
        }

        var proven = await _proofs.ConsumeAsync(proof, actor, binding, ct);
        if (proven.IsDone)
        {
            return _options.Value.IsEnabled ? null : ProviderRefusals.NotConfigured;
        }

        await _runner.RefusedAsync(actor, new Attempt(action, user.ToString(), null), proven.Refusal, ct);
        return proven.Refusal;
    }

    private static PasskeyPurpose Purpose(Actor actor) => new("link-to-provider", actor.User, actor.Session);
}
