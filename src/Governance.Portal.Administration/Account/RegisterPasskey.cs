using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Account;

/// <summary>
/// Adds a passkey to the account of the person who asks: first a challenge against a fresh proof of identity, then the passkey.
/// </summary>
internal sealed partial class RegisterPasskey(
    ActionRunner runner,
    ReauthenticationService reauthentication,
    PasskeyChallenges challenges,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IOptions<SecurityOptions> security,
    ILogger<RegisterPasskey> logger
)
{
    private const string Action = "passkey.registered";

    /// <summary>What a proof for adding a passkey is bound to, if it is.</summary>
    public const string Binding = "passkey|register";

    /// <summary>A challenge, for the person who has just proved who they are.</summary>
    public async Task<Result<PasskeyOptionsView>> AskAsync(Actor actor, string? proof, HttpContext http, CancellationToken ct)
    {
        if (actor.User is not { } user || actor.Session is not { } session)
        {
            await runner.RefusedAsync(actor, new Attempt(Action, actor.Id, null), SessionRefusals.NotForKeys, ct);
            return SessionRefusals.NotForKeys;
        }

        if (PasskeySite.Of(http.Request, security.Value) is { WhyNot: not null } site)
        {
            return PasskeyGate.NotHere(site);
        }

        var proven = await reauthentication.ConsumeAsync(proof, actor, Binding, ct);
        if (!proven.IsDone)
        {
            await runner.RefusedAsync(actor, new Attempt(Action, user.ToString(), null), proven.Refusal, ct);
            return proven.Refusal;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var account = await db.Users.AsNoTracking().SingleAsync(u => u.Id == user.Number, ct);
        var entity = new PasskeyUserEntity
        {
            Id = account.Id.ToString(CultureInfo.InvariantCulture),
            Name = account.Email ?? "",
            DisplayName = account.PrintedName,
        };
        var made = await http.RequestServices.GetRequiredService<IPasskeyHandler<User>>().MakeCreationOptionsAsync(entity, http);
        var state = Encoding.UTF8.GetBytes(
            made.AttestationState ?? throw new InvalidOperationException("The state of the challenge is missing.")
        );
        return new PasskeyOptionsView(
            JsonSerializer.Deserialize<JsonElement>(made.CreationOptionsJson),
            challenges.Seal(PasskeyPurpose.Register(user, session), state)
        );
    }

    /// <summary>Verifies and stores the passkey.</summary>
    public async Task<Result<PasskeyView>> RunAsync(
        Actor actor,
        string? name,
        string? state,
        JsonElement credential,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (actor.User is not { } user || actor.Session is not { } session)
        {
            await runner.RefusedAsync(actor, new Attempt(Action, actor.Id, null), SessionRefusals.NotForKeys, ct);
            return SessionRefusals.NotForKeys;
        }

        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > PasskeyRefusals.MaxName)
        {
            return PasskeyRefusals.NameMissing;
        }

        if (challenges.Open(PasskeyPurpose.Register(user, session), state) is not { } challenge)
        {
            return PasskeyGate.TooLate;
        }

        var attempt = new Attempt(Action, user.ToString(), null) { LogEveryRefusal = true };
        return await runner.RunAsync<PasskeyView>(
            actor,
            attempt,
            async (context, token) =>
            {
                var account =
                    await context.Db.LockUserForUpdateAsync(user.Number, token)
                    ?? throw new InvalidOperationException($"The acting account {user} does not exist.");
                if (await context.Db.UserPasskeys.CountAsync(p => p.UserId == account.Id, token) >= PasskeyRefusals.Most)
                {
                    return PasskeyRefusals.TooMany;
                }

                var made = await AttestAsync(challenge, credential, http);
                if (
                    made is null
                    || await context.Db.UserPasskeys.AnyAsync(p => p.CredentialId == made.CredentialId, token)
                    || !await challenges.AnswerAsync(context.Db, challenge, token)
                )
                {
                    return PasskeyRefusals.NotRegistered;
                }

                var passkey = Store(made, account.Id, name.Trim(), context.Now);
                context.Db.UserPasskeys.Add(passkey);
                context.Append(
                    new AuditEvent(
                        Action,
                        user.ToString(),
                        new JsonObject
                        {
                            ["credentialSha256"] = Sha256Hex.Of(made.CredentialId),
                            ["publicKeySha256"] = Sha256Hex.Of(CoseKey.ToSpki(made.PublicKey)!),
                            ["backedUp"] = made.IsBackedUp,
                        }
                    )
                );
                await OtherSessions.EndAsync(context.Db, actor, "passkey-registered", context.Now, token);
                return PasskeyView.Of(passkey);
            },
            ct
        );
    }

    private static IdentityUserPasskey<int> Store(UserPasskeyInfo made, int user, string name, DateTimeOffset now) =>
        new()
        {
            CredentialId = made.CredentialId,
            UserId = user,
            Data = new IdentityPasskeyData
            {
                Name = name,
                PublicKey = made.PublicKey,
                CreatedAt = now,
                SignCount = made.SignCount,
                Transports = made.Transports,
                IsUserVerified = made.IsUserVerified,
                IsBackupEligible = made.IsBackupEligible,
                IsBackedUp = made.IsBackedUp,
                AttestationObject = made.AttestationObject,
                ClientDataJson = made.ClientDataJson,
            },
        };

    private async Task<UserPasskeyInfo?> AttestAsync(byte[] state, JsonElement credential, HttpContext http)
    {
        if (credential.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        var result = await http
            .RequestServices.GetRequiredService<IPasskeyHandler<User>>()
            .PerformAttestationAsync(
                new PasskeyAttestationContext
                {
                    HttpContext = http,
                    CredentialJson = credential.GetRawText(),
                    AttestationState = Encoding.UTF8.GetString(state),
                }
            );
        if (!result.Succeeded)
        {
            LogRefused(result.Failure.Message);
            return null;
        }

        return result.Passkey.IsUserVerified && CoseKey.ToSpki(result.Passkey.PublicKey) is not null ? result.Passkey : null;
    }

    [LoggerMessage(1311, LogLevel.Warning, "A passkey was not added: {Reason}")]
    private partial void LogRefused(string reason);
}
