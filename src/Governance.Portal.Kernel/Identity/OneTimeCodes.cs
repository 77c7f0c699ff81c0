using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Identity;

/// <summary>What became of a code that was presented, or not.</summary>
public enum CodeVerdict
{
    /// <summary>The account asks for none.</summary>
    NotAsked,

    /// <summary>It asks for one, and there was none.</summary>
    Missing,

    /// <summary>Wrong, too old, or used before.</summary>
    Wrong,

    /// <summary>The code of the app.</summary>
    Right,

    /// <summary>A recovery code, now used up.</summary>
    Recovered,
}

/// <summary>
/// The second step of accounts that have one. Used inside the transaction in which the account's row is taken: no code is taken twice.
/// </summary>
public sealed class OneTimeCodes(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("governance.time-code.v1");

    /// <summary>The method a session or proof records.</summary>
    public static string Method(CodeVerdict verdict) =>
        verdict switch
        {
            CodeVerdict.Right => "password+totp",
            CodeVerdict.Recovered => "password+recovery-code",
            _ => "password",
        };

    /// <summary>Protects a secret for storing.</summary>
    public string Protect(byte[] secret) => _protector.Protect(Convert.ToBase64String(secret));

    /// <summary>The secret, or null when the keys of this installation do not open it.</summary>
    public byte[]? Open(string? stored)
    {
        try
        {
            return stored is null ? null : Convert.FromBase64String(_protector.Unprotect(stored));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether an account asks for a code.</summary>
    public static Task<bool> AsksAsync(GovernanceDbContext db, UserId user, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.TimeCodeKeys.AnyAsync(k => k.User == user && k.Secret != null, ct);
    }

    /// <summary>Looks at what was presented and, when it is right, uses it up with what the transaction will save.</summary>
    public async Task<CodeVerdict> UseAsync(
        GovernanceDbContext db,
        UserId user,
        string? code,
        Actor actor,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var key = await db.TimeCodeKeys.SingleOrDefaultAsync(k => k.User == user && k.Secret != null, ct);
        if (key is null)
        {
            return CodeVerdict.NotAsked;
        }

        if (string.IsNullOrWhiteSpace(code))
        {
            return CodeVerdict.Missing;
        }

        if (Open(key.Secret) is { } secret && TimeCode.Accept(secret, code, now, key.LastStep) is { } step)
        {
            key.LastStep = step;
            return CodeVerdict.Right;
        }

        if (RecoveryCode.Normalise(code) is not { } text)
        {
            return CodeVerdict.Wrong;
        }

        var hash = Hash(user, text);
        if (await db.RecoveryCodes.SingleOrDefaultAsync(c => c.Hash == hash && c.User == user && c.UsedAt == null, ct) is not { } stored)
        {
            return CodeVerdict.Wrong;
        }

        stored.UsedAt = now;
        var left = await db.RecoveryCodes.CountAsync(c => c.User == user && c.UsedAt == null, ct) - 1;
        db.Append(new AuditEvent("recovery-code.used", user.ToString(), new JsonObject { ["left"] = left }), actor, now);
        return CodeVerdict.Recovered;
    }

    /// <summary>A new set in place of the old one; the texts are shown once.</summary>
    public static async Task<IReadOnlyList<string>> RenewAsync(
        GovernanceDbContext db,
        UserId user,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(c => c.User == user).ToListAsync(ct));
        List<string> codes = [.. Enumerable.Range(0, RecoveryCode.Count).Select(_ => RecoveryCode.New())];
        db.RecoveryCodes.AddRange(
            codes.Select(c => new StoredRecoveryCode
            {
                Hash = Hash(user, RecoveryCode.Normalise(c)!),
                User = user,
                MadeAt = now,
            })
        );
        return codes;
    }

    /// <summary>Takes the second step off an account. False when there was none.</summary>
    public static async Task<bool> RemoveAsync(GovernanceDbContext db, UserId user, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(c => c.User == user).ToListAsync(ct));
        if (await db.TimeCodeKeys.SingleOrDefaultAsync(k => k.User == user, ct) is not { } key)
        {
            return false;
        }

        db.TimeCodeKeys.Remove(key);
        return key.Secret is not null;
    }

    // 80 random bits need no slow hash; the account in it keeps two people's codes apart.
    private static string Hash(UserId user, string code) => SecretText.Hash($"{user}:{code}");
}
