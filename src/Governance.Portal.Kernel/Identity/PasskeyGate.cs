using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Transparency;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Identity;

/// <summary>A passkey's answer, presented for an account.</summary>
/// <param name="Action">The action it is presented for, as the log names it.</param>
/// <param name="Purpose">What its challenge was given out for.</param>
/// <param name="State">What was sealed with the challenge.</param>
/// <param name="Credential">The answer as the browser hands it over.</param>
/// <param name="Site">The portal in that browser.</param>
/// <param name="Address">From where, as <see cref="FailureCounter.AddressOf"/> writes it.</param>
/// <param name="Actor">Who presents it, as far as is known.</param>
public sealed record PasskeyAttempt(
    string Action,
    PasskeyPurpose Purpose,
    string? State,
    JsonElement Credential,
    PasskeySite Site,
    string Address,
    Actor Actor
);

/// <summary>A challenge as a browser takes it, and what comes back with the answer.</summary>
/// <param name="PublicKey">For <c>navigator.credentials</c>, binary values in base64url.</param>
/// <param name="State">Send it back unchanged.</param>
public sealed record PasskeyOptionsView(JsonElement PublicKey, string State);

/// <summary>Decides whether a passkey's answer opens an account. Everything that is wrong is answered in the same words.</summary>
public sealed partial class PasskeyGate(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    PasskeyChallenges challenges,
    AccountGate gate,
    ILogger<PasskeyGate> logger
)
{
    /// <summary>The one answer to an unknown passkey, a wrong signature and an account that may not sign in.</summary>
    public static Refusal Wrong { get; } =
        new(
            "session.passkey-refused",
            $"This passkey is not known here, or the account cannot sign in now. Use your password, or ask an administrator.",
            RefusalKind.Unauthenticated
        );

    /// <summary>The challenge is not ours, or too old.</summary>
    public static Refusal TooLate { get; } =
        new(
            "passkey.challenge-expired",
            $"This took longer than five minutes, or was started elsewhere. Try again.",
            RefusalKind.Unauthenticated
        );

    /// <summary>Not an answer of a passkey at all.</summary>
    public static Refusal Malformed { get; } =
        Refusal.Field("passkey.malformed", "credential", $"This is not a passkey response in the form of PublicKeyCredential.toJSON().");

    /// <summary>No passkey can be used at this address.</summary>
    public static Refusal NotHere(PasskeySite site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return new("passkey.not-here", site.WhyNot ?? (Sentence)$"Passkeys cannot be used here.", RefusalKind.Conflict);
    }

    /// <summary>A challenge for signing in or for proving again who one is.</summary>
    /// <param name="purpose">What it is for.</param>
    /// <param name="site">The portal in the browser.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<PasskeyOptionsView>> AskAsync(PasskeyPurpose purpose, PasskeySite site, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        ArgumentNullException.ThrowIfNull(site);
        if (site.WhyNot is not null)
        {
            return NotHere(site);
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var allowed = purpose.User is { } user ? await OfAsync(db, user, ct) : [];
        var challenge = PasskeyChallenges.New();
        return new PasskeyOptionsView(Request(challenge, site, allowed), challenges.Seal(purpose, challenge));
    }

    /// <summary>A request as <c>navigator.credentials.get</c> takes it; the person has to be verified.</summary>
    public static JsonElement Request(byte[] challenge, PasskeySite site, IEnumerable<IdentityUserPasskey<int>> allowed)
    {
        ArgumentNullException.ThrowIfNull(site);
        return JsonSerializer.SerializeToElement(
            new JsonObject
            {
                ["challenge"] = Base64Text.UrlSafe(challenge),
                ["timeout"] = (int)PasskeyChallenges.Time.TotalMilliseconds,
                ["rpId"] = site.RpId,
                ["userVerification"] = "required",
                ["allowCredentials"] = new JsonArray([
                    .. allowed.Select(p =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["type"] = "public-key",
                                ["id"] = Base64Text.UrlSafe(p.CredentialId),
                                ["transports"] = new JsonArray([.. (p.Data.Transports ?? []).Select(t => (JsonNode)t)]),
                            }
                    ),
                ]),
            }
        );
    }

    /// <summary>The passkeys of an account, oldest first.</summary>
    public static async Task<IReadOnlyList<IdentityUserPasskey<int>>> OfAsync(GovernanceDbContext db, UserId user, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var all = await db.UserPasskeys.AsNoTracking().Where(p => p.UserId == user.Number).ToListAsync(ct);
        return [.. all.OrderBy(p => p.Data.CreatedAt).ThenBy(p => Base64Text.UrlSafe(p.CredentialId), StringComparer.Ordinal)];
    }

    /// <summary>Checks an answer and, when it is right, does what it was presented for in the same transaction.</summary>
    public async Task<Result<T>> RunAsync<T>(
        PasskeyAttempt attempt,
        Func<GovernanceDbContext, User, DateTimeOffset, CancellationToken, Task<Result<T>>> right,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(attempt);
        if (attempt.Site.WhyNot is not null)
        {
            return NotHere(attempt.Site);
        }

        if (PasskeyAssertion.Read(attempt.Credential) is not { } assertion)
        {
            return Malformed;
        }

        if (challenges.Open(attempt.Purpose, attempt.State) is not { } challenge)
        {
            return TooLate;
        }

        int? owner;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            owner = await db
                .UserPasskeys.Where(p => p.CredentialId == assertion.CredentialId)
                .Select(p => (int?)p.UserId)
                .SingleOrDefaultAsync(ct);
        }

        // Someone signed in who shows another person's passkey fails as themselves.
        var account = attempt.Purpose.User?.Number ?? owner;
        return await gate.RunAsync(
            new Presented(attempt.Action, $"passkey {Sha256Hex.Of(assertion.CredentialId)}", account, attempt.Address, attempt.Actor, Wrong)
            {
                Entrance = attempt.Purpose.Session is null ? Entrance.Credential : Entrance.Session,
            },
            async (db, user, _, token) =>
                await UseAsync(db, user, assertion, challenge, attempt.Site, token) is { Doubt: null }
                && await challenges.AnswerAsync(db, challenge, token)
                    ? Holding.Yes
                    : Holding.No,
            right,
            ct
        );
    }

    /// <summary>
    /// Verifies an answer against the account's own passkey and, when it holds, stores the counter with what the transaction will save.
    /// </summary>
    /// <returns>The verdict, and the passkey's public key where it is the account's.</returns>
    public async Task<PasskeyUse> UseAsync(
        GovernanceDbContext db,
        User user,
        PasskeyAssertion assertion,
        byte[] challenge,
        PasskeySite site,
        CancellationToken ct
    )
    {
        var passkey = await db.UserPasskeys.SingleOrDefaultAsync(p => p.CredentialId == assertion.CredentialId && p.UserId == user.Id, ct);
        var spki = passkey is null ? null : CoseKey.ToSpki(passkey.Data.PublicKey);
        if (passkey is null || spki is null)
        {
            return Doubted(user, "It is not a passkey of this account.");
        }

        if (
            assertion.UserHandle is { Length: > 0 } handle
            && !handle.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(user.Id.ToString(CultureInfo.InvariantCulture)))
        )
        {
            return Doubted(user, "It names another account.");
        }

        var verdict = PasskeyVerdict.On(assertion, new PasskeyExpectation(challenge, site.Origin, site.RpId, spki, passkey.Data.SignCount));
        if (verdict.Doubt is { } doubt)
        {
            return Doubted(user, doubt);
        }

        if (!db.SavesBeside)
        {
            // The log states this row. What was compared is the counter of the last sign-in that it took; no challenge is answered twice.
            passkey.Data.SignCount = verdict.Counter;
            passkey.Data.IsBackedUp = verdict.BackedUp;
        }

        return new PasskeyUse(null, spki);
    }

    private PasskeyUse Doubted(User user, string doubt)
    {
        LogDoubt(user.UserId.ToString(), doubt);
        return new PasskeyUse(doubt, null);
    }

    [LoggerMessage(1310, LogLevel.Warning, "A passkey presented for {User} was not accepted: {Doubt}")]
    private partial void LogDoubt(string user, string doubt);
}

/// <summary>What came of the use of a passkey.</summary>
/// <param name="Doubt">What is wrong, in words for the server's log; null when it holds.</param>
/// <param name="PublicKey">The public key that verified it.</param>
public sealed record PasskeyUse(string? Doubt, byte[]? PublicKey);
