using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Account;

/// <summary>
/// Lets a person confirm who they are at the provider, which asks them again. The proof is thought out before they go and stored when they
/// come back: only its hash travels through the browser.
/// </summary>
public sealed class ConfirmAtProvider : IConfirmAtProvider
{
    private const string Action = "session.reauthenticated";
    private static readonly TimeSpan s_skew = TimeSpan.FromSeconds(60);

    private readonly ActionRunner _runner;
    private readonly ReauthenticationService _proofs;
    private readonly PasskeyChallenges _challenges;
    private readonly IDbContextFactory<GovernanceDbContext> _dbFactory;
    private readonly IOptions<SingleSignOnOptions> _options;
    private readonly TimeProvider _clock;

    /// <summary>Made once.</summary>
    public ConfirmAtProvider(
        ActionRunner runner,
        ReauthenticationService proofs,
        PasskeyChallenges challenges,
        IDbContextFactory<GovernanceDbContext> dbFactory,
        IOptions<SingleSignOnOptions> options,
        TimeProvider clock
    ) => (_runner, _proofs, _challenges, _dbFactory, _options, _clock) = (runner, proofs, challenges, dbFactory, options, clock);

    /// <summary>Name of the provider, for someone whose account is linked to it; null for everyone else.</summary>
    public async Task<string?> NameForAsync(Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!_options.Value.IsEnabled || actor.User is not { } user || actor.Session is null)
        {
            return null;
        }

        await using var db = await _dbFactory.CreateDbContextAsync(ct);
        return await db.ProviderIdentities.AnyAsync(i => i.User == user, ct) ? _options.Value.Name : null;
    }

    /// <inheritdoc/>
    public async Task<Result<WaitingProofView>> BeginAsync(Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.User is not { } user || actor.Session is not { } session)
        {
            await _runner.RefusedAsync(actor, new Attempt(Action, actor.Id, null), SessionRefusals.NotForKeys, ct);
            return SessionRefusals.NotForKeys;
        }

        if (!_options.Value.IsEnabled)
        {
            return ProviderRefusals.NotConfigured;
        }

        if (await NameForAsync(actor, ct) is null)
        {
            return ProviderRefusals.NotLinked;
        }

        var text = SecretText.New();
        var request = _challenges.Seal(Purpose(user, session), Encoding.ASCII.GetBytes(SecretText.Hash(text)));
        return new WaitingProofView(
            $"{ProviderEndpoints.Start}?confirm={Uri.EscapeDataString(request)}",
            text,
            _clock.GetUtcNow() + PasskeyChallenges.Time
        );
    }

    /// <inheritdoc/>
    public async Task<bool> IsThereAsync(string proof, CancellationToken ct)
    {
        var hash = SecretText.Hash(proof);
        await using var db = await _dbFactory.CreateDbContextAsync(ct);
        return await db.ReauthenticationProofs.AnyAsync(p => p.Hash == hash && p.UsedAt == null, ct);
    }

    /// <summary>What to ask the provider for a request that was begun in this session; null when it was not, or is too old.</summary>
    internal AuthenticationProperties? Ask(Actor actor, string request)
    {
        if (
            actor.User is not { } user
            || actor.Session is not { } session
            || _challenges.Open(Purpose(user, session), request) is not { } hash
        )
        {
            return null;
        }

        var properties = new AuthenticationProperties { RedirectUri = "/signin/confirmed" };
        properties.Items[ProviderItems.Purpose] = "confirm";
        properties.Items[ProviderItems.Fresh] = "yes";
        properties.Items[ProviderItems.User] = user.ToString();
        properties.Items[ProviderItems.Session] = session;
        properties.Items[ProviderItems.Proof] = Encoding.ASCII.GetString(hash);
        return properties;
    }

    /// <summary>Stores the proof of someone who has come back, if it was them and just now.</summary>
    internal async Task<Result<UserId>> TakeAsync(
        Actor actor,
        ProviderPerson person,
        AuthenticationProperties properties,
        CancellationToken ct
    )
    {
        if (
            actor.User is not { } user
            || actor.Session is not { } session
            || properties.Items[ProviderItems.User] != user.ToString()
            || properties.Items[ProviderItems.Session] != session
        )
        {
            return ProviderRefusals.NotBegunHere;
        }

        var hash = properties.Items[ProviderItems.Proof]!;
        var nonce = Encoding.ASCII.GetBytes(properties.Items[ProviderItems.Nonce]!);
        var begun = DateTimeOffset.FromUnixTimeMilliseconds(
            long.Parse(properties.Items[ProviderItems.Begun]!, CultureInfo.InvariantCulture)
        );
        return await _runner.RunAsync<UserId>(
            actor,
            new Attempt(Action, user.ToString(), null) { LogEveryRefusal = true },
            async (context, token) =>
            {
                if (await IdentityLinks.OwnerAsync(context.Db, person.Issuer, person.Subject, token) != user)
                {
                    return ProviderRefusals.SomebodyElse;
                }

                if (
                    person.AuthenticatedAt is not { } asked
                    || asked < begun - s_skew
                    || (_options.Value.SigningAcr.Length > 0 && person.Acr != _options.Value.SigningAcr)
                )
                {
                    return ProviderRefusals.NotFresh;
                }

                if (
                    !await _challenges.AnswerAsync(context.Db, nonce, token)
                    || await context.Db.ReauthenticationProofs.AnyAsync(p => p.Hash == hash, token)
                )
                {
                    return ProviderRefusals.NotBegunHere;
                }

                _proofs.Store(context.Db, hash, user, session, ProviderSignIn.Method);
                context.Append(
                    new AuditEvent(Action, user.ToString(), new JsonObject { ["method"] = ProviderSignIn.Method, ["session"] = session })
                );
                return user;
            },
            ct
        );
    }

    private static PasskeyPurpose Purpose(UserId user, string session) => new("confirm-at-provider", user, session);
}
