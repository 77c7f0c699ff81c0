using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Account;

/// <summary>A session just opened.</summary>
/// <param name="User">The person.</param>
/// <param name="Hash">The session's stored id.</param>
/// <param name="Roles">Roles held.</param>
/// <param name="Role">The role in force.</param>
internal sealed record OpenedSession(User User, string Hash, IReadOnlyList<string> Roles, string? Role);

/// <summary>Signs a person in.</summary>
internal sealed class OpenSession(PasswordGate passwords, PasskeyGate passkeys)
{
    /// <param name="Email">E-mail address.</param>
    /// <param name="Password">Password.</param>
    /// <param name="Role">Role wanted, or null for the first held.</param>
    /// <param name="Address">From where.</param>
    /// <param name="Replaces">The session this one takes the place of, when the browser had one.</param>
    public sealed record Command(string? Email, string? Password, string? Role, string Address, string? Replaces);

    /// <param name="State">What was sealed with the challenge.</param>
    /// <param name="Credential">The passkey's answer.</param>
    /// <param name="Site">The portal in the browser.</param>
    /// <param name="Role">Role wanted, or null for the first held.</param>
    /// <param name="Address">From where.</param>
    /// <param name="Replaces">The session this one takes the place of, when the browser had one.</param>
    public sealed record PasskeyCommand(string? State, JsonElement Credential, PasskeySite Site, string? Role, string Address, string? Replaces);

    public Task<Result<OpenedSession>> RunAsync(Command command, CancellationToken ct)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(command.Email) || command.Email.Length > 256)
        {
            errors["email"] = ["Enter your e-mail address."];
        }

        if (string.IsNullOrEmpty(command.Password) || command.Password.Length > 512)
        {
            errors["password"] = ["Enter your password."];
        }

        if (errors.Count > 0)
        {
            return Task.FromResult(Result<OpenedSession>.Refused(Refusal.Fields("session.incomplete", "E-mail and password are needed to sign in.", errors)));
        }

        if (command.Role is not null && !Roles.All.Contains(command.Role, StringComparer.Ordinal))
        {
            return Task.FromResult(Result<OpenedSession>.Refused(SessionRefusals.UnknownRole));
        }

        var attempt = new PasswordAttempt("session.refused", command.Email, null, command.Password!, command.Address, Actor.Anonymous(PasswordGate.Trace));
        return passwords.RunAsync(attempt, (db, user, now, ct) => OpenAsync(new(command.Role, command.Replaces, "password"), db, user, now, ct), ct);
    }

    /// <summary>Signs in with a passkey: the same session, the same locks, another method.</summary>
    public Task<Result<OpenedSession>> WithPasskeyAsync(PasskeyCommand command, CancellationToken ct)
    {
        if (command.Role is not null && !Roles.All.Contains(command.Role, StringComparer.Ordinal))
        {
            return Task.FromResult(Result<OpenedSession>.Refused(SessionRefusals.UnknownRole));
        }

        var attempt = new PasskeyAttempt(
            "session.refused", PasskeyPurpose.SignIn, command.State, command.Credential, command.Site, command.Address, Actor.Anonymous(PasswordGate.Trace));
        return passkeys.RunAsync(attempt, (db, user, now, ct) => OpenAsync(new(command.Role, command.Replaces, "passkey"), db, user, now, ct), ct);
    }

    private static async Task<Result<OpenedSession>> OpenAsync(Wanted wanted, GovernanceDbContext db, User user, DateTimeOffset now, CancellationToken ct)
    {
        var held = await HeldAsync(db, user, ct);
        var role = wanted.Role ?? (held.Count > 0 ? held[0] : null);
        if (role is not null && !held.Contains(role, StringComparer.Ordinal))
        {
            var refusal = SessionRefusals.RoleNotHeld(role);
            db.Append(
                new AuditEvent("session.refused", user.UserId.ToString(), new JsonObject { ["code"] = refusal.Code, ["role"] = role }) { Refused = true },
                Actor.OfUser(user.UserId, null, null, PasswordGate.Trace),
                now);
            return refusal;
        }

        var session = new UserSession { Hash = SecretText.Hash(SecretText.New()), User = user.UserId, ActiveRole = role, Method = wanted.Method, OpenedAt = now, LastSeenAt = now };
        db.Sessions.Add(session);
        var actor = Actor.OfUser(user.UserId, role, session.Hash, PasswordGate.Trace);
        if (wanted.Replaces is { } old && await db.Sessions.SingleOrDefaultAsync(s => s.Hash == old && s.EndedAt == null, ct) is { } before)
        {
            before.EndedAt = now;
            db.Append(new AuditEvent("session.closed", before.User.ToString(), new JsonObject { ["session"] = old, ["because"] = "replaced" }), actor, now);
        }

        db.Append(new AuditEvent("session.opened", user.UserId.ToString(), new JsonObject { ["session"] = session.Hash, ["method"] = session.Method }), actor, now);
        return new OpenedSession(user, session.Hash, held, role);
    }

    /// <summary>Roles held, in the order of the administration page.</summary>
    internal static async Task<IReadOnlyList<string>> HeldAsync(GovernanceDbContext db, User user, CancellationToken ct)
    {
        var held = await AccessReader.RolesOf(db, user.Id).ToListAsync(ct);
        return [.. Roles.All.Where(held.Contains)];
    }

    private sealed record Wanted(string? Role, string? Replaces, string Method);
}
