using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Account;

/// <summary>A session just opened.</summary>
/// <param name="User">The person.</param>
/// <param name="Hash">The session's stored id.</param>
/// <param name="Roles">Roles held.</param>
/// <param name="Role">The role in force.</param>
internal sealed record OpenedSession(User User, string Hash, IReadOnlyList<string> Roles, string? Role)
{
    /// <summary>True when it serves to set up a second step, and nothing else.</summary>
    public bool IsLimited { get; init; }
}

/// <summary>Signs a person in.</summary>
internal sealed class OpenSession(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    PasswordGate passwords,
    PasskeyGate passkeys,
    AccountGate gate,
    OneTimeCodes codes,
    PasskeyChallenges challenges,
    Accounts accounts,
    SecondFactor secondFactor,
    IOptions<SecurityOptions> security,
    IOptions<SingleSignOnOptions> signOn
)
{
    private static readonly PasskeyPurpose s_secondStep = new("second-step", null, null);

    /// <param name="Email">E-mail address.</param>
    /// <param name="Password">Password.</param>
    /// <param name="Role">Role wanted, or null for the first held.</param>
    /// <param name="Address">From where.</param>
    /// <param name="Replaces">The session this one takes the place of, when the browser had one.</param>
    public sealed record Command(string? Email, string? Password, string? Role, string Address, string? Replaces)
    {
        /// <summary>The one-time code, for accounts that have a second step.</summary>
        public string? Code { get; init; }

        /// <summary>The browser, as far as it is kept.</summary>
        public SessionOrigin From { get; init; } = SessionOrigin.Unknown;
    }

    /// <param name="State">What was sealed when the password was right.</param>
    /// <param name="Code">The one-time code or a recovery code.</param>
    /// <param name="Role">Role wanted, or null for the one wanted before.</param>
    /// <param name="Address">From where.</param>
    /// <param name="Replaces">The session this one takes the place of, when the browser had one.</param>
    /// <param name="From">The browser, as far as it is kept.</param>
    public sealed record CodeCommand(string? State, string? Code, string? Role, string Address, string? Replaces, SessionOrigin From);

    /// <param name="State">What was sealed with the challenge.</param>
    /// <param name="Credential">The passkey's answer.</param>
    /// <param name="Site">The portal in the browser.</param>
    /// <param name="Role">Role wanted, or null for the first held.</param>
    /// <param name="Address">From where.</param>
    /// <param name="Replaces">The session this one takes the place of, when the browser had one.</param>
    public sealed record PasskeyCommand(
        string? State,
        JsonElement Credential,
        PasskeySite Site,
        string? Role,
        string Address,
        string? Replaces
    )
    {
        /// <summary>The browser, as far as it is kept.</summary>
        public SessionOrigin From { get; init; } = SessionOrigin.Unknown;
    }

    public Task<Result<OpenedSession>> RunAsync(Command command, CancellationToken ct)
    {
        var errors = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(command.Email) || command.Email.Length > 256)
        {
            errors["email"] = [$"Enter your e-mail address."];
        }

        if (string.IsNullOrEmpty(command.Password) || command.Password.Length > 512)
        {
            errors["password"] = [$"Enter your password."];
        }

        if (errors.Count > 0)
        {
            return Task.FromResult(
                Result<OpenedSession>.Refused(Refusal.Fields("session.incomplete", $"E-mail and password are needed to sign in.", errors))
            );
        }

        if (command.Role is not null && !Roles.All.Contains(command.Role, StringComparer.Ordinal))
        {
            return Task.FromResult(Result<OpenedSession>.Refused(SessionRefusals.UnknownRole));
        }

        var attempt = new PasswordAttempt(
            "session.refused",
            command.Email,
            null,
            command.Password!,
            command.Address,
            Actor.Anonymous(PasswordGate.Trace)
        )
        {
            Code = command.Code,
        };
        return passwords.RunAsync(
            attempt,
            (db, user, now, method, ct) => OpenAsync(new(command.Role, command.Replaces, method, command.From), db, user, now, ct),
            ct
        );
    }

    /// <summary>Seals that the password of an account was right, for the second step; good for five minutes and one answer.</summary>
    public async Task<string> SealAsync(Command command, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var email = accounts.Normalise(command.Email!);
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.NormalizedEmail == email, ct);
        return challenges.Seal(
            s_secondStep,
            JsonSerializer.SerializeToUtf8Bytes(new HalfWay(user.Id, Stamp(user), command.Role, SecretText.New()))
        );
    }

    /// <summary>The second step: the code, after a password that was right less than five minutes ago and still is the account's.</summary>
    public async Task<Result<OpenedSession>> WithCodeAsync(CodeCommand command, CancellationToken ct)
    {
        if (command.Role is not null && !Roles.All.Contains(command.Role, StringComparer.Ordinal))
        {
            return SessionRefusals.UnknownRole;
        }

        if (string.IsNullOrWhiteSpace(command.Code) || command.Code.Length > 64)
        {
            return AccountGate.CodeNeeded;
        }

        if (challenges.Open(s_secondStep, command.State) is not { } payload || JsonSerializer.Deserialize<HalfWay>(payload) is not { } half)
        {
            return SessionRefusals.SecondStepExpired;
        }

        var method = "";
        return await gate.RunAsync(
            new Presented(
                "session.refused",
                $"second step {half.User}",
                half.User,
                command.Address,
                Actor.Anonymous(PasswordGate.Trace),
                SessionRefusals.WrongCode
            ),
            async (db, user, now, token) =>
            {
                if (Stamp(user) != half.Stamp)
                {
                    return Holding.No;
                }

                var verdict = await codes.UseAsync(
                    db,
                    user.UserId,
                    command.Code,
                    Actor.OfUser(user.UserId, null, null, PasswordGate.Trace),
                    now,
                    token
                );
                method = OneTimeCodes.Method(verdict);
                return verdict is CodeVerdict.Right or CodeVerdict.Recovered && await challenges.AnswerAsync(db, payload, token)
                    ? Holding.Yes
                    : Holding.No;
            },
            (db, user, now, token) =>
                OpenAsync(new(command.Role ?? half.Role, command.Replaces, method, command.From), db, user, now, token),
            ct
        );
    }

    /// <summary>Signs in with a passkey: the same session, the same locks, another method.</summary>
    public Task<Result<OpenedSession>> WithPasskeyAsync(PasskeyCommand command, CancellationToken ct)
    {
        if (command.Role is not null && !Roles.All.Contains(command.Role, StringComparer.Ordinal))
        {
            return Task.FromResult(Result<OpenedSession>.Refused(SessionRefusals.UnknownRole));
        }

        var attempt = new PasskeyAttempt(
            "session.refused",
            PasskeyPurpose.SignIn,
            command.State,
            command.Credential,
            command.Site,
            command.Address,
            Actor.Anonymous(PasswordGate.Trace)
        );
        return passkeys.RunAsync(
            attempt,
            (db, user, now, ct) => OpenAsync(new(command.Role, command.Replaces, "passkey", command.From), db, user, now, ct),
            ct
        );
    }

    // A password that was changed in between ends the way begun with the old one.
    private static string Stamp(User user) => Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(user.PasswordHash ?? ""));

    /// <summary>Opens a session for someone who has shown who they are, in the transaction that holds their account.</summary>
    internal async Task<Result<OpenedSession>> OpenAsync(
        Wanted wanted,
        GovernanceDbContext db,
        User user,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var held = wanted.Held ?? await HeldAsync(db, user, ct);
        // Without the record of training that their roles need someone signs in to no role, and records it there.
        var lacking = await RoleCompetences.LackingAsync(db, user.UserId, held, now, ct);
        var role = wanted.Role ?? held.FirstOrDefault(r => !lacking.ContainsKey(r));
        var local = wanted.Method != ProviderSignIn.Method && !signOn.Value.AllowsPassword(user.BreakGlass);
        if (local || (role is not null && (!held.Contains(role, StringComparer.Ordinal) || lacking.ContainsKey(role))))
        {
            var refusal = local ? ProviderRefusals.LocalOff : lacking.GetValueOrDefault(role!) ?? SessionRefusals.RoleNotHeld(role!);
            db.Append(
                new AuditEvent("session.refused", user.UserId.ToString(), new JsonObject { ["code"] = refusal.Code, ["role"] = role })
                {
                    Refused = true,
                },
                Actor.OfUser(user.UserId, null, null, PasswordGate.Trace),
                now
            );
            return refusal;
        }

        if (db.SavesBeside && user.BreakGlass)
        {
            // Broken once, such an account is locked away until another link is sent: nothing of that can be recorded now.
            return ActionRunner.Damaged;
        }

        // A password alone does not put such a role in force: without a role nothing can be done but set up the second step.
        var isLimited =
            wanted.Method == OneTimeCodes.Method(CodeVerdict.NotAsked)
            && !user.BreakGlass
            && await secondFactor.IsMissingAsync(db, user.UserId, held, ct);
        role = isLimited ? null : role;
        var isNew = await KnownBrowsers.IsNewAsync(db, user, wanted.From, now, ct);
        var session = new UserSession
        {
            Hash = SecretText.Hash(SecretText.New()),
            User = user.UserId,
            ActiveRole = role,
            Method = wanted.Method,
            OpenedAt = now,
            LastSeenAt = now,
            Browser = wanted.From.Browser,
            Network = wanted.From.Network,
            ProviderSession = wanted.ProviderSession,
            ReadsOnly = db.SavesBeside,
            EndsAt = user.BreakGlass ? now.AddMinutes(security.Value.BreakGlassMinutes) : now.AddHours(security.Value.SessionHours),
        };
        db.Sessions.Add(session);
        var actor = Actor.OfUser(user.UserId, role, session.Hash, PasswordGate.Trace);
        if (wanted.Replaces is { } old && await db.Sessions.SingleOrDefaultAsync(s => s.Hash == old && s.EndedAt == null, ct) is { } before)
        {
            before.EndedAt = now;
            db.Append(
                new AuditEvent("session.closed", before.User.ToString(), new JsonObject { ["session"] = old, ["because"] = "replaced" }),
                actor,
                now
            );
        }

        var opened = new JsonObject { ["session"] = session.Hash, ["method"] = session.Method };
        if (isNew)
        {
            opened["isNewBrowser"] = true; // its owner is told
        }

        db.Append(new AuditEvent("session.opened", user.UserId.ToString(), opened), actor, now);
        if (user.BreakGlass && session.EndsAt is { } end)
        {
            // Broken once: until another administrator sends a new link, no one gets in this way again.
            user.PasswordHash = null;
            user.SecurityStamp = SecretText.New();
            db.UserPasskeys.RemoveRange(await db.UserPasskeys.Where(p => p.UserId == user.Id).ToListAsync(ct));
            await OneTimeCodes.RemoveAsync(db, user.UserId, ct);
            db.Append(
                new AuditEvent(
                    "break-glass.used",
                    user.UserId.ToString(),
                    new JsonObject { ["session"] = session.Hash, ["until"] = CanonicalJson.Time(end) }
                ),
                actor,
                now
            );
        }

        return new OpenedSession(user, session.Hash, held, role) { IsLimited = isLimited };
    }

    /// <summary>Roles held, in the order of the administration page.</summary>
    internal static async Task<IReadOnlyList<string>> HeldAsync(GovernanceDbContext db, User user, CancellationToken ct)
    {
        var held = await AccessReader.RolesOf(db, user.Id).ToListAsync(ct);
        return [.. Roles.All.Where(held.Contains)];
    }

    /// <param name="Role">Role wanted, or null for the first held.</param>
    /// <param name="Replaces">The session this one takes the place of, when the browser had one.</param>
    /// <param name="Method">How they have shown it.</param>
    /// <param name="From">The browser, as far as it is kept.</param>
    internal sealed record Wanted(string? Role, string? Replaces, string Method, SessionOrigin From)
    {
        /// <summary>Roles held, where the transaction has changed them; null to ask the database.</summary>
        public IReadOnlyList<string>? Held { get; init; }

        /// <summary>The provider's session in which it begins, as it is stored.</summary>
        public string? ProviderSession { get; init; }
    }

    private sealed record HalfWay(int User, string Stamp, string? Role, string Nonce);
}
