using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// The user manager of ASP.NET Core Identity over the database of one action: its changes are saved by the action, with their log
/// entries, and a page that lives for hours keeps no context alive.
/// </summary>
public sealed class Accounts(
    IOptions<IdentityOptions> options,
    IOptions<PasswordHasherOptions> hashing,
    IServiceProvider services,
    ILogger<UserManager<User>> logger
)
{
    private readonly PasswordHasher<User> _hasher = new(hashing);
    private readonly UpperInvariantLookupNormalizer _normalizer = new();

    /// <summary>The manager that works in this database and never saves by itself.</summary>
    public UserManager<User> In(GovernanceDbContext db)
    {
        var store = new UserStore<User, Role, GovernanceDbContext, int>(db) { AutoSaveChanges = false };
        return new UserManager<User>(
            store,
            options,
            _hasher,
            [new UserValidator<User>()],
            [new PasswordValidator<User>()],
            _normalizer,
            new IdentityErrorDescriber(),
            services,
            logger
        );
    }

    /// <summary>Refuses a password that is too easy to guess.</summary>
    public async Task<Refusal?> RefusesPasswordAsync(GovernanceDbContext db, User user, string? password)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (string.IsNullOrEmpty(password) || password.Length > 512)
        {
            return Refusal.Field("user.weak-password", "password", $"Choose a password of at most 512 characters.");
        }

        using var users = In(db);
        var checkedBy = await new PasswordValidator<User>().ValidateAsync(users, user, password);
        if (!checkedBy.Succeeded)
        {
            return Refusal.Field(
                "user.weak-password",
                "password",
                $"Choose another password: it needs at least {options.Value.Password.RequiredLength} characters, including "
                    + $"{options.Value.Password.RequiredUniqueChars} different ones."
            );
        }

        var name = user.Email?.Split('@')[0] ?? "";
        if (name.Length > 3 && password.Contains(name, StringComparison.OrdinalIgnoreCase))
        {
            return Refusal.Field("user.weak-password", "password", $"Choose another password: this one contains your e-mail address.");
        }

        return LeakedPasswords.IsGuessedFirst(password, [user.Email ?? "", user.PrintedName, "Governance Portal"])
            ? Refusal.Field(
                "user.leaked-password",
                "password",
                $"Choose another password: this one, or the word it is based on, is among the first to be "
                    + $"guessed. A few unrelated words work well."
            )
            : null;
    }

    /// <summary>Sets a password that was checked, and with it a new security stamp.</summary>
    public void SetPassword(User user, string password)
    {
        ArgumentNullException.ThrowIfNull(user);
        user.PasswordHash = Hash(user, password);
        user.SecurityStamp = SecretText.New();
        user.AccessFailedCount = 0;
        user.LockoutEnd = null;
    }

    /// <summary>An e-mail address as it is looked up.</summary>
    public string Normalise(string email) => _normalizer.NormalizeEmail(email.Trim())!;

    /// <summary>The stored form of a password.</summary>
    public string Hash(User user, string password) => _hasher.HashPassword(user, password);

    /// <summary>Whether a password is the one that was stored.</summary>
    public PasswordVerificationResult Verify(User user, string hash, string password) => _hasher.VerifyHashedPassword(user, hash, password);
}
