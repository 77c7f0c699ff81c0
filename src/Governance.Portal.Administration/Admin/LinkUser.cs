using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Admin;

/// <summary>
/// Links someone else's account to single sign-on, or cuts the link. Anyone who links an account has opened its door: the two are no four
/// eyes from then on, and what is signed within 24 hours is marked.
/// </summary>
internal sealed class LinkUser(ActionRunner runner, ProviderDirectory directory, IOptions<SingleSignOnOptions> options)
{
    /// <summary>Links an account to the person whom the provider knows by a subject.</summary>
    public async Task<Result<UserId>> LinkAsync(Actor actor, UserId user, string? subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await DoubtAsync(actor, IdentityLinks.Linked, user, ct) is { } doubt)
        {
            return doubt;
        }

        // Asked for where the action needs it, and fetched outside its transaction: what is refused before causes no call.
        ProviderState? state = null;
        return await runner.RunAsync<UserId>(
            actor,
            new Attempt(IdentityLinks.Linked, user.ToString(), Permission.Administer) { WidensRights = true },
            async (context, token) =>
            {
                if (context.Access.Person == user)
                {
                    return ProviderRefusals.OwnLink;
                }

                if (await context.Db.LockUserForUpdateAsync(user.Number, token) is not { DisabledAt: null, BreakGlass: false } row)
                {
                    return AdminRefusals.UnknownUser;
                }

                if (!options.Value.IsEnabled)
                {
                    return ProviderRefusals.NotConfigured;
                }

                if (
                    subject?.Trim() is not { Length: > 0 and <= ProviderIdentity.MaxSubject } text
                    || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
                )
                {
                    return ProviderRefusals.SubjectNotValid;
                }

                if (state is null)
                {
                    throw new OutsideFactNeededException(
                        "The provider has to describe itself.",
                        async cancel => state = await directory.StateAsync(cancel)
                    );
                }

                if (state.Metadata is not { } provider)
                {
                    return ProviderRefusals.Away;
                }

                if (await IdentityLinks.LinkAsync(context.Db, actor, user, provider.Issuer, text, context.Now, token) is { } refusal)
                {
                    return refusal;
                }

                // Nothing is reset by a link that does not open yet.
                var grant = await AccessGivers.GiveAsync(context.Db, user, GivenAccess.SignOn, context.Access, context.Now, token);
                row.PasswordResetAt = grant.ConfirmedAt ?? row.PasswordResetAt;
                return user;
            },
            ct
        );
    }

    /// <summary>Cuts the link of an account.</summary>
    public async Task<Result<UserId>> UnlinkAsync(Actor actor, UserId user, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await DoubtAsync(actor, IdentityLinks.Unlinked, user, ct) is { } doubt)
        {
            return doubt;
        }

        return await runner.RunAsync<UserId>(
            actor,
            new Attempt(IdentityLinks.Unlinked, user.ToString(), Permission.Administer),
            async (context, token) =>
            {
                if (context.Access.Person == user)
                {
                    return ProviderRefusals.OwnLink;
                }

                return await context.Db.LockUserForUpdateAsync(user.Number, token) is not { } row ? AdminRefusals.UnknownUser
                    : await IdentityLinks.UnlinkAsync(context.Db, actor, row, context.Now, token) is { } refusal ? refusal
                    : user;
            },
            ct
        );
    }

    private async Task<Refusal?> DoubtAsync(Actor actor, string action, UserId user, CancellationToken ct)
    {
        if (actor.Kind is not ActorKind.Key)
        {
            return null;
        }

        await runner.RefusedAsync(actor, new Attempt(action, user.ToString(), Permission.Administer), AdminRefusals.NotForKeys, ct);
        return AdminRefusals.NotForKeys;
    }
}
