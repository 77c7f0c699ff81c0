using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Account;

/// <summary>
/// Ends sessions that the provider says are over (OpenID Connect Back-Channel Logout 1.0): those begun in its session, or all of a person.
/// Only sessions that began there; one opened with a password or passkey is none of the provider's.
/// </summary>
internal sealed partial class EndProviderSessions(
    ActionRunner runner,
    ProviderKeys keys,
    PasskeyChallenges used,
    AnonymousRefusals anonymous,
    IOptions<SingleSignOnOptions> options,
    TimeProvider clock,
    ILogger<EndProviderSessions> logger
)
{
    private const string Action = "session.closed";

    /// <summary>Ends them; answers how many.</summary>
    /// <param name="token">The logout token, as it came.</param>
    /// <param name="address">From where.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<int>> RunAsync(string? token, string address, CancellationToken ct)
    {
        if (!options.Value.IsEnabled)
        {
            return ProviderRefusals.NotConfigured;
        }

        try
        {
            var notice = await LogoutToken.CheckAsync(keys, token, options.Value.ClientId, clock.GetUtcNow(), ct);
            var outcome = await runner.RunAsync<int>(
                ProvidedRoles.Giver,
                new Attempt(Action, "session", null),
                (context, cancel) => EndAsync(context, notice, cancel),
                ct
            );
            return outcome.Refusal is { } refusal ? await RefuseAsync(refusal, "the token was used before", address, ct) : outcome;
        }
        catch (ProviderException e)
        {
            return await RefuseAsync(
                e.Refusal == ProviderRefusals.Away ? e.Refusal : ProviderRefusals.LogoutNotValid,
                e.Message,
                address,
                ct
            );
        }
    }

    private async Task<Result<int>> EndAsync(ActionContext context, LogoutNotice notice, CancellationToken ct)
    {
        if (!await used.AnswerAsync(context.Db, Encoding.UTF8.GetBytes($"logout {notice.Issuer}\n{notice.Id}"), ct))
        {
            return ProviderRefusals.LogoutNotValid;
        }

        var live = context.Db.Sessions.Where(s => s.EndedAt == null && s.Method == ProviderSignIn.Method);
        if (notice.Subject is { } subject)
        {
            if (await IdentityLinks.OwnerAsync(context.Db, notice.Issuer, subject, ct) is not { } person)
            {
                return 0; // someone who has no account here
            }

            live = live.Where(s => s.User == person);
        }

        if (notice.Session is { } named)
        {
            // With a session and a person both have to fit; a session of ours whose provider named none ends with its person.
            var (session, knowsPerson) = (IdentityLinks.Sha256(notice.Issuer, named), notice.Subject is not null);
            live = live.Where(s => s.ProviderSession == session || (knowsPerson && s.ProviderSession == null));
        }

        var open = await live.ToListAsync(ct);
        foreach (var one in open)
        {
            one.EndedAt = context.Now;
            context.Append(
                new AuditEvent(Action, one.User.ToString(), new JsonObject { ["session"] = one.Hash, ["because"] = "provider-signed-out" })
            );
        }

        return open.Count;
    }

    private async Task<Refusal> RefuseAsync(Refusal refusal, string detail, string address, CancellationToken ct)
    {
        LogRefused(refusal.Code, detail);
        await anonymous.AddAsync(Action, "session", refusal.Code, address, ct);
        return refusal;
    }

    [LoggerMessage(1323, LogLevel.Warning, "A sign-out by the provider was refused with {Code}: {Detail}")]
    private partial void LogRefused(string code, string detail);
}
