using System.Security.Cryptography;
using System.Text.Json;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Transparency;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Identity;

/// <summary>What a challenge was given out for.</summary>
/// <param name="Purpose">Sign-in, re-authentication or registration.</param>
/// <param name="User">To whom; null at sign-in.</param>
/// <param name="Session">In which session; null at sign-in.</param>
public sealed record PasskeyPurpose(string Purpose, UserId? User, string? Session)
{
    /// <summary>Signing in: no one is known yet.</summary>
    public static PasskeyPurpose SignIn { get; } = new("sign-in", null, null);

    /// <summary>Proving again who one is.</summary>
    public static PasskeyPurpose Reauthenticate(UserId user, string session) => new("reauthenticate", user, session);

    /// <summary>Adding a passkey.</summary>
    public static PasskeyPurpose Register(UserId user, string session) => new("register", user, session);
}

/// <summary>
/// Gives out challenges without storing them, so that no one fills the database from outside: what is to be known comes back with the
/// answer, sealed. Only answered ones are remembered, until they would have run out anyway.
/// </summary>
public sealed class PasskeyChallenges(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromMinutes(5);

    private readonly IDataProtector _protector = protection.CreateProtector("governance.passkey-challenge.v1");

    /// <summary>A new challenge.</summary>
    public static byte[] New() => RandomNumberGenerator.GetBytes(32);

    /// <summary>Seals what is to come back with the answer.</summary>
    /// <param name="purpose">What it is for.</param>
    /// <param name="payload">The challenge, or the state that holds it.</param>
    public string Seal(PasskeyPurpose purpose, byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        return _protector.Protect(
            JsonSerializer.Serialize(
                new Sealed(purpose.Purpose, purpose.User?.Number, purpose.Session, clock.GetLocalNow() + Time, payload)
            )
        );
    }

    /// <summary>What was sealed for this purpose, or null when it was not, or has run out.</summary>
    public byte[]? Open(PasskeyPurpose purpose, string? state)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        if (state is not { Length: > 0 and < 16 * 1024 })
        {
            return null;
        }

        try
        {
            var found = JsonSerializer.Deserialize<Sealed>(_protector.Unprotect(state));
            return
                found is not null
                && found.Purpose == purpose.Purpose
                && found.User == purpose.User?.Number
                && found.Session == purpose.Session
                && found.ExpiresAt > clock.GetLocalNow()
                ? found.Payload
                : null;
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Remembers, in the transaction that is open, that a challenge was answered. False when it was before.</summary>
    public async Task<bool> AnswerAsync(GovernanceDbContext db, byte[] payload, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var hash = Sha256Hex.Of(payload);
        if (await db.AnsweredChallenges.AnyAsync(c => c.Hash == hash, ct))
        {
            return false;
        }

        db.AnsweredChallenges.Add(new AnsweredChallenge { Hash = hash, ExpiresAt = clock.GetLocalNow() + Time });
        return true;
    }

    private sealed record Sealed(string Purpose, int? User, string? Session, DateTimeOffset ExpiresAt, byte[] Payload);
}
